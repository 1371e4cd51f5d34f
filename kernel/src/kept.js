// Files that pages keep for their next visit, in a cache of their own: each under its address, and its hash in a list.

import { here } from "./base.js";
import { integrityOf } from "./start/digest.js";

const KEPT_CACHE = "pagelet-start";
const KEPT_FILES = `pagelet-files ${here}`;
// Nobody tells when a file is not wanted any more: another version of it has another address.
const MOST_KEPT = 6;

/** @typedef {{data: Uint8Array<ArrayBuffer>, checked: Promise<void> | undefined}} Body what came, and what says that it has its hash */

/** @returns {Record<string, string>} hashes by address; under none, why there are none */
export function keptHashes() {
  try {
    return Object(JSON.parse(localStorage.getItem(KEPT_FILES) ?? "{}"));
  } catch {
    return {};
  }
}

/** @param {Uint8Array<ArrayBuffer>} data */
export async function hashOf(data) {
  return integrityOf(new Uint8Array(await crypto.subtle.digest("SHA-256", data)));
}

/**
 * Take what a response has, and begin to check its hash.
 * @param {string} url
 * @param {string} integrity
 * @param {Response} response
 * @returns {Promise<Body>}
 */
export async function checkedBody(url, integrity, response) {
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  const checked = globalThis.crypto.subtle && hashOf(data).then((found) => {
    if (integrity !== found) throw new Error(`${url} does not have its hash`);
  });
  checked?.catch(() => {}); // awaited before any of it runs
  return { data, checked };
}

/**
 * Take a file that an earlier visit has kept.
 * @param {string} url
 * @param {string} integrity
 */
export async function readKept(url, integrity) {
  const cache = await caches.open(KEPT_CACHE);
  const response = await cache.match(url);
  if (!response) throw new Error("the browser has dropped it");
  const body = await checkedBody(url, integrity, response);
  body.checked?.catch(() => dropKept([url])).catch(() => {}); // then it fails at each visit
  return body;
}

/**
 * Put a file where the next visit looks, if it is then noted.
 * @param {string} url
 * @param {Uint8Array<ArrayBuffer>} data
 */
export async function keepFile(url, data) {
  const cache = await caches.open(KEPT_CACHE);
  await cache.put(url, new Response(data));
}

/** @param {Record<string, string>} hashes of files that are there now */
export async function noteKept(hashes) {
  const all = Object.entries(keptHashes()).filter(([url]) => !(url in hashes)).concat(Object.entries(hashes));
  await dropKept(all.slice(0, -MOST_KEPT).map(([url]) => url));
  localStorage.setItem(KEPT_FILES, JSON.stringify(Object.fromEntries(all.slice(-MOST_KEPT))));
}

/** @param {string[]} urls */
export async function dropKept(urls) {
  if (!urls.length) return;
  const cache = await caches.open(KEPT_CACHE);
  for (const url of urls) await cache.delete(url);
  const others = Object.entries(keptHashes()).filter(([url]) => !urls.includes(url));
  localStorage.setItem(KEPT_FILES, JSON.stringify(Object.fromEntries(others)));
}
