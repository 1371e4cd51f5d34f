// Read TypeScript's declarations of the web platform: every class, mixin, dictionary, function and name of the page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
export const ts = require("typescript");
export const version = require("typescript/package.json").version;

// What browsers of today have. `Intl` and `WebAssembly` are namespaces that Python has little use for.
const LIBRARIES = [
  "es5",
  ..."collection core iterable promise proxy reflect".split(" ").map((part) => `es2015.${part}`),
  ..."es2017.object es2018.asynciterable es2018.promise es2019.array es2019.object es2020.bigint".split(" "),
  ..."es2020.promise es2021.promise es2021.weakref es2022.array es2022.error es2023.array".split(" "),
  ..."es2024.object es2024.promise esnext.collection esnext.float16 dom dom.iterable dom.asynciterable".split(" "),
];
const SKIPPED_NAMESPACES = new Set(["Intl", "WebAssembly"]);

/** @typedef {{ bases: any[], members: any[], parameters: string[] }} Shape */

/** Declarations by name; those of one name in several files are one. */
export class Declarations {
  constructor() {
    /** @type {Map<string, Shape>} */ this.interfaces = new Map();
    /** @type {Map<string, any>} */ this.variables = new Map();
    /** @type {Map<string, any[]>} */ this.functions = new Map();
    /** @type {Map<string, any>} */ this.aliases = new Map();
    /** @type {Map<string, any[]>} */ this.namespaces = new Map();
  }

  /** The members of what `new X` and `X.y` are looked up in, or nothing where X is no class. */
  constructorOf(/** @type {string} */ name) {
    const type = this.variables.get(name);
    if (!type) return undefined;
    if (ts.isTypeLiteralNode(type)) return type.members;
    const shape = ts.isTypeReferenceNode(type) && this.interfaces.get(type.typeName.text);
    return shape && shape.members.some(ts.isConstructSignatureDeclaration) ? shape.members : undefined;
  }
}

/** Read all libraries. */
export function collect() {
  const found = new Declarations();
  for (const library of LIBRARIES) {
    const path = require.resolve(`typescript/lib/lib.${library}.d.ts`);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) add(found, statement);
  }
  return found;
}

/** @param {Declarations} found */
function add(found, /** @type {any} */ statement) {
  if (ts.isInterfaceDeclaration(statement)) addInterface(found.interfaces, statement);
  else if (ts.isTypeAliasDeclaration(statement)) found.aliases.set(statement.name.text, statement);
  else if (ts.isFunctionDeclaration(statement)) addTo(found.functions, statement.name.text, [statement]);
  else if (ts.isModuleDeclaration(statement)) {
    if (!SKIPPED_NAMESPACES.has(statement.name.text)) addTo(found.namespaces, statement.name.text, statement.body.statements);
  } else if (ts.isVariableStatement(statement)) {
    for (const { name, type } of statement.declarationList.declarations) found.variables.set(name.text, type);
  }
}

/** @param {Map<string, Shape>} interfaces */
function addInterface(interfaces, /** @type {any} */ declaration) {
  const name = declaration.name.text;
  const shape = interfaces.get(name) ?? { bases: [], members: [], parameters: [] };
  interfaces.set(name, shape);
  for (const clause of declaration.heritageClauses ?? []) shape.bases.push(...clause.types);
  shape.members.push(...declaration.members);
  shape.parameters = (declaration.typeParameters ?? []).map((/** @type {any} */ parameter) => parameter.name.text);
}

/** @param {Map<string, any[]>} map */
function addTo(map, /** @type {string} */ name, /** @type {any[]} */ items) {
  map.set(name, [...(map.get(name) ?? []), ...items]);
}
