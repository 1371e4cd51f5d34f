// Make js-stubs/__init__.pyi, so that editors and type checkers know what `from js import …` gives: scripts/stubs

import { readFileSync, writeFileSync } from "node:fs";
import { Writer } from "./classes.js";
import { collect, ts, version } from "./collect.js";
import { Types } from "./types.js";

const HEAD = `\
# Made by scripts/stubs from TypeScript ${version}'s declarations of the web platform: change stubs/, not this.
# Those are Copyright (c) Microsoft Corporation, under the Apache License 2.0; see NOTICE.
# mypy: ignore-errors
# pyright: basic
`;
// Python's own types stand for these, or nobody needs them in Python; `name` is void where it means the window's.
const LEFT_OUT = /^(ActiveXObject|NaN|Infinity|name|undefined|globalThis|toString|Boolean|Number|String|Function)$/;

const declarations = collect();
const { interfaces, variables, functions, aliases, namespaces } = declarations;
/** @type {Map<string, string[]>} */ const written = new Map();

/** The name of a type in the stubs, which brings the type into them. @returns {string | undefined} */
function named(/** @type {string} */ name, given = false) {
  const isClass = declarations.constructorOf(name);
  if (isClass && !/^(Boolean|Number|String|Function)$/.test(name)) return bring(name, name);
  if (name === "Function" || isCallable(name)) return "Callable[..., Any]";
  if (aliases.has(name)) return bringAlias(name);
  // Plain data goes in as Python's own, made into an object by to_js.
  if (!interfaces.has(name) || (given && !variables.has(name))) return undefined;
  return bring(name, `_${name}`);
}

const types = new Types(declarations, named);
const writer = new Writer(declarations, types);

function bring(/** @type {string} */ name, /** @type {string} */ called) {
  if (!written.has(called)) {
    written.set(called, []);
    written.set(called, writer.class(name, called, basesOf(name)));
  }
  return called;
}

function bringAlias(/** @type {string} */ name) {
  const alias = aliases.get(name);
  if (alias.typeParameters || LEFT_OUT.test(name)) return undefined;
  const called = `_${name}`;
  if (!written.has(called)) {
    written.set(called, []);
    const type = types.python(alias.type, { given: true });
    written.set(called, [`${called}: TypeAlias = ${type}`]);
  }
  return called;
}

/** The classes that a class extends, the most special first, and none that another one brings. */
function basesOf(/** @type {string} */ name) {
  const all = (interfaces.get(name)?.bases ?? []).filter((base) => interfaces.has(base.expression.text));
  const names = all.map((base) => base.expression.text);
  const kept = all.filter(
    ({ expression }) => !names.some((other) => other !== expression.text && ancestors(other).has(expression.text)),
  );
  const bases = kept.map((base) => types.python(base));
  return bases.some((base) => base !== "Any") ? bases.filter((base) => base !== "Any") : ["_JsProxy"];
}

/** @returns {Set<string>} */
function ancestors(/** @type {string} */ name) {
  const direct = (interfaces.get(name)?.bases ?? []).map((base) => base.expression.text);
  return new Set(direct.flatMap((base) => [base, ...ancestors(base)]));
}

/** Whether an interface is only a function's type. */
function isCallable(/** @type {string} */ name) {
  const members = interfaces.get(name)?.members ?? [];
  return members.length > 0 && members.every((member) => ts.isCallSignatureDeclaration(member) || /^handleEvent\b/.test(member.getText()));
}

/** What is neither a class nor a namespace: functions and objects that are there from the start. */
function globals() {
  const lines = [];
  for (const [name, all] of functions) if (!LEFT_OUT.test(name)) lines.push(...writer.methods(name, all, ""));
  for (const [name, type] of variables) {
    if (LEFT_OUT.test(name) || functions.has(name) || namespaces.has(name)) continue;
    if (declarations.constructorOf(name)) bring(name, name);
    else lines.push(`${name}: ${types.python(type)}`);
  }
  return lines;
}

const head = readFileSync(new URL("head.pyi", import.meta.url), "utf8");
const names = globals();
for (const [name, body] of namespaces) written.set(name, writer.namespace(name, body));
const classes = [...written].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines);
writeFileSync(new URL("js-stubs/__init__.pyi", import.meta.url), [HEAD + head, ...classes, ...names, ""].join("\n"));
