// Starting CPython with what the tool has made ahead of it. Whatever does not come as it should is said in the console,
// and the interpreter starts with its own files.

import { keptNote, madeAhead, madeFor } from "../ahead.js";
import { here, inside } from "../base.js";
import { reason } from "../errors.js";
import { answerWith, beginCompiling, compile, withAnswers } from "../interpreters/compiling.js";
import { checkedBody, keptHashes, keptProof, readKept, wholeOf } from "../kept.js";
import { keepForNext } from "./next.js";
import { compiled, linkEarly, linkLibraries, placeFunctions, readLibraries } from "./libraries.js";
import { asItComes, completed, fetchers, fetchProvenNow } from "./library.js";
import { restoreMemory } from "./memory.js";
import { offerSite } from "./site.js";
import { wrapFunctions } from "./wrapped.js";

/**
 * @typedef {{url: string, integrity: string, packed?: string}} MadeFile an address from the kernel's folder on, its hash, and
 * the address of a form of it that Python unpacks; of large ones the hash of their pieces, too
 * @typedef {object} Ahead
 * @property {MadeFile} library the first part of the standard library
 * @property {MadeFile} rest the second
 * @property {boolean} whole whether the page will need both
 * @property {MadeFile} [memory] that of an interpreter which has started
 * @property {number} [heap] how large it is when it is restored
 * @property {MadeFile} [libraries] what is compiled of the packages that it has
 * @property {MadeFile[]} [blocks] their files, some in each
 * @property {number} [used] how many of these, from the first on, are read as soon as packages are used
 * @property {number} [imported] how many are read to import them
 * @property {MadeFile} [sources] the files that only tracebacks need
 * @property {string[]} [packages] their names
 * @property {boolean} [own] whether the page itself has kept the memory; then there is nothing but that, and the library is
 * the interpreter's own
 * @property {string} [build] which Pagelet kept it
 * @property {Ahead} [instead] what came with the kernel, for when that does not fit any more
 */

/** This one: the bundler writes a hash. */
const KEPT_BY = "PAGELET_BUILD";

/** As it is before Pyodide is given other answers (withParts); the kernel's, as soon as that is here. */
let ask = globalThis.fetch.bind(globalThis);

/** @type {(ask: typeof fetch) => void} */
let kernelIsHere;

/** What the kernel fetches with: that of a built site looks at hashes, and asks anew where a cache is to blame. @type {Promise<typeof fetch>} */
const kernelAsk = new Promise((resolve) => (kernelIsHere = resolve));

/**
 * Fetch a file, where the last visit has not kept it, and begin to check its hash. The browser would hold the answer back until
 * it has checked; only where a page may not compute a hash, it has to.
 * @param {string} url
 * @param {string} integrity
 */
async function fetchBody(url, integrity) {
  const kept = keptProof(url, integrity);
  if (kept) {
    try {
      return await readKept(url, kept);
    } catch {} // the browser has made room
  }
  return checkedBody(url, integrity, await ask(url, crypto.subtle ? {} : { integrity: wholeOf(integrity) }));
}

/** @param {MadeFile} file */
const fetchMade = ({ url, integrity }) => fetchBody(here + url, integrity);

/** Where an interpreter has its own library. @param {string} url its module's */
const stockOf = (url) => new URL("python_stdlib.zip", url).href;

/**
 * Take the memory that an earlier visit kept.
 * @param {Ahead} ahead
 * @param {string} url the interpreter's module
 */
async function fetchOwn({ build, memory, rest }, url) {
  if (build !== KEPT_BY || memory?.url !== url || rest?.url !== stockOf(url)) throw new Error("it is another version's");
  return readKept(`${url}?${build}`, memory.integrity);
}

/**
 * Compile the interpreter's WebAssembly: while it arrives, unless it is here already or its hash is to be checked.
 * @param {string} url
 * @param {string} [integrity]
 */
async function compileOf(url, integrity = keptHashes()[url]) {
  if (!integrity || !crypto.subtle) return compile(url, ask);
  const { data, checked } = await fetchBody(url, integrity);
  const [module] = await Promise.all([WebAssembly.compile(data), checked]);
  return module;
}

/** Let the next visit keep one anew, if the browser lets this one say so. */
function forgetNote() {
  try {
    localStorage.removeItem(keptNote);
  } catch {} // in workers there is none
}

/** @param {MadeFile} file */
async function fetchChecked(file) {
  const { data, checked } = await fetchMade(file);
  await checked;
  return data;
}

