// CPython, by Pyodide.

import { importAgain } from "../again.js";
import { readFrom, writeInto } from "./contract.js";
import { ENTER, ENTER_PATH, OWNED } from "./enter.js";
import { answerWith, beginCompiling, withAnswers } from "./compiling.js";
import { withDeepStacks } from "./deep.js";
import { offerFiles } from "./shelf.js";
import { withWheels } from "./wheels.js";
import { PageletError, reason } from "../errors.js";
import { here, pageBase } from "../base.js";

export const PYODIDE_VERSION = "314.0.7";

// Behind the user's own folder and site-packages, so that a user's module of the same name wins.
const LIBRARY_FOLDER = "/lib/pagelet-lib";

const INTERRUPT = 2; // SIGINT, as Pyodide expects it in the buffer

/**
 * @param {any} pyodide
 * @param {string[]} packages
 * @param {string[]} indexes asked in their order; none for the public one
 * @param {import("./contract.js").Prepared} [prepared]
 */
async function installPackages(pyodide, packages, indexes, prepared) {
  const known = pyodide.lockfile?.packages ?? pyodide._api.lockfile_packages ?? {};
  // The page's own lock takes the place of what the interpreter was published with.
  Object.assign(known, prepared?.packages);
  const names = packages.map((name) => (/[:/]/.test(name) ? new URL(name, pageBase()).href : name));
  const direct = names.filter((name) => name.includes("://") || name.toLowerCase() in known);
  const others = names.filter((name) => !direct.includes(name));
  /** @type {string[]} */
  const failures = [];
  const quiet = { messageCallback() {}, errorCallback: (/** @type {string} */ text) => failures.push(text) };
  const wanted = [...(prepared?.load ?? []), ...direct, ...(others.length ? ["micropip"] : [])];
  await pyodide.loadPackage(wanted, quiet);
  if (failures.length) throw new Error(failures.join(" "));
  if (!others.length) return;
  // https://micropip.pyodide.org/en/stable/project/api.html#micropip.install: its word for the public index is PYPI
  const asked = indexes.map((index) => (index === "default" ? "PYPI" : index.replace(/\/$/, "")));
  const options = { keep_going: true, ...(asked.length && { index_urls: pyodide.toPy(asked) }) };
  await pyodide.pyimport("micropip").install.callKwargs(others, options);
}

/**
 * Whether Python can give way to the page in the middle of a call. The first releases of 0.27 were built for a draft of
 * JSPI, and die of it.
 * @param {string} version
 */
export function pyodideSuspends(version) {
  return "Suspending" in WebAssembly && !/^0\.27\.[0-6]$/.test(version);
}

/**
 * Pyodide begins a call that may block in a task of its own, too late for an event's preventDefault. Begun in a microtask
 * it is in time, and nothing else of Python's is on the stack then either.
 * @template T
 * @param {any} pyodide
 * @param {() => T} call
 * @returns {T}
 */
function inTime({ _api: api }, call) {
  const later = api.scheduleCallback;
  api.scheduleCallback = (/** @type {() => void} */ begin) => begin();
  try {
    return call();
  } finally {
    api.scheduleCallback = later;
  }
}

/**
 * Pyodide destroys the proxies of a call's arguments when the call has ended. Leave functions to the garbage collector:
 * JavaScript may have kept them, as setTimeout does.
 * @param {any} module
 */
function keepFunctions(module) {
  const destroy = module.pyproxy_destroy;
  module.pyproxy_destroy = (/** @type {any} */ proxy, /** @type {string} */ message, /** @type {boolean} */ onPurpose) => {
    if (onPurpose || typeof proxy !== "function") destroy(proxy, message, onPurpose);
    else module.gc_register_proxy(module.PyProxy_getAttrs(proxy).shared);
  };
}

/**
 * Firefox collects garbage while a synchronous request holds the page up. When it is Python who waits for that, it takes
 * no call: what it is to let go waits, too.
 * @extends {FinalizationRegistry<any>}
 */
class PatientRegistry extends FinalizationRegistry {
  /** @param {(held: any) => void} letGo */
  constructor(letGo) {
    super((held) => {
      try {
        letGo(held);
      } catch (error) {
        if (!/\bGIL\b/.test(reason(error))) throw error;
        setTimeout(letGo, 0, { ...held, cache: undefined }); // which has been let go before Python was asked
      }
    });
  }
}

/**
 * SDL, which pygame draws with, draws on the canvas that it finds here, and listens to the one of that id. It leaves its own
 * loops by an exception. https://pyodide.org/en/stable/usage/sdl.html
 * @param {any} pyodide
 */
function offerCanvas({ _module: module, _api: api }) {
  /** @type {Element | undefined} */
  let chosen;
  Object.defineProperty(module, "canvas", { get: () => chosen ?? globalThis.document?.querySelector("canvas#canvas"), set: (canvas) => (chosen = canvas) });
  api._skip_unwind_fatal_error = true;
}

/**
 * Start with the interpreter's own files: its WebAssembly is compiled before its module has asked for it.
 * @param {string} url the module
 * @returns {(settings: any, loadPyodide: (settings: any) => Promise<any>) => Promise<{pyodide: any, entered?: any}>} with what ENTER defines, where that has run already
 */
function plainly(url) {
  const compiling = beginCompiling(new URL("pyodide.asm.wasm", url).href);
  let answered = false; // once: a loader that waits for ever goes on to ask here, and so does a second one
  const answer = (/** @type {string} */ asked) => {
    if (asked !== compiling.url || answered) return undefined;
    answered = true;
    return answerWith(compiling);
  };
  return async (settings, loadPyodide) => ({ pyodide: await withAnswers(answer, () => loadPyodide(settings)) });
}

