/** What each config key should look like. A shape is a function that reports how a value differs from it. */

import { isNearMiss } from "../nearmiss.js";

/**
 * @typedef {import("./place.js").KeyPath} KeyPath
 * @typedef {{path: KeyPath, message: string, hint: string | undefined, warning: boolean}} Problem
 * @typedef {(value: any, path: KeyPath, problems: Problem[]) => void} Shape
 */

/** @param {unknown} value @returns {value is Record<string, any>} */
export function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {KeyPath} path */
function keyName(path) {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : i ? `.${key}` : key)).join("") || "the config";
}

/** Name a value the way its author wrote it, unless that is long. @param {unknown} value */
function valueName(value) {
  if (Array.isArray(value)) return "a list";
  return isTable(value) ? "a table" : JSON.stringify(value);
}

/** Guess what the author meant and show how it is written. @param {string} wanted @param {any} value */
function shapeHint(wanted, value) {
  if (typeof value === "object") return;
  const flag = [false, true][["false", "true"].indexOf(String(value).toLowerCase())];
  const meant = { text: String(value), "a list": [value], "true or false": flag }[wanted];
  if (meant !== undefined) return `write ${JSON.stringify(meant)}`;
}

/** @param {string} wanted @param {(value: any) => boolean} fits @returns {Shape} */
function shapeOf(wanted, fits) {
  return (value, path, problems) => {
    if (fits(value)) return;
    addProblem(problems, false, path, `must be ${wanted}, not ${valueName(value)}`, shapeHint(wanted, value));
  };
}

/** @param {Problem[]} problems @param {boolean} warning @param {KeyPath} path @param {string} fault @param {string} [hint] */
function addProblem(problems, warning, path, fault, hint) {
  problems.push({ warning, path, message: `${keyName(path)} ${fault}`, hint });
}

const shapeText = shapeOf("text", (value) => typeof value === "string");
const shapeFlag = shapeOf("true or false", (value) => typeof value === "boolean");
const shapeList = shapeOf("a list", Array.isArray);
const shapeTable = shapeOf("a table", isTable);

/** @param {Shape} outer @param {Shape} inner @returns {Shape} a list or a table whose every value has the inner shape */
function shapeEach(outer, inner) {
  return (value, path, problems) => {
    const before = problems.length;
    outer(value, path, problems);
    if (problems.length > before) return;
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) inner(value[key], [...path, key], problems);
  };
}

/** @param {Record<string, Shape>} known @returns {Shape} a table with known keys; others are the author's own */
function shapeRecord(known) {
  return shapeEach(shapeTable, (value, path, problems) => {
    // This runs for each value of the table: its key is the last of the path.
    const key = String(path[path.length - 1]);
    if (Object.hasOwn(known, key)) return known[key](value, path, problems);
    const close = Object.keys(known).find((name) => isNearMiss(key, name));
    if (close) addProblem(problems, true, path, "is not a known key", `did you mean "${close}"?`);
  });
}

const shapeTexts = shapeEach(shapeList, shapeText);
const shapeTextMap = shapeEach(shapeTable, shapeText);
const shapeRuntime = shapeRecord({ src: shapeText, name: shapeText, lang: shapeText });
const shapeFetch = shapeRecord({ from: shapeText, to_folder: shapeText, to_file: shapeText, files: shapeTexts });

/** The keys of a config, as `docs` describe them. @type {Shape} */
export const CONFIG_SHAPE = shapeRecord({
  packages: shapeTexts,
  paths: shapeTexts,
  fetch: shapeEach(shapeList, shapeFetch),
  files: shapeTextMap,
  interpreter: (value, path, problems) => (isTable(value) ? shapeRuntime : shapeText)(value, path, problems),
  version: shapeText,
  js_modules: shapeRecord({ main: shapeTextMap, worker: shapeTextMap }),
  index_urls: shapeTexts,
  packages_cache: shapeOf('"never" or "passthrough"', (value) => /^(never|passthrough)$/.test(value)),
  plugins: shapeTexts,
  debug: shapeFlag,
  sync_main_only: shapeFlag,
  experimental_create_proxy: shapeText,
  name: shapeText,
  runtimes: shapeEach(shapeList, shapeRuntime),
  interpreters: shapeEach(shapeList, shapeRuntime),
  autoclose_loader: shapeFlag,
});
