/** A page's config: read it in any of its formats, join several, check them, list the files they ask for. */

import { ConfigFileError, ConfigSyntaxError, keyOffset, placeAt, plainText } from "./place.js";
import { parseJson } from "./json.js";
import { parseToml } from "./toml.js";
import { parseYaml } from "./yaml.js";
import { CONFIG_SHAPE, isTable } from "./shapes.js";
import { wishesOfFetch, wishesOfFiles, wishesOfPaths } from "./files.js";

/**
 * @typedef {import("./place.js").KeyPath} KeyPath
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./shapes.js").Problem} Problem
 * @typedef {"toml" | "json" | "yaml"} Format
 * @typedef {{url: string, path: string, unpack: "" | "zip" | "whl" | "tar.gz" | "tgz" | "tar", key: KeyPath}} ConfigFile
 */

/** @type {Map<string, (text: string) => any>} */
const CONFIG_PARSERS = new Map([["toml", parseToml], ["json", parseJson], ["yaml", parseYaml]]);

// A first line such as `- numpy` or `packages:` was never meant to be TOML.
const YAML_BEGINNING = /^(?:\s*#.*\n)*\s*(?:-|[^\s=#[{][^=\n#]*?:)(?:\s|$)/;

/**
 * Read a config; without a type, find out what it is written in.
 * @param {string} text @param {string} [type] @returns {{value: any, format: Format}}
 */
export function parseConfig(text, type = "") {
  const named = type.toLowerCase();
  const format = /** @type {Format} */ (named || (/^\s*\{/.test(text) ? "json" : "toml"));
  const parser = CONFIG_PARSERS.get(format);
  if (!parser) throw new ConfigSyntaxError(`"${type}" is no config format: use toml, json or yaml`, text, 0);
  try {
    return { value: parser(text), format };
  } catch (error) {
    if (named || !YAML_BEGINNING.test(text)) throw error;
    return parseConfig(text, "yaml");
  }
}

/**
 * Find where a key was written. The nearest known key on the way is good enough when the last is not there.
 * @param {string} text @param {string} format @param {KeyPath} path @returns {Place}
 */
export function findKey(text, format, path) {
  let offset = 0;
  let here = parseConfig(text, format).value;
  for (const key of path) {
    offset = keyOffset(here, key) ?? offset;
    here = here?.[key];
  }
  return placeAt(plainText(text), offset);
}

/**
 * Join two configs: tables key by key, lists one after the other without repeats, anything else is replaced.
 * @param {any} base @param {any} extra @returns {any}
 */
export function mergeConfig(base, extra) {
  if (Array.isArray(base) && Array.isArray(extra)) {
    const items = [...base, ...extra].map((item) => [JSON.stringify(item), item]);
    return [...new Map(/** @type {any} */ (items)).values()];
  }
  if (!isTable(base) || !isTable(extra)) return extra ?? base;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(extra)) merged.set(key, mergeConfig(merged.get(key), value));
  // fromEntries makes own keys, even of "__proto__".
  return Object.fromEntries(merged);
}

/**
 * Say what is wrong with a config. Unknown keys are the author's own, unless they look like a slip.
 * @param {any} value @returns {Problem[]}
 */
export function checkConfig(value) {
  /** @type {Problem[]} */
  const problems = [];
  CONFIG_SHAPE(value, [], problems);
  return problems;
}

/**
 * List the files that a config asks for.
 * @param {Record<string, any>} config @param {string} baseURL what its URLs are relative to @returns {ConfigFile[]}
 */
export function expandFiles(config, baseURL) {
  const wishes = [
    ...wishesOfFiles(config.files ?? {}),
    ...wishesOfFetch(config.fetch ?? []),
    ...wishesOfPaths(config.paths ?? []),
  ];
  /** @type {Map<string, ConfigFile>} */
  const files = new Map();
  for (const { source, path, unpack, key } of wishes) {
    const url = absoluteURL(source, baseURL, key);
    // Several archives may share a folder, several files may not share a path.
    const place = unpack ? `${path}\n${url}` : path;
    const other = files.get(place);
    if (other && other.url !== url) {
      throw new ConfigFileError(`"${other.url}" and "${url}" would both be written to "${path}"`, key);
    }
    files.set(place, { url, path, unpack: /** @type {any} */ (unpack), key });
  }
  return [...files.values()];
}

/** @param {string} source @param {string} baseURL @param {KeyPath} key */
function absoluteURL(source, baseURL, key) {
  try {
    return new URL(source, baseURL).href;
  } catch {
    throw new ConfigFileError(`"${source}" is not a URL`, key);
  }
}
