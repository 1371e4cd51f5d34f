// Pagelet: Python in web pages. This is what a page loads, and what JavaScript may import from it.

import { boot } from "./boot.js";
import { PageletError, reason, revive } from "./errors.js";
import { configs, realmOf, report } from "./page.js";
import { seams } from "./seams.js";

/**
 * Start a worker that runs CPython.
 * @param {string} file
 * @param {object} [options]
 */
function PyWorker(file, options) {
  return kernel.startWorker(file, { type: "py", ...options });
}

/**
 * Start a worker that runs MicroPython.
 * @param {string} file
 * @param {object} [options]
 */
function MPWorker(file, options) {
  return kernel.startWorker(file, { type: "mpy", ...options });
}

/**
 * Wait for the interpreter of a type.
 * @param {"py" | "mpy"} type
 */
function interpreterOf(type) {
  return realmOf(type).started;
}

/**
 * Start a worker from JavaScript.
 * @param {string} file
 * @param {object} options
 */
async function newWorker(file, options) {
  return (await import("./workers.js")).startWorker(file, options);
}

/**
 * Wait for a worker that has a name.
 * @param {string} name
 */
async function namedWorker(name) {
  return (await import("./workers.js")).workerByName(name);
}

/**
 * Import a module of Python's: what it has can be called and awaited.
 * @param {string} name as Python calls it, or the address of a .py file
 * @param {{type?: "py" | "mpy", copy?: boolean}} [options]
 */
async function importPython(name, options) {
  return (await import("./reach.js")).reachPython(name, options);
}

/**
 * Arguments by name, as the last one of a call.
 * @param {Record<string, any>} named
 */
function kwargs(named) {
  return { [Symbol.for("pagelet.kwargs")]: named };
}

/** Python that is called by plain JavaScript, as a timer's callback, has nobody else to report its errors. */
function reportUncaught(/** @type {any} */ event) {
  const error = event.error ?? event.reason;
  if (error?.name !== "PythonError" && !(error instanceof PageletError)) return;
  event.preventDefault();
  if (error instanceof PageletError) return report(error);
  // Pyodide's errors say in which module of its own they were caught; MicroPython's know of no such thing.
  const type = "__error_address" in error || /_pyodide/.test(error.message) ? "py" : "mpy";
  realmOf(type).lost(error, event.type === "error" ? "PGL-P03" : "PGL-P04");
}

/**
 * Show what the tool has to say of a page.
 * @param {ReturnType<PageletError["toJSON"]>} data
 * @param {Element | null} near
 */
function say(data, near) {
  report(revive(data), near);
}

function startKernel() {
  addEventListener("error", reportUncaught);
  addEventListener("unhandledrejection", reportUncaught);
  try {
    boot();
  } catch (error) {
    report(new PageletError("PGL-X01", reason(error), { cause: error }));
  }
  return { config: configs, python: importPython, whenDefined: interpreterOf, worker: namedWorker, startWorker: newWorker, say, seams };
}

const ONLY = Symbol.for("pagelet");

// The tag may stand in a page twice, or once as a module and once as a classic script: the first one is the kernel.
const kernel = (/** @type {any} */ (globalThis)[ONLY] ??= startKernel());
const { config, python, whenDefined, worker } = kernel;

export { MPWorker, PyWorker, config, kwargs, python, whenDefined, worker };
