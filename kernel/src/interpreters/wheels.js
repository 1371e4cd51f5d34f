// Where the wheels come from that Pyodide asks for: it fetches them itself, wherever it is told that they are.

import { reason } from "../errors.js";
import { withAnswers } from "./compiling.js";

/** https://pyodide.org/en/stable/usage/downloading-and-deploying.html */
const PUBLISHED = "https://cdn.jsdelivr.net/pyodide/";

/**
 * Answer Pyodide with what is here already, for no cache of a browser's keeps the largest wheels; and with what was
 * published with it, where the page's host has but the interpreter. The hash that Pyodide names stays the same.
 * @template T
 * @param {{fetched?: Map<string, Uint8Array>, folder: string, version: string}} known
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export function withWheels({ fetched, folder, version }, load) {
  return withAnswers(async (url, options, fetch) => {
    const data = fetched?.get(url);
    if (data) return new Response(/** @type {any} */ (data));
    if (!url.startsWith(folder)) return;
    const answer = await fetch(url, options).catch((error) => error);
    if (answer.ok) return answer;
    const name = url.slice(folder.length);
    // With a hash to compare, browsers do not say what the answer was.
    const bare = await fetch(url, { method: "HEAD" }).catch(() => undefined);
    if (!bare || bare.status >= 500) return settled(answer);
    if (bare.ok && !/html/.test(bare.headers.get("content-type") ?? "")) throw new Error(`${name} does not have its hash: it is not the file that Pyodide ${version} was published with`);
    const published = `${PUBLISHED}v${version}/full/`;
    return fetch(published + name, options).catch((error) => {
      throw new Error(`${name} is not beside the interpreter, and ${published} did not give it (${reason(error)})`);
    });
  }, load);
}

/**
 * @param {any} answer or the error in its place
 * @returns {Response}
 */
function settled(answer) {
  if (answer instanceof Error) throw answer;
  return answer;
}
