// How the memory of a Python that has started is kept: by the tool, in Node, and by pages that no tool has prepared.

import { trampoline } from "./memory.js";

const PAGE_BYTES = 1024;
const LEFT_ALONE = 0x80000000;

/** What Python's surroundings are called in a memory, whoever makes it. */
export const SURROUNDINGS = { HOME: "/home/pyodide", LANG: "C.UTF-8", MPLBACKEND: "module://pagelet.figures", USER: "web_user", _: "./this.program" };

/**
 * @typedef {(options: any, seen: (settings: any) => any, made?: (module: any) => any) => Promise<any>} Load
 * starts Pyodide, with its module's settings and the module itself seen on their way
 * @typedef {{start: number, end: number, image: Uint8Array}} Linked what linking early has put into the memory
 * @typedef {{pristine: Uint8Array, started: Uint8Array}} Fresh
 */

/**
 * Start only so far as Emscripten's own part goes, and return the memory then, and as WebAssembly alone leaves it.
 * @param {Load} load
 * @param {(settings: any) => {done?: Promise<any>, part: Linked}} linked
 * @returns {Promise<Fresh>}
 */
export async function freshStart(load, linked = () => ({ part: { start: 0, end: 0, image: new Uint8Array(0) } })) {
  /** @type {any} */
  let pristine, started, part;
  const stop = new Error("far enough");
  await load(
    {},
    (settings) => {
      const { instantiateWasm } = settings;
      settings.noInitialRun = true;
      settings.instantiateWasm = (/** @type {any} */ imports, /** @type {Function} */ done) =>
        instantiateWasm(imports, (/** @type {any} */ instance, /** @type {any} */ module) => {
          const memory = instance.exports.memory ?? imports.env.memory;
          pristine = new Uint8Array(memory.buffer).slice();
          return done(instance, module);
        });
      const link = linked(settings);
      part = link.part;
      return link.done;
    },
    (module) => {
      started = module.HEAPU8.slice();
      throw stop;
    },
  ).catch((error) => {
    if (error !== stop) throw error;
  });
  const whole = new Uint8Array(started.length);
  whole.set(pristine);
  whole.set(part.image, part.start);
  return { pristine: whole, started };
}

/**
 * Take the memory of an interpreter that was started for it.
 * @param {any} pyodide
 * @returns {{heap: Uint8Array, state: any}}
 */
export function takeMemory(pyodide) {
  wipe(pyodide._module);
  const raw = pyodide.makeMemorySnapshot();
  const [, heapStart, stateLength] = new Uint32Array(raw.buffer, 0, 3);
  const state = JSON.parse(new TextDecoder().decode(raw.subarray(48, 48 + stateLength)));
  const heap = raw.subarray(heapStart);
  // Engines bring a function of their own; its address is no part of the memory.
  const place = trampoline(pyodide._module);
  if (place) new Int32Array(heap.buffer, heap.byteOffset, heap.length >> 2)[place] = 0;
  return { heap, state };
}

/**
 * Empty what is free: nobody needs to fetch it.
 * @param {any} module
 */
function wipe(module) {
  const taken = [];
  // No more memory is asked for, so that all that comes is free here.
  module._malloc_set_footprint_limit(module._malloc_footprint());
  for (let size = 2 ** 26; size >= 16; size /= 2) {
    for (let place; (place = module._emscripten_builtin_malloc(size) >>> 0); taken.push(place)) module.HEAPU8.fill(0, place, place + size);
  }
  module._malloc_set_footprint_limit(-1);
  for (const place of taken) module._emscripten_builtin_free(place);
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @param {number} at
 */
function same(left, right, at) {
  for (let index = at; index < at + PAGE_BYTES; index++) if ((left[index] ?? 0) !== (right[index] ?? 0)) return false;
  return true;
}

/**
 * Write the file that memory.js reads.
 * @param {Uint8Array} heap
 * @param {any} state
 * @param {Fresh[]} starts what differs between any two of them is always in it
 */
export function encodeMemory(heap, state, starts) {
  const [{ pristine }] = starts;
  const nothing = new Uint8Array(0);
  /** Whether a page is left alone by all that runs before it is restored. */
  const untouched = (/** @type {number} */ at) => starts.every((each) => same(each.pristine, each.started, at));
  /** @type {Array<{start: number, count: number, kept: number}>} */
  const runs = [];
  const pages = [];
  for (let page = 0; page < heap.length / PAGE_BYTES; page++) {
    const at = page * PAGE_BYTES;
    // Empty ones are restored as such, whatever is there.
    if (same(heap, nothing, at)) continue;
    const kept = untouched(at) && same(heap, pristine, at) ? LEFT_ALONE : 0;
    const last = runs.at(-1);
    if (last && last.start + last.count === page && last.kept === kept) last.count++;
    else runs.push({ start: page, count: 1, kept });
    if (!kept) pages.push(heap.subarray(at, at + PAGE_BYTES));
  }
  const words = new TextEncoder().encode(JSON.stringify(state));
  const text = new Uint8Array(Math.ceil(words.length / 4) * 4).fill(32);
  text.set(words);
  const head = Uint32Array.from([heap.length, PAGE_BYTES, text.length, runs.length, ...runs.flatMap(({ start, count, kept }) => [start, (count | kept) >>> 0])]);
  const parts = [new Uint8Array(head.buffer), text, ...pages];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
  }
  return file;
}

/**
 * Whether a memory that was restored is the one that was taken.
 * @param {any} module
 * @param {Uint8Array} heap
 */
export function isRestored(module, heap) {
  const theirs = (trampoline(module) ?? -1) * 4;
  return heap.every((byte, at) => module.HEAPU8[at] === byte || (at >= theirs && at < theirs + 4));
}
