// What a page is told of interpreters that have started already.

import { here } from "./base.js";

/** Where pages that no tool has prepared note what they have kept. */
export const keptNote = `pagelet-start ${here}`;

/** What lies beside a published kernel, for every page that has nothing else: scripts/build writes it here. @type {Record<string, any>} */
const SHIPPED = { PAGELET_SHIPPED: 0 };

/** What notes of a start call an interpreter by. @param {string} url its module's */
export const folderOf = (url) => url.split("/").at(-2) ?? "";

/** What came with the kernel is for the interpreters that came with it. */
const shipped = () => Object.fromEntries(Object.entries(SHIPPED).map(([name, made]) => [`${here}runtimes/${name}/`, made]));

/** @param {() => string | null | undefined} read */
function noteIn(read) {
  try {
    return JSON.parse(read() ?? "{}");
  } catch {
    return {}; // a page may be forbidden to keep anything
  }
}

/** What an earlier visit has kept; what else lies there is nobody's note. @returns {Record<string, any>} */
const keptAhead = () => Object.fromEntries(Object.entries(noteIn(() => localStorage.getItem(keptNote)) ?? {}).filter(([, made]) => made?.own));

/**
 * What there is: the tool has made it for this page, an earlier visit has kept it, or it came with the kernel.
 * @param {string} type
 * @returns {Record<string, any>}
 */
export function madeAhead(type) {
  if (type !== "py") return {}; // to look into the storage takes milliseconds
  const note = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="pagelet-start"]'));
  return note ? noteIn(() => note.content) : { ...shipped(), ...keptAhead() };
}

/**
 * @param {Record<string, any>} made
 * @param {string} url the interpreter's module
 * @param {string} place whether it is the page's own, or a worker's: one has packages, perhaps, that the other has not
 */
export function madeFor(made, url, place) {
  const came = made[new URL(".", url).href];
  const found = made[`${folderOf(url)} ${place}`] ?? made[folderOf(url)];
  // A memory that an earlier visit kept may not fit any more.
  return found && came ? { ...found, instead: came } : (found ?? came);
}
