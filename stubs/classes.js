// Write one class, function or name of the page in Python.

import { ts } from "./collect.js";
import { GENERIC, safe } from "./types.js";

const MDN = "https://developer.mozilla.org/docs/Web/API";
const LENGTHS = new Set(["length", "size"]);
// What tells an element's class by its tag, as `document.createElement("canvas")` does.
const BY_TAG = new Map([
  ["closest", (/** @type {string} */ type) => `${type} | _MaybeNull`],
  ["createElement", (/** @type {string} */ type) => type],
  ["getElementsByTagName", (/** @type {string} */ type) => `_HTMLCollectionOf[${type}]`],
  ["querySelector", (/** @type {string} */ type) => `${type} | _MaybeNull`],
  ["querySelectorAll", (/** @type {string} */ type) => `_NodeListOf[${type}]`],
]);
// What Python adds to a class, and what no standard can list: a page's scripts add to its window.
const OPEN = ["    def __getattr__(self, name: str) -> Any: ...", "    def __setattr__(self, name: str, value: Any) -> None: ..."];
/** @type {Map<string, string[]>} */
const MORE = new Map([
  ["DOMStringMap", OPEN],
  // Newer than this TypeScript, as are the ways from and to text below.
  ["Element", ["    def setHTML(self, html: str, /, **keywords: Any) -> None: ..."]],
  ["Promise", ["    def __await__(self) -> Generator[Any, None, _T]: ..."]],
  ["Storage", OPEN],
  [
    "Uint8Array",
    [
      "    @staticmethod",
      "    def fromHex(text: str, /) -> Uint8Array: ...",
      "    @staticmethod",
      "    def fromBase64(text: str, /, **keywords: Any) -> Uint8Array: ...",
      "    def toHex(self) -> str: ...",
      "    def toBase64(self, **keywords: Any) -> str: ...",
    ],
  ],
  ["Window", OPEN],
]);
const SYNTAX = new Map([
  ["[Symbol.iterator]", "__iter__"],
  ["[Symbol.asyncIterator]", "__aiter__"],
]);

/** @typedef {Map<string, string>} Scope what the type parameters in sight are in Python */
/** @typedef {{ parameters: string[], result: string }} Signature */

export class Writer {
  /**
   * @param {import("./collect.js").Declarations} declarations
   * @param {import("./types.js").Types} types
   */
  constructor(declarations, types) {
    this.declarations = declarations;
    this.types = types;
    /** @type {Map<string, string[]>} */ this.tags = new Map();
    for (const { name, type } of declarations.interfaces.get("HTMLElementTagNameMap")?.members ?? []) {
      this.tags.set(type.typeName.text, [...(this.tags.get(type.typeName.text) ?? []), `"${name.text}"`]);
    }
  }

  /** A class with what its objects and it itself have. */
  class(/** @type {string} */ name, /** @type {string} */ called, /** @type {string[]} */ bases) {
    const { members = [], parameters = [] } = this.declarations.interfaces.get(name) ?? {};
    /** @type {Scope} */ const scope = new Map(parameters.map((parameter) => [parameter, "Any"]));
    if (GENERIC.has(name)) scope.set(parameters[0], "_T");
    const lines = [
      ...(called.startsWith("_") ? [] : [`    """${MDN}/${name}"""`]),
      ...(MORE.get(name) ?? []),
      ...this.members(members, scope),
      ...this.statics(name, this.declarations.constructorOf(name) ?? []),
    ];
    const all = GENERIC.has(name) ? [...bases, "Generic[_T]"] : bases;
    return [`class ${called}(${all.join(", ")}):`, ...(lines.length ? lines : ["    ..."]), ""];
  }

  /** A namespace such as CSS: a class of static functions. */
  namespace(/** @type {string} */ name, /** @type {any[]} */ statements) {
    const functions = grouped(statements.filter(ts.isFunctionDeclaration));
    return [`class ${name}:`, ...functions.flatMap(([method, all]) => this.methods(method, all, "@staticmethod")), ""];
  }

  /** What objects have. @param {Scope} scope */
  members(/** @type {any[]} */ members, scope) {
    const lines = grouped(members).flatMap(([name, all]) => {
      if (SYNTAX.has(name)) return [`    def ${SYNTAX.get(name)}(self) -> ${this.types.python(all[0].type, { scope })}: ...`];
      if (name.startsWith("[")) return [];
      const methods = all.filter(ts.isMethodSignature);
      return methods.length ? this.methods(name, methods, "self", scope) : this.attribute(name, all, scope);
    });
    const calls = this.methods("__call__", members.filter(ts.isCallSignatureDeclaration), "self", scope);
    return [...lines, ...calls, ...this.indexed(members, scope)];
  }

  /** @param {Scope} scope */
  attribute(/** @type {string} */ name, /** @type {any[]} */ all, scope) {
    const [first] = all;
    const called = safe(name);
    const literal = first.type?.literal;
    if (literal && ts.isNumericLiteral(literal)) return [`    ${called}: int`];
    const type = this.types.python(first.type, { scope }) + (first.questionToken ? " | _MaybeNull" : "");
    // What the standard converts, as `style` does, takes something else than it gives.
    if (all.some(ts.isSetAccessor)) return [`    ${called}: ${type}${/\bAny$/.test(type) ? "" : " | Any"}`];
    const changes = !ts.isGetAccessor(first) && !isReadonly(first);
    const lines = changes ? [`    ${called}: ${type}`] : ["    @property", `    def ${called}(self) -> ${type}: ...`];
    return LENGTHS.has(name) && type === "_Number" ? [...lines, "    def __len__(self) -> int: ..."] : lines;
  }

