// The tags that hold Python: how to find them, and what each one says.

import { pageBase, shortName } from "./base.js";
import { dedent } from "./dedent.js";
import { fetchOr } from "./stage.js";

/** @typedef {"py" | "mpy"} Type */

export const TYPES = /** @type {Type[]} */ (["py", "mpy"]);

export const SCRIPT_TAGS = 'script[type="py"],script[type="mpy"],py-script,mpy-script';

/** @param {Element} element @returns {Type} */
export function typeOf(element) {
  const word = element.localName === "script" ? element.getAttribute("type") : element.localName;
  return word?.startsWith("mpy") ? "mpy" : "py";
}

/** @param {Element} element */
export function isWorkerTag(element) {
  return element.hasAttribute("worker");
}

/** @type {Record<string, number>} */
const counters = { py: 0, mpy: 0, "py-w": 0, "mpy-w": 0 };

/**
 * The element that the script's output goes to: named by "target", or made for it, to be put into the page.
 * @param {Element} element
 * @returns {Element}
 */
export function outputOf(element) {
  const type = typeOf(element);
  const worker = isWorkerTag(element);
  const target = element.getAttribute("target") ?? element.getAttribute("output");
  if (target) {
    const output = findTarget(element, target) ?? makeOutput("script-py", target.replace("#", ""));
    placeOutput(element, output); // at once: others may name it too
    return output;
  }
  if (element.localName !== "script" && !worker) {
    element.id ||= `${type}-${counters[type]++}`;
    return element;
  }
  if (!worker) return makeOutput("script-py", `${type}-${counters[type]++}`);
  return makeOutput(`script-${type}`, `${element.id || `${type}-w${counters[`${type}-w`]++}`}-target`);
}

/**
 * @param {Element} element
 * @param {string} target an id, with or without "#"
 */
function findTarget(element, target) {
  const id = target.replace("#", "");
  return /** @type {ShadowRoot} */ (element.getRootNode()).getElementById?.(id) ?? document.getElementById(id);
}

/**
 * @param {string} tag
 * @param {string} id
 */
function makeOutput(tag, id) {
  const output = document.createElement(tag);
  output.id = id;
  return output;
}

/**
 * Put a script's output into the page, if it is not there: when it is needed, for it makes the browser lay out the page anew.
 * @param {Element} element
 * @param {Element} output
 */
export function placeOutput(element, output) {
  if (output.isConnected || output === element) return;
  if (document.head.contains(element) || !element.isConnected) document.body.append(output);
  else element.after(output);
}

/**
 * The tag's own text. In a py-script the HTML parser has undone the entities, and has made tags of what looked like
 * tags; those are turned back, by and large.
 * @param {Element} element
 */
function inlineText(element) {
  if (element.localName === "script" || !element.firstElementChild) return element.textContent ?? "";
  return element.getHTML().replace(/&nbsp;/g, "\u00a0").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/**
 * A script's Python and the name that errors give it; "inline" is the text as it stands in the page.
 * @param {Element} element
 * @param {string} id
 * @returns {Promise<{code: string, filename: string, inline: string}>}
 */
export async function codeOf(element, id) {
  // The worker attribute may itself name the file, as it did in PyScript.
  const src = element.getAttribute("src") || element.getAttribute("worker");
  const text = inlineText(element);
  const inline = element.textContent ?? "";
  // The tag is the place for its own output.
  if (element.localName !== "script") element.replaceChildren();
  if (!src) return { code: dedent(text), filename: `${shortName(pageBase().split(/[?#]/)[0])}#${id}`, inline };
  const url = new URL(src, pageBase()).href;
  const response = await fetchOr(url, "PGL-F02", "The script");
  return { code: await response.text(), filename: shortName(url), inline: "" };
}
