// The config of each script type: gathered from the page's tags and attributes, read, checked, and placed in its source.

import { advise } from "./advice.js";
import { pageBase, shortName } from "./base.js";
import { ConfigFileError, ConfigSyntaxError } from "./config/place.js";
import { PageletError, reason } from "./errors.js";
import { placeConfig, placeInConfig, rememberConfig } from "./keys.js";
import { fetchOr } from "./stage.js";

/**
 * @typedef {{text: string, format: string, file: string, inline: string, base: string, element: Element}} ConfigSource
 *   inline is the text as it stands in the page itself, or nothing
 * @typedef {{config: any, base: string}} Settings
 */

// An address has neither braces nor a line of its own nor "key = value".
const INLINE = /^\s*[{[]|\n|^\s*[\w."-]+\s*=|^\s*$/;

const FORMATS = new Map([["json", "json"], ["toml", "toml"], ["yaml", "yaml"], ["yml", "yaml"]]);

/** What reads configs: a page in one file that has none leaves it out. */
const readers = () => import("./config/config.js");

/**
 * @param {string} address
 * @param {Element} element
 * @returns {Promise<ConfigSource>}
 */
async function fetchConfig(address, element) {
  const url = new URL(address, pageBase()).href;
  const response = await fetchOr(url, "PGL-C03", "The config").catch((error) => {
    throw near(error, element);
  });
  const ending = new URL(url).pathname.split(".").pop() ?? "";
  return { text: await response.text(), format: FORMATS.get(ending) ?? "", file: shortName(url), inline: "", base: url, element };
}

/**
 * The config that an attribute gives: an address or the text itself.
 * @param {string} value
 * @param {Element} element
 */
function attributeConfig(value, element) {
  if (!INLINE.test(value)) return fetchConfig(value, element);
  return { text: value, format: "", file: "the config attribute", inline: value, base: pageBase(), element };
}

/**
 * The parts of a config tag: what its src has, then what it says itself.
 * @param {Element} tag
 */
async function tagConfig(tag) {
  const parts = [];
  const address = tag.getAttribute("src");
  if (address) parts.push(await fetchConfig(address, tag));
  const text = tag.textContent ?? "";
  if (text.trim()) {
    const name = `${shortName(pageBase())}#${tag.localName}`;
    const type = tag.getAttribute("type") ?? "";
    parts.push({ text, format: FORMATS.get(type) ?? type, file: name, inline: text, base: pageBase(), element: tag });
  }
  return parts;
}

/**
 * A py-env of 2022: a list of packages, with a table of paths among them.
 * @param {any[]} list
 */
function configOfList(list) {
  const isTable = (/** @type {any} */ item) => typeof item === "object" && item;
  return Object.assign({ packages: list.filter((item) => !isTable(item)) }, ...list.filter(isTable));
}

/** @param {ConfigSource} source */
async function readSource(source) {
  try {
    const { parseConfig } = await readers();
    const { value: read, format } = parseConfig(source.text, source.format);
    const value = Array.isArray(read) ? configOfList(read) : read;
    rememberConfig(source, value, format);
    await checkSource(source, value, format);
    return value;
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error;
    const place = await placeConfig(source, error.line);
    throw near(new PageletError("PGL-C01", `The config cannot be read: ${reason(error)}`, { ...place, column: error.column, source: error.text }), source.element);
  }
}

/**
 * @param {ConfigSource} source
 * @param {any} value
 * @param {string} format
 */
async function checkSource(source, value, format) {
  const { checkConfig } = await readers();
  for (const problem of checkConfig(value)) {
    const more = { ...(await placeInConfig(source, format, problem.path)), hint: problem.hint && `${problem.hint[0].toUpperCase()}${problem.hint.slice(1)}${problem.hint.endsWith("?") ? "" : "."}` };
    const error = near(new PageletError("PGL-C02", problem.message, more), source.element);
    if (!problem.warning) throw error;
    advise(error); // a key may be the author's own
  }
}

/**
 * @param {PageletError} error
 * @param {Element} element
 */
function near(error, element) {
  return Object.assign(error, { element });
}

const OLD_RUNTIMES = 'The config\'s list of interpreters is of 2022 and ignored: Pagelet brings its own; "interpreter" names another version.';

/** @param {ConfigSource[]} sources */
async function combine(sources) {
  let config = {};
  for (const source of sources) config = (await readers()).mergeConfig(config, await readSource(source));
  const base = sources[0]?.base ?? pageBase();
  const last = sources[sources.length - 1];
  if (last) await checkFiles(config, base, last);
  if ("runtimes" in config || "interpreters" in config) console.warn(OLD_RUNTIMES);
  return { config, base };
}

/**
 * Whether the files that a config asks for make sense, shows only when all its parts are joined.
 * @param {any} config
 * @param {string} base
 * @param {ConfigSource} source where to look for the key
 */
async function checkFiles(config, base, source) {
  const { expandFiles } = await readers();
  try {
    expandFiles(config, base);
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    throw near(new PageletError("PGL-C02", error.message, await placeInConfig(source, source.format, error.path)), source.element);
  }
}

/**
 * The config that all scripts of a type share.
 * @param {"py" | "mpy"} type
 * @param {Element[]} scripts those on the main thread
 * @returns {Promise<Settings>}
 */
export async function pageSettings(type, scripts) {
  const tags = [...document.querySelectorAll(`${type}-config,${type}-env`)];
  const values = new Set(scripts.map((script) => script.getAttribute("config")).filter((value) => value !== null));
  if (tags.length + values.size > 1)
    throw near(new PageletError("PGL-C04", `The page has ${tags.length + values.size} configs for type="${type}".`), tags[1] ?? scripts.find((script) => script.hasAttribute("config")));
  if (tags.length) return combine(await tagConfig(tags[0]));
  const owner = scripts.find((script) => script.hasAttribute("config"));
  return owner ? combine([await attributeConfig(owner.getAttribute("config") ?? "", owner)]) : { config: {}, base: pageBase() };
}

/**
 * The config of one worker: its own attribute, or what the page's tag says.
 * @param {"py" | "mpy"} type
 * @param {Element} script
 * @returns {Promise<Settings>}
 */
export async function workerSettings(type, script) {
  const own = script.getAttribute("config");
  return own === null ? pageSettings(type, []) : combine([await attributeConfig(own, script)]);
}

/**
 * The config that JavaScript or Python hands over as an object, or an address.
 * @param {any} given
 * @returns {Promise<Settings>}
 */
export async function givenSettings(given) {
  const text = typeof given === "string" ? given : JSON.stringify(given ?? {});
  return combine([await attributeConfig(text, document.documentElement)]);
}
