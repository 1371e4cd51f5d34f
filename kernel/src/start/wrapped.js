// Functions of JavaScript's that C calls by their address. For each that WebAssembly's table does not take as it is,
// Emscripten makes a module, some 260 while CPython starts: here one module has them all.
// https://github.com/emscripten-core/emscripten/blob/main/src/lib/libaddfunction.js

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
 * Put functions of WebAssembly's in the place of those that the interpreter will want an address of.
 * @param {any} imports what it is to import: by these names it finds them, too
 * @param {WebAssembly.Module} module
 */
export function wrapFunctions({ env }, module) {
  const wanted = WebAssembly.Module.imports(module).filter(({ module: place, name }) => place === "GOT.func" && SIGNATURE.test(env[name]?.sig));
  const functions = wanted.map(({ name }) => env[name]);
  const signatures = [...new Set(functions.map(({ sig }) => sig))];
  const wrapping = moduleOf([
    [1, signatures.map(typed)],
    [2, functions.map(({ sig }, index) => [0, ...numbered(index), 0, ...leb(signatures.indexOf(sig))])],
    [7, functions.map((_, index) => [...numbered(index), 0, ...leb(index)])],
  ]);
  const { exports } = new WebAssembly.Instance(wrapping, { "": functions });
  wanted.forEach(({ name }, index) => (env[name] = Object.assign(/** @type {any} */ (exports[index]), { sig: functions[index].sig })));
}
