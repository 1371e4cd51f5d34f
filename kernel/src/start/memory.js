// The memory of an interpreter that has started, put into one that has not.
//
// Most pages of it are not in the file: they are empty, or they are what WebAssembly itself puts there. A file is
//   words   size of the memory, size of a page, bytes of the state, number of runs
//   runs    first page and number of pages; the highest bit of the number says that they are left as they are
//   state   what Pyodide has to know, as JSON
//   pages   those of the other runs
// all of it multiples of four bytes.

const KEPT = 0x80000000;
const HEAD = 4;

/**
 * Where CPython keeps the one function that each engine brings in its own way.
 * @param {any} module
 */
export function trampoline(module) {
  const offset = module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET ?? module.__PyEM_EMSCRIPTEN_COUNT_ARGS_OFFSET;
  return offset === undefined ? undefined : (module.__PyRuntime + module.HEAP32[offset >> 2]) >> 2;
}

/**
 * @param {any} module Emscripten's, with its memory as large as the file says
 * @param {Uint8Array} file
 * @returns {any} the state
 */
export function restoreMemory(module, file) {
  const [size, page, stateBytes, count] = new Uint32Array(file.buffer, file.byteOffset, HEAD);
  const { HEAPU8: heap } = module;
  if (heap.length < size) throw new Error(`the memory has ${heap.length} bytes, not ${size}`);
  const runs = new Uint32Array(file.buffer, file.byteOffset + HEAD * 4, count * 2);
  const place = trampoline(module);
  const function_ = place && module.HEAP32[place];
  // Nothing above was touched so far, and what was never touched is empty.
  const touched = Math.min(size, module.HEAPU32[module._emscripten_get_sbrk_ptr() >> 2]);
  let at = (HEAD + count * 2) * 4;
  const state = JSON.parse(new TextDecoder().decode(file.subarray(at, at + stateBytes)));
  at += stateBytes;
  let end = 0;
  const empty = (/** @type {number} */ until) => end < Math.min(until, touched) && heap.fill(0, end, Math.min(until, touched));
  for (let index = 0; index < count * 2; index += 2) {
    const start = runs[index] * page;
    const length = (runs[index + 1] & ~KEPT) * page;
    empty(start);
    if (!(runs[index + 1] & KEPT)) {
      heap.set(file.subarray(at, at + length), start);
      at += length;
    }
    end = start + length;
  }
  empty(size);
  if (place) module.HEAP32[place] = function_;
  return state;
}
