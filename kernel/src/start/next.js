// What a visit keeps for the next one. Chromium hands a page the files of its own cache of files through a pipe that is slower than
// most disks; what lies in the page's cache comes five times as fast. Elsewhere nothing is gained: each browser finds out.

import { reason } from "../errors.js";
import { dropKept, keepFile, keptHashes, noteKept, proofOf, readKept } from "../kept.js";

const UNBUSY_MS = 1000; // the page's own first work is done
const GAIN = 2;

/** @template T @param {() => Promise<T>} work @returns {Promise<{took: number, result: T}>} */
async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { took: performance.now() - start, result };
}

/** @param {string} url */
async function keepNext(url) {
  const { took, result: data } = await timed(async () => new Uint8Array(await (await fetch(url, { cache: "force-cache" })).arrayBuffer()));
  const integrity = await proofOf(data);
  await keepFile(url, data);
  const kept = await timed(() => readKept(url, integrity));
  return { integrity, fetched: took, kept: kept.took };
}

/** @param {string[]} urls */
async function keepAll(urls) {
  const known = keptHashes();
  // A service worker keeps a built page's files itself; who saves data may have to fetch them once more.
  if ("" in known || /** @type {any} */ (navigator).connection?.saveData || !globalThis.caches || !crypto.subtle || navigator.serviceWorker?.controller) return;
  await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
  /** @type {Record<string, string>} */
  const found = {};
  let gained = 0; // ms; of one file it says little, for the page may have work
  for (const url of urls) {
    if (known[url]) continue;
    const { integrity, fetched, kept } = await keepNext(url);
    found[url] = integrity;
    gained += fetched - kept * GAIN;
  }
  if (gained > 0) return noteKept(found);
  if (Object.keys(found).length) {
    await dropKept(Object.keys(found));
    await noteKept({ "": "this browser is as quick without" });
  }
}

/**
 * Keep files, when nobody needs the computer.
 * @param {string[]} urls
 */
export function keepForNext(urls) {
  setTimeout(() => keepAll(urls).catch((error) => console.info(`Pagelet: nothing is kept for the next visit: ${reason(error)}`)), UNBUSY_MS);
}
