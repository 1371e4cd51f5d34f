// The user's own code by name, so that an error can show the line that it speaks of.

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

/** @returns {Source[]} */
export function allSources() {
  return [...knownSources.values()];
}
