// The compiled parts of packages. What is linked before Python starts gets addresses that follow from the order alone, so
// they are the ones that a kept memory has in it. How Emscripten links:
// https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md

/**
 * @typedef {object} Library
 * @property {string[]} names by which it is looked for, its path first
 * @property {boolean} global whether libraries that come later see what it has
 * @property {WebAssembly.Module | Uint8Array} code
 */

/**
 * What to link, how much memory there has to be for it, and which of the table's places its functions have: engines bring
 * different ones before.
 * @typedef {{libraries: Library[], heap: number, table: number, end?: number}} Linkable
 */

/**
 * Have libraries linked before an interpreter starts.
 * @param {any} settings Emscripten's, on their way to it
 * @param {Promise<Linkable>} linkable
 * @param {(module: any, start: number) => void} [seen] is told where their memory starts, when nothing of theirs has run
 * @returns {Promise<void>} it fails where the interpreter would wait for ever
 */
export function linkEarly(settings, linkable, seen) {
  linkable.catch(() => {}); // met again below
  return new Promise((resolve, reject) =>
    settings.preRun.push((/** @type {any} */ module) => {
      module.addRunDependency("libraries");
      const done = () => (module.removeRunDependency("libraries"), resolve());
      linkable.then((found) => link(module, found, seen)).then(done).catch(reject);
    }),
  );
}

/**
 * @param {any} module
 * @param {Linkable} linkable
 * @param {(module: any, start: number) => void} [seen]
 */
async function link(module, { libraries, heap, table, end }, seen) {
  if (!libraries.length) return; // packages of Python alone need no room; the table may be longer than where they were read
  const { wasmTable } = module;
  if (module.HEAPU8.length < heap) module.growMemory(heap);
  const start = module.getMemory(0);
  wasmTable.grow(table - wasmTable.length);
  await linkLibraries(module, libraries);
  if (end && end !== wasmTable.length) throw new Error(`the libraries end at ${wasmTable.length}, not at ${end}`);
  seen?.(module, start);
}

/**
 * Link libraries in their order, wherever there is room.
 * @param {any} module
 * @param {Library[]} libraries
 */
export async function linkLibraries(module, libraries) {
  const { LDSO } = module;
  for (const { names, global, code } of libraries) {
    const [path] = names;
    const library = module.newDSO(path, undefined, "loading");
    for (const name of names) LDSO.loadedLibsByName[name] = library;
    library.global = global;
    library.exports = await module.loadWebAssemblyModule(code, { loadAsync: true, nodelete: true, allowUndefined: true, global }, path, global ? undefined : {});
    if (global) module.mergeLibSymbols(library.exports, path);
  }
  module.reportUndefinedSymbols();
}

/**
 * Put functions where Python found them when the memory was made: at `first`, and behind. Before, engines have their own.
 * @param {any} module
 * @param {{first: number, functions: Array<[library: string, name: string]>}} head
 */
export function placeFunctions({ LDSO, wasmTable }, { first, functions }) {
  if (!functions.length) return;
  if (wasmTable.length > first) throw new Error(`${wasmTable.length} functions are in the table, not ${first} at most`);
  wasmTable.grow(first + functions.length - wasmTable.length);
  functions.forEach(([library, name], index) => wasmTable.set(first + index, LDSO.loadedLibsByName[library].exports[name]));
}

/** What Chromium instantiates at once, on a page: https://chromestatus.com/feature/5080569152536576 */
const AT_ONCE = 8 * 2 ** 20;

/**
 * Take a file of libraries apart: the length of its head, the head as JSON, and their code.
 * @param {Uint8Array} file
 * @returns {any} the head, with the code of each library
 */
export function readLibraries(file) {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length)));
  let end = 4 + length;
  for (const library of head.libraries) library.code = file.subarray(end, (end += library.size));
  return head;
}

/**
 * Compile what may be compiled before it is linked, all at the same time.
 * @param {any[]} libraries
 * @returns {Promise<Library[]>}
 */
export function compiled(libraries) {
  return Promise.all(libraries.map(async (library) => (library.size < AT_ONCE ? { ...library, code: await WebAssembly.compile(library.code) } : library)));
}
