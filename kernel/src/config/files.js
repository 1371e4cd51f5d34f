/** The files that a config asks for: what each key means, before URLs are resolved. */

import { ConfigFileError } from "./place.js";

/**
 * @typedef {import("./place.js").KeyPath} KeyPath
 * @typedef {{source: string, path: string, unpack: string, key: KeyPath}} FileWish
 */

/**
 * The `files` table: URL → destination, with `{NAME}` templates.
 * @param {Record<string, string>} table @returns {FileWish[]}
 */
export function wishesOfFiles(table) {
  const fill = templateFiller(table);
  return Object.keys(table)
    .filter((source) => !/^\{[^{}]+\}$/.test(source))
    .map((source) => {
      const key = ["files", source];
      return fileWish(fill(source, key), fill(table[source], key), key);
    });
}

/** The `fetch` list of 2022. @param {any[]} list @returns {FileWish[]} */
export function wishesOfFetch(list) {
  return list.flatMap(({ from = "", to_folder = ".", to_file, files }, i) => {
    const key = ["fetch", i];
    if (files && to_file) throw new ConfigFileError(`"files" and "to_file" exclude each other`, key);
    if (!files) return fileWish(from, `${to_folder}/${to_file ?? ""}`, key);
    return files.map((/** @type {string} */ file, /** @type {number} */ j) => {
      const source = from ? from.replace(/\/*$/, "") + file.replace(/^\/*/, "/") : file;
      return fileWish(source, `${to_folder}/${file}`, [...key, "files", j]);
    });
  });
}

/** The `paths` list of 2022: modules beside the page. @param {string[]} list @returns {FileWish[]} */
export function wishesOfPaths(list) {
  return list.map((source, i) => fileWish(source, "", ["paths", i]));
}

/** @param {string} source @param {string} destination @param {KeyPath} key @returns {FileWish} */
function fileWish(source, destination, key) {
  if (/(?:^|\/)\*$/.test(destination)) {
    return { source, path: cleanPath(destination.slice(0, -1)), unpack: archiveKind(source, key), key };
  }
  // "", "folder/", "." and ".." name a folder: the file keeps its own name there.
  const isFolder = /(?:^|\/)\.{0,2}$/.test(destination);
  const path = cleanPath(isFolder ? `${destination || "."}/${fileName(source, key)}` : destination);
  return { source, path, unpack: "", key };
}

/** @param {string} source */
function withoutQuery(source) {
  return source.replace(/[?#].*/s, "");
}

/** @param {string} source @param {KeyPath} key */
function fileName(source, key) {
  const name = withoutQuery(source).split("/").pop() ?? "";
  if (/^\.{0,2}$/.test(name)) throw new ConfigFileError(`"${source}" has no file name: give it one`, key);
  return name;
}

/** @param {string} source @param {KeyPath} key */
function archiveKind(source, key) {
  const kind = /\.(zip|whl|tar\.gz|tgz|tar)$/i.exec(withoutQuery(source))?.[1];
  if (!kind) throw new ConfigFileError(`"${source}" is no zip, whl, tar.gz, tgz or tar: it cannot be unpacked`, key);
  return kind.toLowerCase();
}

/** Bring a path into one spelling, so that two ways to write it are seen to be the same. @param {string} path */
function cleanPath(path) {
  /** @type {string[]} */
  const parts = [];
  for (const part of path.split("/")) {
    if (part === ".." && (parts.at(-1) ?? "..") !== "..") parts.pop();
    else if (part && part !== ".") parts.push(part);
  }
  return (path[0] === "/" ? "/" : "") + parts.join("/") || ".";
}

/**
 * Make a function that replaces each `{NAME}` by the entry of that name, which may use others in turn.
 * @param {Record<string, string>} table
 */
function templateFiller(table) {
  // A name without a value yet is one that is being filled.
  const values = new Map();
  /** @param {string} text @param {KeyPath} key @returns {string} */
  const fill = (text, key) => {
    return text.replace(/\{[^{}]+\}/g, (name) => {
      if (!Object.hasOwn(table, name)) throw new ConfigFileError(`${name} is not defined in "files"`, key);
      if (!values.has(name)) values.set(name, undefined).set(name, fill(table[name], ["files", name]));
      if (values.get(name) === undefined) throw new ConfigFileError(`${name} is defined by itself`, key);
      return values.get(name);
    });
  };
  return fill;
}
