// Stacks of Python's own, deep enough for a browser to look at.
//
// Python that may wait runs on a stack of its own (JSPI). In some processes, drawn by lot, Chromium notes who asks for
// memory: it follows the frames of the stack, and below the lowest it reads on, beyond the end of a stack that is not the
// thread's: the tab is gone. It follows 256 frames at most; so there are more of them below Python.
// Both who ask: https://chromium.googlesource.com/chromium/src/+/main/docs/gwp_asan.md
// and base/sampling_heap_profiler in the same place.

import { leb, moduleOf, TYPE_CODES, withLength } from "./binary.js";

const { i: I32, e: REFERENCE } = TYPE_CODES;
const [NOP, GET, CONST, SUBTRACT, CALL, IF, ELSE, END, FUNCTION] = [0x01, 0x20, 0x41, 0x6b, 0x10, 0x04, 0x05, 0x0b, 0x60];
/** As a number that may have a sign: its last seven bits are below 64. */
const FRAMES = 400;
/** So long that V8 does not make one frame of several: it inlines functions of up to 500 bytes. */
const LONG = 600;
/** What Pyodide enters Python by, in all of its versions that can: it gives one reference back. */
const TAKEN = [REFERENCE, I32, REFERENCE, I32, REFERENCE, I32, I32];

/** Function 1 calls itself until its last number is 0, and then function 0, which it was given. Function 2 begins that. */
function deepModule() {
  const taken = TAKEN.flatMap((_, index) => [GET, index]);
  const left = [GET, TAKEN.length];
  const deeper = [...Array(LONG).fill(NOP), ...left, IF, REFERENCE, ...taken, ...left, CONST, 1, SUBTRACT, CALL, 1, ELSE, ...taken, CALL, 0, END, END];
  const begin = [...taken, CONST, ...leb(FRAMES), CALL, 1, END];
  return moduleOf([
    [1, [TAKEN, [...TAKEN, I32]].map((types) => [FUNCTION, ...withLength(types), 1, REFERENCE])],
    [2, [[0, 0, 0, 0]]],
    [3, [[1], [0]]],
    [7, [[0, 0, 2]]],
    [10, [deeper, begin].map((code) => withLength([0, ...code]))],
  ]);
}

/** @param {Function} entered */
function deepened(entered) {
  if (entered.length !== TAKEN.length) return entered;
  try {
    return new WebAssembly.Instance(deepModule(), { "": { "": entered } }).exports[""];
  } catch {
    return entered; // a Pyodide to come may take something else
  }
}

/**
 * @template T
 * @param {() => Promise<T>} load after which Pyodide has what it enters Python by
 * @returns {Promise<T>}
 */
export async function withDeepStacks(load) {
  const places = /** @type {any} */ (WebAssembly);
  const { promising } = places;
  if (!promising) return load();
  const deeply = (/** @type {Function} */ entered) => promising.call(WebAssembly, deepened(entered));
  places.promising = deeply;
  try {
    return await load();
  } finally {
    if (places.promising === deeply) places.promising = promising; // else the page has wrapped it meanwhile
  }
}
