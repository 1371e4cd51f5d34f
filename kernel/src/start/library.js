// The standard library in two parts: the second takes the place of the first one's list of contents, and both are the zip
// of everything.

import { here } from "../base.js";
import { reason } from "../errors.js";
import { requestNow } from "../now.js";
import { digest, integrityOf } from "./digest.js";

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} [rest]
 */
export function completed(first, rest) {
  if (!rest) return first;
  const offset = new DataView(first.buffer, first.byteOffset).getUint32(first.length - 6, true);
  const whole = new Uint8Array(offset + rest.length);
  whole.set(first.subarray(0, offset));
  whole.set(rest, offset);
  return whole;
}

/** @param {string} url */
export function fetchNow(url) {
  // A page may not ask for bytes in this way: here each becomes a character.
  const asText = Boolean(globalThis.document);
  const { response } = requestNow(url, (request) => {
    if (asText) request.overrideMimeType("text/plain; charset=x-user-defined");
    else request.responseType = "arraybuffer";
  });
  if (!asText) return new Uint8Array(response);
  const bytes = new Uint8Array(response.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = response.charCodeAt(index);
  return bytes;
}

/**
 * Fetch a file that Python waits for. Of such files browsers check no hash.
 * @param {{url: string, integrity?: string}} file
 */
export function fetchProvenNow({ url, integrity }) {
  const data = fetchNow(url);
  if (integrity && integrity !== integrityOf(digest(data))) throw new Error(`${url} does not have its hash`);
  return data;
}

/** Who knows the hashes of a built site's files. */
const builtSite = () => /** @type {any} */ (globalThis)[Symbol.for("pagelet sound")];

/**
 * Choose the form in which a second part comes: packed, if there is such a file, and the host is not seen to compress.
 * @param {import("./start.js").MadeFile} rest
 * @param {import("./start.js").MadeFile} first which has come, if it did not come from the page's own cache
 */
export function asItComes(rest, first) {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(new URL(first.url, here).href));
  const compresses = entries.some(({ encodedBodySize, decodedBodySize }) => encodedBodySize < decodedBodySize);
  return rest.packed && !compresses ? { ...rest, url: rest.packed } : rest;
}

/**
 * What the Python side asks for: parts of the library with their hashes, and the sources, for who looks at them.
 * @param {import("./start.js").MadeFile[]} parts
 * @param {string} sources
 */
export function fetchers(parts, sources) {
  const asked = (/** @type {() => any} */ get) => () => {
    try {
      return get();
    } catch (error) {
      console.error(`Pagelet: ${reason(error)}`); // Python says what it lacks
      return undefined;
    }
  };
  const ask = parts.length ? asked(() => parts.map(({ url }) => fetchNow(new URL(url, here).href))) : undefined;
  return [ask, asked(() => fetchProvenNow(builtSite()?.fileOf(sources) || { url: sources })), parts.map(({ integrity }) => integrity)];
}
