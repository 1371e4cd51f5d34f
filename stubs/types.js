// Say TypeScript's types in Python's words.

import { ts } from "./collect.js";

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

// Classes that stay generic; what a type parameter stands for elsewhere is Any.
export const GENERIC = new Set(["Array", "HTMLCollectionOf", "NodeListOf", "Promise"]);

// Where the standard only says "some element", the object is a particular one: see AnyElement in head.pyi.
const GENERAL = new Set(["ChildNode", "Element", "EventTarget", "HTMLElement", "Node", "ParentNode"]);

const SAME = new Map([
  ["ArrayLike", "Array"],
  ["ConcatArray", "Array"],
  ["PromiseLike", "Promise"],
  ["ReadonlyArray", "Array"],
]);

const ITERATORS = /^(Readonly)?(\w*Iterator|Iterable|IterableIterator|IteratorObject)$/;

/** The name itself, or one that Python allows; Pyodide takes the underscore off again. */
export const safe = (/** @type {string} */ name) => (KEYWORDS.has(name) ? `${name}_` : name);

/** @typedef {{ given?: boolean, scope?: Map<string, string> }} How what type parameters are, and for whom the type is */

export class Types {
  /** @param {import("./collect.js").Declarations} declarations */
  constructor(declarations, /** @type {(name: string, given?: boolean) => string | undefined} */ named) {
    this.declarations = declarations;
    this.named = named;
  }

  /**
   * The type in Python. `given` is for parameters, which take what Python has; what comes back may be more than the
   * standard can say.
   * @param {any} node
   * @param {How} [how]
   * @returns {string}
   */
  python(node, how = {}) {
    if (!node) return "Any";
    const again = (/** @type {any} */ inner) => this.python(inner, how);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
      case ts.SyntaxKind.TemplateLiteralType:
        return "str";
      case ts.SyntaxKind.NumberKeyword:
        return how.given ? "float" : "_Number";
      case ts.SyntaxKind.BigIntKeyword:
        return "int";
      case ts.SyntaxKind.BooleanKeyword:
      case ts.SyntaxKind.TypePredicate:
        return "bool";
      case ts.SyntaxKind.VoidKeyword:
        return "None";
      case ts.SyntaxKind.UndefinedKeyword:
        return how.given || node.parent.kind !== ts.SyntaxKind.UnionType ? "None" : "_MaybeNull";
      case ts.SyntaxKind.ThisType:
        return "Self";
      case ts.SyntaxKind.ParenthesizedType:
        return again(node.type);
      case ts.SyntaxKind.TypeOperator:
        return node.operator === ts.SyntaxKind.ReadonlyKeyword ? again(node.type) : "Any";
      case ts.SyntaxKind.ArrayType:
        return this.array(again(node.elementType), how);
      case ts.SyntaxKind.TupleType:
        return this.array("Any", how);
      case ts.SyntaxKind.FunctionType:
        return "Callable[..., Any]";
      case ts.SyntaxKind.LiteralType:
        return this.literal(node.literal, how);
      case ts.SyntaxKind.UnionType:
        return this.union(node.types.map(again));
      case ts.SyntaxKind.IntersectionType:
        return again(node.types[0]);
      case ts.SyntaxKind.TypeReference:
      case ts.SyntaxKind.ExpressionWithTypeArguments:
        return this.reference(node, how);
      default:
        return "Any";
    }
  }

  /** Whether an interface is a dictionary of the standard: plain data with names. */
  isData(/** @type {any} */ type) {
    const name = type?.typeName?.text;
    const shape = this.declarations.interfaces.get(name);
    return Boolean(shape?.members.every(ts.isPropertySignature)) && !this.declarations.variables.has(name);
  }

  array(/** @type {string} */ item, /** @type {{ given?: boolean }} */ { given }) {
    return given ? `_Items[${item}]` : `Array[${item}]`;
  }

  literal(/** @type {any} */ literal, /** @type {{ given?: boolean }} */ { given }) {
    if (literal.kind === ts.SyntaxKind.NullKeyword) return given ? "None" : "_MaybeNull";
    if (ts.isStringLiteral(literal)) return `Literal[${JSON.stringify(literal.text)}]`;
    if (ts.isNumericLiteral(literal)) return "int";
    return literal.kind === ts.SyntaxKind.TrueKeyword || literal.kind === ts.SyntaxKind.FalseKeyword ? "bool" : "int";
  }

  /** One union of different types, its literals in one. */
  union(/** @type {string[]} */ types) {
    const literals = types.flatMap((type) => /^Literal\[(.*)\]$/.exec(type)?.[1] ?? []);
    const others = new Set(types.filter((type) => !type.startsWith("Literal[")).flatMap((type) => type.split(" | ")));
    if (others.has("Any")) return "Any";
    const ordered = [...others].filter((type) => type !== "None" && type !== "_MaybeNull");
    if (literals.length && !others.has("str")) ordered.unshift(`Literal[${literals.join(", ")}]`);
    for (const last of ["_MaybeNull", "None"]) if (others.has(last)) ordered.push(last);
    return ordered.join(" | ");
  }

  /** @param {How} how @returns {string} */
  reference(/** @type {any} */ node, how) {
    const name = node.typeName?.text ?? node.expression?.text;
    const item = () => (node.typeArguments?.length ? this.python(node.typeArguments[0], how) : "Any");
    if (!name) return "Any";
    if (how.scope?.has(name)) return String(how.scope.get(name));
    if (name === "Readonly" || name === "NoInfer") return item();
    if (ITERATORS.test(name)) return how.given ? "Iterable[Any]" : `${name.includes("Async") ? "Async" : ""}Iterator[${item()}]`;
    if (GENERAL.has(name) && !how.given && node.kind === ts.SyntaxKind.TypeReference) return "_AnyElement";
    const called = SAME.get(name) ?? name;
    if (called === "Array") return this.array(item(), how);
    const type = this.named(called, how.given) ?? "Any";
    return GENERIC.has(called) ? `${type}[${item()}]` : type;
  }
}