/** @param {Ahead} ahead */
async function fetchStandard({ library, rest, whole }) {
  const [first, second] = await Promise.all([library, ...(whole ? [rest] : [])].map(fetchChecked));
  return completed(first, second);
}

/** @param {MadeFile} file */
async function fetchLibraries(file) {
  const { data, checked } = await fetchMade(file);
  const head = readLibraries(data);
  const [libraries] = await Promise.all([compiled(head.libraries), checked]);
  return { head, linkable: { ...head, libraries } };
}

/** @param {MadeFile | undefined} file */
const later = (file) => () => fetchProvenNow({ .../** @type {MadeFile} */ (file), url: here + file?.url });

/**
 * @template T
 * @param {() => T} make
 * @returns {() => T} what makes it when it is first asked for
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/** What has begun before the kernel was there, by the interpreter's module. @type {Map<string, ReturnType<typeof begin>>} */
const begun = new Map();

/**
 * Begin to fetch what was made, and return what starts the interpreter with it.
 * @param {Ahead} ahead
 * @param {string} url the interpreter's module
 * @param {boolean} packaged whether the config asks for packages
 */
function prepare(ahead, url, packaged) {
  ask = globalThis.fetch.bind(globalThis);
  kernelIsHere(ask);
  const { href } = new URL(url); // the kernel's may have dots in it
  const early = begun.get(href);
  begun.delete(href);
  return early ?? begin(ahead, url, packaged);
}

/**
 * @param {Ahead} ahead
 * @param {string} url
 * @param {boolean} packaged
 * @param {string} [proof] the hash of the WebAssembly, where the kernel, which would look at it, is not here yet
 */
function begin(ahead, url, packaged, proof) {
  const stock = stockOf(url);
  const wasm = new URL("pyodide.asm.wasm", url).href;
  const compiling = beginCompiling(wasm, compileOf(wasm, proof).catch(async () => compile(wasm, await kernelAsk)));
  compiling.adapt = wrapFunctions;
  // It was made in an engine that can suspend WebAssembly, and remembers it.
  const memory = ahead.memory && "Suspending" in WebAssembly ? (ahead.own ? fetchOwn(ahead, url) : fetchMade(ahead.memory)) : undefined;
  const libraries = ahead.libraries && fetchLibraries(ahead.libraries);
  // Nobody knows what packages import, where they are not imported already.
  ahead.whole ||= ahead.packages ? !memory : packaged && !ahead.own;
  const { instead } = ahead;
  if (instead) instead.whole ||= packaged;
  const library = once(() => fetchStandard(instead ?? ahead));
  const { blocks = [] } = ahead;
  const [used, imported] = [ahead.used, ahead.imported].map((count) => once(() => Promise.all(blocks.slice(0, count ?? 0).map(fetchChecked))));
  const early = memory ? [memory, libraries, ahead.whole && library(), used()] : [library(), libraries, libraries && imported()];
  for (const download of early) if (download) download.catch(() => {}); // awaited below
  if (instead) memory?.catch(library).catch(() => {});
  // These name the zone in the visitor's language, for which Chromium reads tables for 20 ms: now, while all is on its way.
  if (memory && /pyodide-0\.2[0-7]\./.test(url)) new Date().toLocaleTimeString(undefined, { hour12: false, timeZoneName: "short" });
  return async (/** @type {any} */ settings, /** @type {Load} */ loadPyodide) => {
    const start = { settings, loadPyodide, ahead, stock, url, compiling };
    if (memory) {
      try {
        const started = await fromMemory(start, memory, libraries, ahead.whole ? library() : EMPTY, used());
        keep(compiling.url, ahead.own ? undefined : ahead.memory, ahead.libraries, ahead.used ? blocks[0] : undefined);
        return started;
      } catch (error) {
        console.warn(`Pagelet: Python starts without its memory kept ahead: ${reason(error)}`);
        ahead.whole ||= Boolean(ahead.packages);
      }
    }
    if (ahead.own) {
      forgetNote();
      if (!instead) return { pyodide: await withParts({ ...start, stock: "" }, EMPTY, () => loadPyodide(settings)) };
      return { pyodide: await fromLibrary({ ...start, ahead: instead }, library()) };
    }
    if (libraries) {
      try {
        const pyodide = await withPackages(start, libraries, imported(), library());
        keep(compiling.url, ahead.libraries, ahead.library, ahead.whole ? ahead.rest : undefined);
        return { pyodide };
      } catch (error) {
        console.warn(`Pagelet: Python starts without its packages unpacked ahead: ${reason(error)}`);
      }
    }
    return { pyodide: await fromLibrary(start, library()) };
  };
}