  /** What `[0]` gives. @param {Scope} scope */
  indexed(/** @type {any[]} */ members, scope) {
    const index = members.find((member) => ts.isIndexSignatureDeclaration(member) && isNumber(member.parameters[0].type));
    if (!index) return [];
    const lines = [`    def __getitem__(self, index: int, /) -> ${this.types.python(index.type, { scope })}: ...`];
    return isReadonly(index) ? lines : [...lines, "    def __setitem__(self, index: int, value: Any, /) -> None: ..."];
  }

  /** What the class itself has; `new` is Python's way to say JavaScript's operator. */
  statics(/** @type {string} */ name, /** @type {any[]} */ members) {
    const own = new Set([...this.allNames(name), "prototype", "new"]);
    const lines = this.methods("new", members.filter(ts.isConstructSignatureDeclaration), "@classmethod");
    lines.push(...this.methods("__new__", members.filter(ts.isCallSignatureDeclaration), "cls"));
    for (const [member, all] of grouped(members)) {
      if (own.has(member) || member.startsWith("[")) continue;
      if (ts.isMethodSignature(all[0])) lines.push(...this.methods(member, all, "@staticmethod"));
      else lines.push(`    ${safe(member)}: ClassVar[${this.types.python(all[0].type)}]`);
    }
    return lines;
  }

  /** The names of an interface and of all that it extends. @returns {string[]} */
  allNames(/** @type {string} */ name) {
    const { members = [], bases = [] } = this.declarations.interfaces.get(name) ?? {};
    return [...grouped(members).map(([member]) => member), ...bases.flatMap((base) => this.allNames(base.expression.text))];
  }

  /**
   * A function in all its forms.
   * @param {"" | "self" | "cls" | "@staticmethod" | "@classmethod"} kind a method's first parameter, or its decorator
   * @param {Scope} [scope]
   */
  methods(/** @type {string} */ name, /** @type {any[]} */ declarations, kind, scope = new Map()) {
    const indent = kind ? "    " : "";
    const first = kind === "@classmethod" ? ["cls"] : kind === "self" || kind === "cls" ? [kind] : [];
    const forms = this.signatures(name, declarations, scope).map(
      ({ parameters, result }) => `${indent}def ${safe(name)}(${[...first, ...parameters].join(", ")}) -> ${result}: ...`,
    );
    const different = [...new Set(forms)];
    return different.flatMap((form) => [
      ...(different.length > 1 ? [`${indent}@overload`] : []),
      ...(kind.startsWith("@") ? [indent + kind] : []),
      form,
    ]);
  }

  /** @param {Scope} scope @returns {Signature[]} */
  signatures(/** @type {string} */ name, /** @type {any[]} */ declarations, scope) {
    const byTag = declarations.some((one) => one.getText().includes("keyof HTMLElementTagNameMap"));
    // A form over a map of names repeats what the general form says; only those of tags say more.
    const general = declarations.filter((one) => !one.typeParameters?.some(isKey) && !isDeprecated(one));
    return [
      ...(byTag && BY_TAG.has(name) ? this.formsByTag(name) : []),
      ...(general.length ? general : declarations).map((one) => this.signature(one, scope)),
    ];
  }

  /** @returns {Signature[]} */
  formsByTag(/** @type {string} */ name) {
    const rest = name === "createElement" ? ["/", "options: Any = ..."] : ["/"];
    return [...this.tags]
      .filter(([type]) => type !== "HTMLElement")
      .map(([type, tags]) => ({
        parameters: [`name: Literal[${tags.join(", ")}]`, ...rest],
        result: String(BY_TAG.get(name)?.(type)),
      }));
  }

  /** @param {Scope} outer @returns {Signature} */
  signature(/** @type {any} */ declaration, outer) {
    /** @type {Scope} */ const scope = new Map(outer);
    for (const { name, constraint } of declaration.typeParameters ?? []) {
      scope.set(name.text, /Element$|^Node$/.test(constraint?.getText() ?? "") ? "_AnyElement" : "Any");
    }
    const parameters = [];
    for (const parameter of declaration.parameters) {
      const name = safe(parameter.name.text ?? "options");
      const rest = parameter.dotDotDotToken;
      const type = this.types.python(rest ? parameter.type?.elementType : parameter.type, { given: true, scope });
      if (rest) parameters.push(...(parameters.length ? ["/"] : []), `*${name}: ${type}`);
      else if (name !== "this") parameters.push(`${name}: ${type}${parameter.questionToken ? " = ..." : ""}`);
    }
    if (parameters.length && !parameters.at(-1)?.startsWith("*")) parameters.push("/");
    // Keywords become the object of options that stands last.
    if (this.types.isData(declaration.parameters.at(-1)?.type)) parameters.push("**keywords: Any");
    return { parameters, result: this.types.python(declaration.type, { scope }) };
  }
}

/** Members by name, in order. @returns {[string, any[]][]} */
export function grouped(/** @type {any[]} */ members) {
  const groups = new Map();
  for (const member of members) {
    if (!member.name) continue;
    const name = ts.isComputedPropertyName(member.name) ? `[${member.name.expression.getText()}]` : member.name.text;
    if (/^([A-Za-z_]\w*|\[Symbol\.\w+\])$/.test(name)) groups.set(name, [...(groups.get(name) ?? []), member]);
  }
  return [...groups];
}

const isKey = (/** @type {any} */ parameter) => parameter.constraint?.kind === ts.SyntaxKind.TypeOperator;
const isNumber = (/** @type {any} */ type) => type.kind === ts.SyntaxKind.NumberKeyword;
const isReadonly = (/** @type {any} */ { modifiers = [] }) =>
  modifiers.some((/** @type {any} */ { kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
const isDeprecated = (/** @type {any} */ node) => (node.jsDoc ?? []).some((/** @type {any} */ doc) => /@deprecated/.test(doc.getText()));
