// Where the kernel itself was loaded from, and where the page is. Every other address is made from these two.

/** The folder that holds the kernel, the in-page library and the runtimes. */
export const here = new URL(".", import.meta.url).href;

/** @type {string | undefined} where the page of a worker is */
let workersPage;

/** Tell a worker, whose own script is in the kernel's folder. @param {string} url */
export function setPageBase(url) {
  workersPage = url;
}

/** @returns {string} the address that the page's own relative links start from */
export function pageBase() {
  return workersPage ?? globalThis.document?.baseURI ?? globalThis.location.href;
}

/** A page that was built as one file answers for all its files itself. */
export const inside = "pageletInside" in globalThis;

/** @returns {boolean} whether the page was opened from disk, where it can read no other file */
export function fromDisk() {
  return globalThis.location.protocol === "file:" && !inside;
}

/**
 * Shorten an address to what its author would call it.
 * @param {string} url
 * @returns {string}
 */
export function shortName(url) {
  const folder = new URL(".", pageBase()).href;
  if (url.startsWith(folder)) return decodeURI(url.slice(folder.length)) || "index.html";
  return url;
}