/**
 * Keep what the next visit will need, where that is a page's to keep.
 * @param {string} wasm
 * @param {...(MadeFile | undefined)} files
 */
function keep(wasm, ...files) {
  if (globalThis.document && !inside) keepForNext([wasm, ...files.flatMap((file) => (file ? here + file.url : []))]);
}

/**
 * @typedef {(settings: any) => Promise<any>} Load
 * @typedef {{settings: any, loadPyodide: Load, ahead: Ahead, stock: string, url: string, compiling: import("../interpreters/compiling.js").Compiling}} Start
 */

/** An archive of nothing. */
const EMPTY = Promise.resolve(Uint8Array.from([80, 75, 5, 6, ...new Array(18).fill(0)]));

/**
 * @param {Start} start
 * @param {Promise<Uint8Array>} library
 */
async function fromLibrary(start, library) {
  const { settings, loadPyodide, ahead, stock } = start;
  const { fetch } = globalThis; // what stands in its place meanwhile waits for this very library
  let made = true;
  const given = library.catch(async (error) => {
    made = false;
    console.warn(`Pagelet: Python starts without the library compiled ahead: ${reason(error)}`);
    return new Uint8Array(await (await fetch(stock)).arrayBuffer());
  });
  const pyodide = await withParts(start, given, () => loadPyodide({ ...settings, stdLibURL: stock }));
  if (made) pyodide.pyimport("_pagelet_remainder").install(...fetchers(ahead.whole ? [] : [asItComes(ahead.rest, ahead.library)], stock));
  return pyodide;
}

/**
 * Start Python as it always starts, while its packages are on their way; then link their compiled parts, and put their files
 * in their places: nothing is unpacked, and what was compiled at the same time is linked at once.
 * @param {Start} start
 * @param {ReturnType<typeof fetchLibraries>} libraries
 * @param {Promise<Uint8Array[]>} imported the first blocks
 * @param {Promise<Uint8Array>} library
 */
async function withPackages(start, libraries, imported, library) {
  imported.catch(() => {}); // met again below
  const pyodide = await fromLibrary(start, library);
  const [{ head, linkable }, here] = await Promise.all([libraries, imported]);
  await linkLibraries(pyodide._module, linkable.libraries);
  offerSite(pyodide, head, partsOf(start.ahead, here));
  return pyodide;
}

/**
 * List the parts that the packages' files lie in.
 * @param {Ahead} ahead
 * @param {Uint8Array[]} here the blocks that have come
 */
const partsOf = ({ sources, blocks = [] }, here) => [later(sources), ...blocks.map((file, number) => here[number] ?? later(file))];

/**
 * @param {Start} start
 * @param {ReturnType<typeof fetchMade>} memory
 * @param {ReturnType<typeof fetchLibraries> | undefined} libraries
 * @param {Promise<Uint8Array>} library
 * @param {Promise<Uint8Array[]>} used blocks that Python reads at once: what it has to wait for later takes longer
 */
async function fromMemory(start, memory, libraries, library, used) {
  const { settings, loadPyodide, ahead, stock } = start;
  const create = async (/** @type {any} */ make, /** @type {any} */ given) => {
    // WebAssembly is compiled while the memory is on its way.
    Object.assign(given, { noInitialRun: true, INITIAL_MEMORY: ahead.heap });
    const linked = libraries && linkEarly(given, libraries.then(({ linkable }) => linkable));
    const [module, { data, checked }] = await Promise.all([make(given), memory, linked]);
    await checked;
    if (libraries) placeFunctions(module, (await libraries).head);
    module.API.restoreSnapshot = () => {
      const state = restoreMemory(module, data);
      takePlace(module);
      spare(module.API);
      return state;
    };
    return module;
  };
  return withModule(start, create, async (more) => {
    const pyodide = await withParts(start, library, () => loadPyodide({ ...settings, ...more, stdLibURL: stock, _loadSnapshot: Promise.resolve(new Uint8Array(4)) }));
    if (libraries) offerSite(pyodide, (await libraries).head, partsOf(ahead, await used.catch(() => [])));
    const language = `${(navigator.languages?.[0] ?? "C").replace("-", "_")}.UTF-8`;
    const entered = pyodide.pyimport("_pagelet_remainder").thaw(...fetchers(ahead.whole ? [] : ahead.own ? [ahead.rest] : [ahead.library, ahead.rest], stock), { LANG: language, ...settings.env });
    return { pyodide, entered };
  });
}

