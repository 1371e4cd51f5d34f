// A file of its own, which makes memories. The tool has it in Node; pages that no tool has prepared open
// pagelet.maker.html, where it stands in a document, and that starts it as a worker.

import { here } from "../base.js";
import { ENTER, ENTER_PATH } from "../interpreters/enter.js";
import { hashOf, proofOf } from "../kept.js";
import { compiled, linkEarly, placeFunctions, readLibraries } from "./libraries.js";
import { completed } from "./library.js";
import { restoreMemory, trampoline } from "./memory.js";
import { encodeMemory, freshStart, isRestored, SURROUNDINGS, takeMemory } from "./recipe.js";

/** Which Pagelet made a memory, and can restore it: the bundler writes a hash. */
const BUILD = "PAGELET_BUILD";

const KEEP = `
def keep(remainder, files, enter, enter_path):
    import sys, types
    module = types.ModuleType("_pagelet_remainder")
    sys.modules[module.__name__] = module
    exec(compile(remainder, "/lib/_pagelet_remainder.py", "exec", dont_inherit=True), module.__dict__)
    module.sort()
    module.freeze(files.to_py(), [], enter, enter_path)
keep`;

/** What was fetched, by its address. @type {Map<string, Promise<{data: ArrayBuffer, type: string}>>} */
const answers = new Map();
const { fetch: fetchAnew } = globalThis;

/** @param {string} url */
async function fetchWhole(url) {
  const response = await fetchAnew(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { data: await response.arrayBuffer(), type: response.headers.get("Content-Type") ?? "" };
}

/**
 * Fetch a file once, however often an interpreter is started.
 * @param {string | URL | Request} given
 */
async function fetchOnce(given) {
  const url = given instanceof Request ? given.url : String(given);
  if (!answers.has(url)) answers.set(url, fetchWhole(url));
  const { data, type } = await /** @type {Promise<{data: ArrayBuffer, type: string}>} */ (answers.get(url));
  return new Response(data, { headers: { "Content-Type": type } });
}

/**
 * Start an interpreter as a page does, keep its memory, and make sure that it can be restored.
 * @param {string} url the interpreter's module
 */
async function makeMemory(url) {
  const stock = new URL("python_stdlib.zip", url).href;
  globalThis.fetch = fetchOnce;
  const [zip, remainder, files] = await Promise.all([
    fetchOnce(stock).then((answer) => answer.arrayBuffer()),
    fetchOnce(`${here}pagelet.remainder.py`).then((answer) => answer.text()),
    fetchOnce(`${here}pagelet.lib.json`).then((answer) => answer.json()),
  ]);
  const [{ loadPyodide }, { default: glue }] = await Promise.all([import(url), import(new URL("pyodide.asm.mjs", url).href)]);
  /** @type {import("./recipe.js").Load} */
  const load = (options, seen, made = (module) => module) => {
    const createPyodideModule = async (/** @type {any} */ settings) => {
      settings.thisProgram = SURROUNDINGS._;
      seen(settings);
      return made(await glue(settings));
    };
    return loadPyodide({ indexURL: new URL(".", url).href, env: { ...SURROUNDINGS }, stdLibURL: stock, createPyodideModule, ...options });
  };
  const starts = [];
  while (starts.length < 3) starts.push(await freshStart(load));
  const pyodide = await load({ _makeSnapshot: true }, () => {});
  pyodide.runPython(KEEP)(remainder, files, ENTER, ENTER_PATH);
  const { heap, state } = takeMemory(pyodide);
  const file = encodeMemory(heap, state, starts);
  let identical = false;
  await load(
    { _loadSnapshot: Promise.resolve(new Uint8Array(4)) },
    (settings) => Object.assign(settings, { noInitialRun: true, INITIAL_MEMORY: heap.length }),
    (module) => {
      module.API.restoreSnapshot = () => {
        const found = restoreMemory(module, file);
        identical = isRestored(module, heap);
        return found;
      };
      return module;
    },
  );
  if (!identical) throw new Error("what was restored is not what was kept");
  return { file, note: { build: BUILD, heap: heap.length, memory: { url, integrity: await proofOf(file) }, rest: { url: stock, integrity: await hashOf(new Uint8Array(zip)) } } };
}

/** In the worker. @param {MessageEvent} event */
async function work({ data: url }) {
  try {
    const made = await makeMemory(url);
    postMessage(made, { transfer: [made.file.buffer] });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
}

/** In the document: what the page says goes to the worker, and back. */
function pass() {
  const { parent } = globalThis;
  const worker = new Worker(import.meta.url, { type: "module" });
  // Whose page may be anybody's: what it names would run here, as this origin's own.
  const trusted = (/** @type {string} */ url, /** @type {string} */ origin) => origin === location.origin || url.startsWith(`${here}runtimes/`);
  addEventListener("message", ({ data, source, origin }) => {
    if (source === parent && trusted(data, origin)) worker.postMessage(data);
  });
  worker.onmessage = ({ data }) => parent.postMessage(data, "*", data.file ? [data.file.buffer] : []);
  worker.onerror = () => parent.postMessage({ failed: "its worker does not start" }, "*");
  parent.postMessage({ ready: true }, "*");
}

if ("WorkerGlobalScope" in globalThis) addEventListener("message", work);
else if (globalThis.document && globalThis.parent !== globalThis) pass();

// What the tool needs of it.
export { compiled, completed, ENTER, ENTER_PATH, encodeMemory, freshStart, isRestored, linkEarly, placeFunctions, readLibraries, restoreMemory, SURROUNDINGS, takeMemory, trampoline };