/**
 * Start with what was made ahead.
 * @param {import("./contract.js").StartOptions} options
 * @returns {Promise<ReturnType<typeof plainly>>}
 */
async function preparedly({ ahead, url, packaged }) {
  try {
    return (await import(`${here}pagelet.start.js`)).prepare(ahead, url, packaged);
  } catch (error) {
    console.warn(`Pagelet: Python starts without what was made ahead: ${reason(error)}`);
    return plainly(url);
  }
}

/**
 * @param {import("./contract.js").StartOptions} options
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function startPyodide(options) {
  const [{ loadPyodide, version }, load] = await Promise.all([importAgain(options.url), options.ahead ? preparedly(options) : plainly(options.url)]);
  const indexURL = new URL(".", options.url).href;
  const { stdout, stderr } = options;
  const env = { HOME: "/home/pyodide", MPLBACKEND: "module://pagelet.figures" };
  const { FinalizationRegistry: before } = globalThis;
  globalThis.FinalizationRegistry = PatientRegistry; // which Pyodide finds
  const settings = { indexURL, env, stdout, stderr };
  const { pyodide, entered } = await withDeepStacks(() => load(settings, loadPyodide)).finally(() => (globalThis.FinalizationRegistry = before));
  const canSuspend = pyodideSuspends(version);
  const { write } = options;
  let writing = 0;
  const device = (/** @type {boolean} */ error) => ({ isatty: true, write: (/** @type {Uint8Array} */ bytes) => (write?.(bytes, error, writing), bytes.length) });
  if (write) pyodide.setStdout(device(false)), pyodide.setStderr(device(true));
  const fs = pyodide.FS;
  const [enter, begin, owner, own, watchTasks] = entered ?? pyodide.runPython(ENTER, { globals: pyodide.toPy({}), filename: ENTER_PATH });
  watchTasks((/** @type {string} */ text) => options.onError(Object.assign(new Error(text), { name: "PythonError" }), "PGL-P04"));
  watchTasks.destroy();
  if (write) pyodide.runPython(OWNED, { globals: pyodide.toPy({ owner }), filename: ENTER_PATH })((/** @type {number} */ number) => (writing = number));
  offerCanvas(pyodide);
  if (options.keepFunctions) keepFunctions(pyodide._module);
  /** @type {Uint8Array | undefined} */
  let interrupts;
  return {
    type: "py",
    native: pyodide,
    version,
    canSuspend,
    get owner() {
      return owner();
    },
    set owner(number) {
      own(number);
    },
    names: () => pyodide.toPy({ __name__: "__main__" }),
    run: (code, filename, scope) => pyodide.runPython(code, { filename, globals: scope ?? pyodide.globals }),
    runAsync: (code, filename, scope) => begin(code, filename, scope),
    call: (callable, ...args) => inTime(pyodide, () => (canSuspend ? enter.callPromising(owner(), callable, ...args) : enter(owner(), callable, ...args))),
    register: (name, module) => pyodide.registerJsModule(name, module),
    addLibrary(files) {
      offerFiles(fs, LIBRARY_FOLDER, files);
      const { path } = pyodide.pyimport("sys");
      if (!path.includes(LIBRARY_FOLDER)) path.append(LIBRARY_FOLDER);
    },
    writeFiles(entries) {
      for (const { path, data } of entries) writeInto(fs, path, data);
      // It reads the standard library's directory anew, some 40 ms: only for files that are there.
      if (entries.length) pyodide.pyimport("importlib").invalidate_caches();
    },
    fs,
    readFile: (path) => readFrom(fs, path),
    get(name, scope = pyodide.globals) {
      const [first, ...rest] = name.split(".");
      const owner = scope.get(first);
      if (!rest.length || !owner) return owner;
      try {
        // Not owner[rest]: what Python calls "copy" or "destroy" is something else on a proxy.
        return pyodide.pyimport("operator").attrgetter(rest.join("."))(owner);
      } catch {
        return undefined;
      }
    },
    set: (name, value, scope = pyodide.globals) => scope.set(name, value),
    toJs(value) {
      if (!(value instanceof pyodide.ffi.PyProxy)) return value;
      if (!value.toJs || value instanceof pyodide.ffi.PyCallable) return value;
      const copy = value.toJs({ dict_converter: Object.fromEntries, create_pyproxies: false });
      value.destroy();
      return copy;
    },
    async install(packages, prepared) {
      const names = [...(prepared?.load ?? []), ...packages];
      if (!names.length) return;
      const install = () => installPackages(pyodide, packages, options.indexes ?? [], prepared);
      await withWheels({ fetched: prepared?.fetched, folder: indexURL, version }, install).catch((error) => {
        const said = reason(error).trim().split("\n").pop()?.replace(/^The following error occurred while loading [^:]+: /, "");
        throw error instanceof PageletError ? error : new PageletError("PGL-R06", `The packages ${names.join(", ")} could not be installed: ${said}`);
      });
    },
    tracebackOf: (error) => (error instanceof Error && error.name === "PythonError" ? error.message : undefined),
    listen(buffer) {
      interrupts = new Uint8Array(buffer);
      pyodide.setInterruptBuffer(interrupts);
    },
    interrupt() {
      if (interrupts) Atomics.store(interrupts, 0, INTERRUPT);
    },
  };
}
