// Files that pages keep for their next visit, in a cache of their own: each under its address, and its hash in a list.

import { here } from "./base.js";
import { integrityOf } from "./start/digest.js";

const KEPT_CACHE = "pagelet-start";
const KEPT_FILES = `pagelet-files ${here}`;
// Nobody tells when a file is not wanted any more: another version of it has another address.
const MOST_KEPT = 6;
// What is hashed is copied first, in Chromium on the page's own thread, where new memory for all of a large file takes as long
// as the hash itself. So large files have a second one: that of the hashes of their pieces. `runtimes/made.py` cuts them alike.
const HASHED_BYTES = 2 ** 18;

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
const digestOf = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

/** @param {Uint8Array<ArrayBuffer>} data */
export const hashOf = async (data) => integrityOf(await digestOf(data));

/** @param {Uint8Array<ArrayBuffer>} data */
async function piecesOf(data) {
  const pieces = [];
  for (let at = 0; at < data.length; at += HASHED_BYTES) pieces.push(digestOf(data.subarray(at, at + HASHED_BYTES)));
  const hashes = await Promise.all(pieces);
  const joined = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, number) => joined.set(hash, number * 32));
  return (await hashOf(joined)).replace("sha256", "pieces");
}

/** Both hashes of a large file. @param {Uint8Array<ArrayBuffer>} data */
export const proofOf = async (data) => `${await hashOf(data)} ${await piecesOf(data)}`;

/** The hash that browsers know. @param {string} proof */
export const wholeOf = (proof) => proof.split(" ")[0];

/**
 * Both hashes of a file that is kept, if it is the one with a hash.
 * @param {string} url
 * @param {string} integrity
 */
export function keptProof(url, integrity) {
  const proof = keptHashes()[url];
  return proof && wholeOf(proof) === wholeOf(integrity) ? proof : undefined;
}

/**
 * Take what a response has, and begin to check its hash.
 * @param {string} url
 * @param {string} integrity its hash, and perhaps that of its pieces
 * @param {Response} response
 * @returns {Promise<Body>}
 */
export async function checkedBody(url, integrity, response) {
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  const [whole, pieces] = integrity.split(" ");
  const checked = globalThis.crypto.subtle && (pieces ? piecesOf(data) : hashOf(data)).then((found) => {
    if (found !== (pieces ?? whole)) throw new Error(`${url} does not have its hash`);
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
