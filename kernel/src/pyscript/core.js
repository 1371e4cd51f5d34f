// PyScript's core.js, over Pagelet's kernel, which stands beside this file: the same exports, the same hooks. Only pages that
// were written for PyScript load it.

import { startDonkey } from "./donkey.js";
import { storage } from "./storage.js";
import { hooks, runAround, workerOrder, wrapOf } from "./hooks.js";

const kernelOfPage = /** @type {any} */ (globalThis)[Symbol.for("pagelet")];

const TYPES = new Map([["py", "pyodide"], ["mpy", "micropython"]]);

const { config } = kernelOfPage;

/**
 * Start a worker that runs CPython.
 * @param {string} file
 * @param {object} [options]
 */
function PyWorker(file, options) {
  return kernelOfPage.startWorker(file, { ...options, type: "py" });
}

/**
 * Start a worker that runs MicroPython.
 * @param {string} file
 * @param {object} [options]
 */
function MPWorker(file, options) {
  return kernelOfPage.startWorker(file, { ...options, type: "mpy" });
}

/**
 * Wait for the interpreter of a type.
 * @param {"py" | "mpy"} type
 */
async function whenDefined(type) {
  return wrapOf(await kernelOfPage.whenDefined(type), config[type]);
}

/** @param {object} [options] */
function donkey(options) {
  return startDonkey(kernelOfPage.startWorker, options);
}

/** @param {any} python */
const wrapped = (python) => wrapOf(python, config[python.type]);

Object.assign(kernelOfPage.seams, {
  pyscript: true,
  async ready(/** @type {any} */ python, /** @type {Element} */ element) {
    for (const call of hooks.main.onReady) await call(wrapped(python), element);
  },
  run: (/** @type {any} */ python, /** @type {Element} */ element, /** @type {() => any} */ run, /** @type {boolean} */ sync) => runAround(wrapped(python), element, run, sync),
  worker(/** @type {any} */ worker) {
    for (const call of hooks.main.onWorker) call(null, worker);
  },
  order: workerOrder,
});

// Pages of 2022 found these names without importing them.
if (import.meta.url.endsWith("?2022")) hooks.main.codeBeforeRunAsync.add("import asyncio\nfrom pyscript.year2022 import *");

export { MPWorker, PyWorker, TYPES, config, donkey, hooks, storage, whenDefined };
