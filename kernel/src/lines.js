// Where a line of the user's code stands in the page's own HTML, for errors.

import { fromDisk, inside, pageBase, shortName } from "./base.js";
import { allSources } from "./sources.js";

/** @type {Promise<string> | undefined} */
let pageText;

/** The page as its author knows it: in one file, that has another name. */
const pageAddress = () => (inside ? /** @type {any} */ (globalThis).pageletInside.page : location.href);

// Only an error asks for the page's HTML, and the browser has it in its cache: an ordinary start never fetches it.
function fetchPage() {
  pageText ??= fromDisk()
    ? Promise.resolve("")
    : fetch(pageAddress(), { cache: "force-cache" }).then(async (response) => (response.ok ? (await response.text()).replace(/\r\n?/g, "\n") : ""), () => "");
  return pageText;
}

/** @type {Record<string, string>} */
const ENTITIES = { lt: "<", gt: ">", quot: '"', amp: "&" };

/** @param {string} html */
function withoutEntities(html) {
  return html.replace(/&(lt|gt|quot|amp|#39|apos);/g, (_, name) => ENTITIES[name] ?? "'");
}

/** How something stands in the page's HTML, and which elements have the same. @typedef {{needles: string[], owns: (other: Element) => boolean}} Search */

/**
 * How a text that an element or one of its attributes holds stands in the page's HTML, and which elements hold the same.
 * @param {Element} element
 * @param {string} text
 * @returns {Search}
 */
function searchFor(element, text) {
  const attribute = element.getAttributeNames().find((name) => element.getAttribute(name) === text);
  if (attribute) return { needles: [`"${text}"`, `'${text}'`], owns: (other) => other.getAttribute(attribute) === text };
  // A py-script shows its output where its text was.
  const known = allSources().filter((source) => source.inline === text).map((source) => source.element);
  const { localName } = element;
  return { needles: [`>${text}</${localName}`], owns: (other) => other.localName === localName && (other.textContent === text || known.includes(other)) };
}

/**
 * Where one of several equal texts begins.
 * @param {string} html
 * @param {string[]} needles
 * @param {number} nth
 */
function findNth(html, needles, nth) {
  for (const needle of needles) {
    let at = html.indexOf(needle);
    for (let skip = nth; skip > 0 && at >= 0; skip--) at = html.indexOf(needle, at + 1);
    if (at >= 0) return at;
  }
  return -1;
}

/** What its author calls the page. */
function pageName() {
  return shortName((inside ? pageAddress() : pageBase()).split(/[?#]/)[0]).split("#")[0];
}

/**
 * @param {string} html
 * @param {number} at
 */
function placeAtOffset(html, at) {
  const line = html.slice(0, at).split("\n").length;
  return { file: pageName(), line, source: html.split("\n")[line - 1].trim() };
}

/**
 * Turn a line of an inline script into the line of the HTML file where the author typed it.
 * @param {import("./sources.js").Source} source
 * @param {number} line
 * @returns {Promise<{file: string, line: number}>}
 */
export async function placeInPage({ name, inline, element }, line) {
  if (!inline || !element) return { file: name, line };
  const page = await fetchPage();
  // In a script, and only there, the HTML parser leaves entities as they are.
  const html = element.localName === "script" && element.textContent === inline ? page : withoutEntities(page);
  const { needles, owns } = searchFor(element, inline);
  const equals = [...document.querySelectorAll("*")].filter(owns);
  const start = findNth(html, needles, Math.max(equals.indexOf(element), 0));
  if (start < 0) return { file: name, line };
  const first = placeAtOffset(html, start);
  return { file: first.file, line: first.line + line - 1 };
}

// What a message speaks of as an address, and what it has in quotes.
const SAID_PLAIN = /^(?:src|config|worker|modules)$/;
const SAID_QUOTED = /^(?:name|klass|source|widths|m?pys?-\w+)$/;

/**
 * @param {string} said
 * @param {string} name
 * @param {string} value
 */
function speaksOf(said, name, value) {
  if (SAID_QUOTED.test(name)) return said.includes(`"${value}"`);
  const addresses = SAID_PLAIN.test(name) ? value.split(/[;,]/).map((part) => part.trim()).filter(Boolean) : [];
  return addresses.some((address) => said.includes(address) || (URL.canParse(address, pageBase()) && said.includes(shortName(new URL(address, pageBase()).href))));
}

/**
 * Where the tag stands that names what an error is about, such as a file that is missing.
 * @param {Element} element
 * @param {string} said
 * @param {boolean} whole whether the error is about the tag itself
 * @returns {Promise<{file: string, line: number, source: string} | undefined>}
 */
export async function placeOfTag(element, said, whole) {
  const name = element.getAttributeNames().find((each) => speaksOf(said, each, element.getAttribute(each) ?? ""));
  if (!name && !whole) return undefined;
  const { needles, owns } = name ? searchForAttribute(element, name) : searchForTag(element);
  const page = await fetchPage();
  const nth = [...document.querySelectorAll("*")].filter(owns).indexOf(element);
  const start = findNth(page, needles, nth);
  // The name of an attribute may be written in other letters, as pys-onClick is.
  const at = start < 0 ? findNth(small(page), needles.map(small), nth) : start;
  if (at >= 0) return placeAtOffset(page, at);
  // A page from disk cannot be read: no line is known, but the tag is.
  return page ? undefined : { file: pageName(), line: 0, source: written(element) };
}

/** Each letter stays where it is, as toLowerCase() does not promise. @param {string} text */
const small = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** @param {Element} element */
function written(element) {
  const attributes = [...element.attributes].map(({ name, value }) => (value ? ` ${name}="${value}"` : ` ${name}`));
  return `<${element.localName}${attributes.join("")}>`;
}

/**
 * @param {Element} element
 * @param {string} name
 * @returns {Search}
 */
function searchForAttribute(element, name) {
  const value = element.getAttribute(name);
  return { needles: [`${name}="${value}"`, `${name}='${value}'`, `${name}=${value}`], owns: (other) => other.getAttribute(name) === value };
}

/**
 * Other scripts come while a page runs, so one is known by its text.
 * @param {Element} element
 * @returns {Search}
 */
function searchForTag(element) {
  const { localName, textContent } = element;
  if (localName === "script") return textContent ? searchFor(element, textContent) : searchForAttribute(element, "src");
  return { needles: [`<${localName}`], owns: (other) => other.localName === localName };
}
