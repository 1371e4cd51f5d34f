// Functions of JavaScript's that C calls by their address. For each that WebAssembly's table does not take as it is,
// Emscripten makes a module, some 260 while CPython starts: here one module has them all.
// https://github.com/emscripten-core/emscripten/blob/main/src/lib/libaddfunction.js
//
// They get their places in the table as they would have: memories know functions by these, and are made without this. So
// what has two names is one function still.

import { leb, moduleOf, TYPE_CODES, withLength } from "../interpreters/binary.js";

const FUNCTION = 0x60;
/** What comes back, "v" for nothing, and what is taken. */
const SIGNATURE = /^[vipjfde][ipjfde]*$/;

/** @param {string} types */
const codesOf = (types) => withLength([...types].map((type) => TYPE_CODES[type]));
/** @param {string} signature */
const typed = (signature) => [FUNCTION, ...codesOf(signature.slice(1)), ...codesOf(signature[0].replace("v", ""))];
/** @param {number} index */
const numbered = (index) => withLength([...String(index)].map((digit) => digit.charCodeAt(0)));

/**
 * Make functions of WebAssembly's of JavaScript's.
 * @param {Array<Function & {sig: string}>} functions
 */
function wrapped(functions) {
  const signatures = [...new Set(functions.map(({ sig }) => sig))];
  const wrapping = moduleOf([
    [1, signatures.map(typed)],
    [2, functions.map(({ sig }, index) => [0, ...numbered(index), 0, ...leb(signatures.indexOf(sig))])],
    [7, functions.map((_, index) => [...numbered(index), 0, ...leb(index)])],
  ]);
  const { exports } = new WebAssembly.Instance(wrapping, { "": /** @type {any} */ (functions) });
  return new Map(functions.map((each, index) => [each, Object.assign(/** @type {any} */ (exports[index]), { sig: each.sig })]));
}

/**
 * Wrap those that the interpreter will want an address of; not those that it also calls by name, as it may do with other types.
 * @param {any} imports what it is to import: where Emscripten's own code, and libraries, find these functions, too
 * @param {WebAssembly.Module} module
 */
export function wrapFunctions({ env }, module) {
  const imported = WebAssembly.Module.imports(module);
  const called = new Set(imported.filter(({ module: place }) => place === "env").map(({ name }) => name));
  const names = imported.filter(({ module: place, name }) => place === "GOT.func" && !called.has(name) && SIGNATURE.test(env[name]?.sig)).map(({ name }) => name);
  try {
    const wraps = wrapped([...new Set(names.map((name) => env[name]))]);
    for (const name of names) env[name] = wraps.get(env[name]);
  } catch {} // it only saves time
}
