// What a page is told of interpreters that have started already.

import { here } from "./base.js";

/** Where pages that no tool has prepared note what they have kept. */
export const keptNote = `pagelet-start ${here}`;

/** What notes of a start call an interpreter by. @param {string} url its module's */
export const folderOf = (url) => url.split("/").at(-2) ?? "";

/**
 * What there is: the tool has made it for this page, or an earlier visit has kept it.
 * @param {string} type
 * @returns {Record<string, any>}
 */
export function madeAhead(type) {
  if (type !== "py") return {}; // to look into the storage takes milliseconds
  const note = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="pagelet-start"]'));
  try {
    return JSON.parse(note?.content ?? localStorage.getItem(keptNote) ?? "{}");
  } catch {
    return {}; // a page may be forbidden to keep anything
  }
}

/**
 * @param {Record<string, any>} made
 * @param {string} url the interpreter's module
 * @param {string} place whether it is the page's own, or a worker's: one has packages, perhaps, that the other has not
 */
export function madeFor(made, url, place) {
  return made[`${folderOf(url)} ${place}`] ?? made[folderOf(url)];
}
