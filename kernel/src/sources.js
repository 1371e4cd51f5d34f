// The user's own code by name, so that an error can show the line that it speaks of.

import { pageBase, shortName, fromDisk } from "./base.js";

/** @typedef {{name: string, text: string, element: Element | null, inline: string}} Source */

/** @type {Map<string, Source>} */
const knownSources = new Map();

/**
 * Remember a piece of the user's code under the name that tracebacks will give it.
 * @param {string} name
 * @param {string} text
 * @param {Element | null} element the tag that it belongs to
 * @param {string} inline the text as it stands in the page itself, or nothing
 */
export function addSource(name, text, element, inline) {
  knownSources.set(name, { name, text, element, inline });
}

/** @param {string} name */
export function findSource(name) {
  return knownSources.get(name);
}

/** @type {Promise<string> | undefined} */
let pageText;

// Only an error asks for the page's HTML, and the browser has it in its cache: an ordinary start never fetches it.
function fetchPage() {
  pageText ??= fromDisk()
    ? Promise.resolve("")
    : fetch(location.href, { cache: "force-cache" }).then((response) => (response.ok ? response.text() : ""), () => "");
  return pageText;
}

/**
 * Turn a line of an inline script into the line of the HTML file where the author typed it.
 * @param {Source} source
 * @param {number} line
 * @returns {Promise<{file: string, line: number}>}
 */
export async function placeInPage(source, line) {
  const [file] = shortName(pageBase().split(/[?#]/)[0]).split("#");
  const raw = source.inline;
  const html = raw.trim() ? await fetchPage() : "";
  const normal = html.replace(/\r\n?/g, "\n");
  const start = normal.indexOf(raw);
  if (start < 0) return { file: source.name, line };
  return { file, line: normal.slice(0, start).split("\n").length + line - 1 };
}
