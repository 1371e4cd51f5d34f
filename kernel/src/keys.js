// Where the page's config asks for something: the line of a key, for an error that knows no more than that.

import { placeInPage } from "./lines.js";
import { isWorkerTag, typeOf } from "./tags.js";

/**
 * @typedef {import("./config/place.js").KeyPath} KeyPath
 * @typedef {import("./settings.js").ConfigSource} ConfigSource
 */

/** Every config that was read, the parts of one each for itself. @type {Array<{source: ConfigSource, value: any, format: string}>} */
const readConfigs = [];

/**
 * @param {ConfigSource} source
 * @param {any} value
 * @param {string} format
 */
export function rememberConfig(source, value, format) {
  readConfigs.push({ source, value, format });
}

/**
 * Show a key's place as the author knows it.
 * @param {ConfigSource} source
 * @param {string} format
 * @param {KeyPath} path
 */
export async function placeInConfig(source, format, path) {
  const { findKey } = await import("./config/config.js");
  const { line, column, text } = findKey(source.text, format, path);
  return { ...(await placeConfig(source, line)), column, source: text };
}

/**
 * @param {ConfigSource} source
 * @param {number} line
 */
export function placeConfig({ file, text, element, inline }, line) {
  return placeInPage({ name: file, text, element, inline }, line);
}

/**
 * Follow a path as far as a config goes. The entry of a list may be given by what it says: lists of several parts are joined.
 * @param {any} value
 * @param {KeyPath} path
 * @returns {KeyPath} with the number of the entry
 */
function followed(value, path) {
  /** @type {KeyPath} */
  const found = [];
  for (const step of path) {
    const key = Array.isArray(value) && typeof step === "string" ? value.indexOf(step) : step;
    if (!Object.hasOwn(value ?? {}, key)) break;
    found.push(key);
    value = value[key];
  }
  return found;
}

/**
 * Find the key in the configs of a tag's Python: in its own first, else in what all of its type share.
 * @param {KeyPath} path
 * @param {Element | null} tag
 * @param {string} [type] if the tag is not one that has a type
 */
export async function placeOfKey(path, tag, type = tag ? typeOf(tag) : "") {
  const own = readConfigs.filter(({ source: { element } }) => element === tag);
  const shared = readConfigs.filter(({ source: { element } }) => typeOf(element) === type && !isWorkerTag(element));
  const found = [...own, ...shared].map((one) => ({ ...one, keys: followed(one.value, path) }));
  const [best] = found.sort((one, other) => other.keys.length - one.keys.length);
  return best?.keys.length ? placeInConfig(best.source, best.format, best.keys) : undefined;
}