/**
 * Pyodide imports its own part by running a line, for which Python compiles; in a memory it is there.
 * @param {any} api
 */
function spare(api) {
  const { rawRun } = api;
  api.rawRun = (/** @type {string} */ code) => {
    api.rawRun = rawRun;
    return code === "import _pyodide_core" ? [0, ""] : rawRun(code);
  };
}

/**
 * C's library asks for the time zone once, and in a memory it has asked, elsewhere: tell it the visitor's.
 * https://github.com/emscripten-core/emscripten/blob/main/system/lib/libc/tzset.c
 * @param {any} module
 */
function takePlace({ HEAPU32, _tzname, _timezone, _daylight, __tzset_js }) {
  __tzset_js(_timezone, _daylight, HEAPU32[_tzname >> 2], HEAPU32[(_tzname >> 2) + 1]);
}

/**
 * Have a say in how Emscripten's module is made while Pyodide loads.
 * @template T
 * @param {Start} start
 * @param {(make: (given: any) => Promise<any>, given: any) => Promise<any>} create
 * @param {(settings: {createPyodideModule: (given: any) => Promise<any>}) => Promise<T>} load
 */
async function withModule({ url }, create, load) {
  const glue = glueOf(url);
  glue.catch(() => {}); // met again below
  // A global has to be there before Pyodide looks for it; what is handed over may come while WebAssembly is on its way.
  if (isOld(url)) await glue;
  const createPyodideModule = async (/** @type {any} */ given) => create(await glue, given);
  /** @type {any} */
  const page = globalThis;
  const before = page._createPyodideModule;
  if (before) page._createPyodideModule = createPyodideModule;
  try {
    return await load({ createPyodideModule });
  } finally {
    if (before) page._createPyodideModule = before;
  }
}

/** @param {string} url */
const isOld = (url) => /pyodide-0\./.test(url);

/**
 * What makes Emscripten's module: Pyodide has it as an export, and had it as a global.
 * @param {string} url
 */
async function glueOf(url) {
  const { default: create } = await import(new URL(`pyodide.asm.${isOld(url) ? "js" : "mjs"}`, url).href);
  return create ?? /** @type {any} */ (globalThis)._createPyodideModule;
}

/**
 * Pyodide fetches its library and its WebAssembly itself: give it what is on its way already.
 * @template T
 * @param {Start} start
 * @param {Promise<Uint8Array>} library
 * @param {() => Promise<T>} load
 */
function withParts({ stock, compiling }, library, load) {
  const answers = /** @type {Record<string, () => Promise<Response> | Response>} */ ({
    [stock]: async () => new Response(/** @type {any} */ (await library)),
    [compiling.url]: () => answerWith(compiling),
  });
  return withAnswers((url) => answers[url]?.(), load);
}

// A page that the tool has written loads this file before the kernel, and says what for.
const early = /** @type {HTMLElement | null | undefined} */ (globalThis.document?.querySelector("script[data-python]"));
if (early) {
  const url = new URL(/** @type {string} */ (early.dataset.python), document.baseURI).href;
  const ahead = madeFor(madeAhead("py"), url, "page");
  if (ahead) begun.set(url, begin(ahead, url, false, early.dataset.wasm)); // the tool's note knows of packages
}

/** The kernel shows what fails, but not that it does not come itself; for MicroPython's pages the tool's own line does (page/static/early.js). @param {Event} event */
function sayWithout({ target }) {
  if (!(/** @type {any} */ (target).src?.startsWith(`${here}pagelet.js`))) return;
  const style = "margin: 1em; padding: .75em 1em; border: 2px solid #c4302b; font: medium/1.5 system-ui, sans-serif";
  const said = "PGL-R07: Python does not start: pagelet.js did not come as it was built. Reload; if that does not help, something between here and the server changes files: a proxy, an extension, a host.";
  document.documentElement.prepend(Object.assign(document.createElement("p"), { role: "alert", style, textContent: said }));
}

// What happens to a tag is told to nobody above it, but on its way there.
globalThis.document?.addEventListener("error", sayWithout, true);

export { prepare };
