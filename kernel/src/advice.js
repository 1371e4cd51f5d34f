// What may be a mistake: who makes the page is told, in a box and in the terminal; whoever else reads it is not.

import { hintFor } from "./hints.js";
import { report } from "./page.js";

/** What the development server adds to pages. */
const SERVED = 'script[src="/_pagelet/reload.js"]';

/**
 * @param {import("./errors.js").PageletError} error
 * @param {Element | null} [near]
 */
export async function advise(error, near) {
  if (document.querySelector(SERVED)) await report(error, near);
  else console.warn(`${error.code}: ${error.message}${error.file && ` (${error.file}:${error.line})`}\n${hintFor(error)}`);
}
