// Starting CPython with what the tool has made ahead of it. Whatever does not come as it should is said in the console,
// and the interpreter starts with its own files.

import { here } from "../base.js";
import { reason } from "../errors.js";
import { completed, libraryInstaller } from "./library.js";

/**
 * @typedef {{url: string, integrity: string}} MadeFile an address from the kernel's folder on, and its hash
 * @typedef {object} Ahead
 * @property {MadeFile} library the first part of the standard library
 * @property {MadeFile} rest the second
 * @property {boolean} whole whether the page will need both
 */

/**
 * Fetch a file whose hash the browser checks.
 * @param {MadeFile} file
 */
async function fetchMade({ url, integrity }) {
  const response = await fetch(here + url, { integrity });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Begin to fetch what was made, and return what starts the interpreter with it.
 * @param {Ahead} ahead
 * @param {string} url the interpreter's module
 */
export function prepare(ahead, url) {
  const stock = new URL("python_stdlib.zip", url).href;
  const parts = [ahead.library, ...(ahead.whole ? [ahead.rest] : [])].map(fetchMade);
  let made = true;
  const library = Promise.all(parts).then(([first, rest]) => completed(first, rest)).catch(async (error) => {
    made = false;
    console.warn(`Pagelet: Python starts without the library compiled ahead: ${reason(error)}`);
    return new Uint8Array(await (await fetch(stock)).arrayBuffer());
  });
  return async (/** @type {any} */ settings, /** @type {(settings: any) => Promise<any>} */ loadPyodide) => {
    const pyodide = await withAnswer(stock, library, () => loadPyodide({ ...settings, stdLibURL: stock }));
    if (made) pyodide.pyimport("_pagelet_remainder").install(...libraryInstaller(ahead, stock));
    return pyodide;
  };
}

/**
 * Pyodide fetches its library itself: give it what is on its way already.
 * @template T
 * @param {string} url
 * @param {Promise<Uint8Array>} data
 * @param {() => Promise<T>} load
 */
async function withAnswer(url, data, load) {
  const { fetch } = globalThis;
  globalThis.fetch = async (given, options) => {
    if (String(given) !== url) return fetch(given, options);
    globalThis.fetch = fetch;
    return new Response(/** @type {any} */ (await data));
  };
  try {
    return await load();
  } finally {
    globalThis.fetch = fetch;
  }
}
