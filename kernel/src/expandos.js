// A property that an element does not have: JavaScript makes it of whatever is set, so that a slip of the pen is silent. So
// is one in the name of an event.

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
 * @param {any} node an element, or what hears events, as the window does
 * @param {string} name
 * @param {string} value
 * @param {string} [event] what is listened to, if that is what there is no such thing of
 */
export async function sayUnknown(node, name, value, event) {
  const hint = event ? eventMeantBy(node, name) : name.length < SHORTEST ? "" : meantBy(node, name, value);
  const owner = node.localName ? `<${node.localName}>` : node.constructor.name;
  const what = event ? `${owner} has no event "${event}"` : `${owner} has no property "${name}"`;
  if (!hint || said.has(what)) return;
  said.add(what);
  const { place, element } = await whoWrites(event ? `(\\bon_${event}\\b|(["'])${event}\\2)` : `\\.${name}\\s*=(?!=)`);
  const near = /** @type {any} */ (element)?.target ?? element;
  if (event) return advise(new PageletError("PGL-P10", `${what}, so nothing calls the function.`, { ...place, hint: `${hint} An event of your own is fine under another name.` }), near);
  const own = `A property of your own is set on the browser's object, as element.node.${name}.`;
  await advise(new PageletError("PGL-P09", `${what}, so nothing comes of it.`, { ...place, hint: `${hint} ${own}` }), near);
}

/**
 * Who makes events of their own likes to call them after the browser's: "changed", "closed". So a letter more is no slip.
 * @param {any} node
 * @param {string} name
 */
function eventMeantBy(node, name) {
  const near = nearest(node, name, (key) => key.startsWith("on") && key.length >= name.length);
  return near && `Did you mean "${near.slice(2)}"?`;
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
 * @param {(key: string) => boolean} [fits]
 */
function nearest(owner, name, fits = () => true) {
  let near = "";
  for (const key in owner) {
    if (!fits(key)) continue;
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
 * The first line of the page's Python that has it.
 * @param {string} pattern
 */
async function whoWrites(pattern) {
  const written = new RegExp(`^(?!\\s*#).*${pattern}`);
  for (const source of allSources()) {
    const lines = source.text.split("\n");
    const at = lines.findIndex((line) => written.test(line));
    if (at >= 0) return { place: { ...(await placeInPage(source, at + 1)), source: lines[at] }, element: source.element };
  }
  return { place: {}, element: null };
}
