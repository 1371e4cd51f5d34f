// A property that an element does not have: JavaScript makes it of whatever is set, so that a slip of the pen is silent.

import { advise } from "./advice.js";
import { PageletError } from "./errors.js";
import { placeInPage } from "./lines.js";
import { isNearMiss } from "./nearmiss.js";
import { allSources } from "./sources.js";

const SHORTEST = 4; // letters: shorter names are near to too many others

/** @type {Set<string>} */
const said = new Set();

/**
 * A name that is like none of the element's is the author's own.
 * @param {HTMLElement} node
 * @param {string} name
 * @param {string} value
 */
export async function sayUnknown(node, name, value) {
  const hint = name.length < SHORTEST ? "" : meantBy(node, name, value);
  const what = `<${node.localName}> has no property "${name}"`;
  if (!hint || said.has(what)) return;
  said.add(what);
  const { place, element } = await whoSets(name);
  const own = `A property of your own is set on the browser's object, as element.node.${name}.`;
  await advise(new PageletError("PGL-P09", `${what}, so nothing comes of it.`, { ...place, hint: `${hint} ${own}` }), /** @type {any} */ (element)?.target ?? element);
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {string} value
 */
function meantBy(node, name, value) {
  // The element itself has the name by now.
  const property = nearest(Object.getPrototypeOf(node), name);
  if (property) return `Did you mean "${property}"?`;
  const style = nearest(node.style ?? {}, name);
  if (!style) return "";
  if (!isSame(style, name)) return `Did you mean the style element.style["${style}"]?`;
  // What could be a style's value is meant as one; a number of pages is the author's own.
  const known = CSS.supports(style.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
  return known ? `It is a style: element.style["${style}"] = "${value}".` : "";
}

/**
 * The name that is the same but for capitals and underscores, or else one that a slip leads to; few are in the first letter.
 * @param {object} owner
 * @param {string} name
 */
function nearest(owner, name) {
  let near = "";
  for (const key in owner) {
    if (isSame(key, name)) return key;
    if (key[0] === name[0] && isNearMiss(name, key)) near ||= key;
  }
  return near;
}

/**
 * @param {string} key
 * @param {string} name
 */
const isSame = (key, name) => key.toLowerCase() === name.toLowerCase().replaceAll("_", "");

/**
 * The line of the page's Python that sets the name.
 * @param {string} name
 */
async function whoSets(name) {
  for (const source of allSources()) {
    const lines = source.text.split("\n");
    const at = lines.findIndex((line) => new RegExp(`^(?!\\s*#).*\\.${name}\\s*=(?!=)`).test(line));
    if (at >= 0) return { place: { ...(await placeInPage(source, at + 1)), source: lines[at] }, element: source.element };
  }
  return { place: {}, element: null };
}
