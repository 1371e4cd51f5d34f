// From a config to an interpreter that is ready to run: the same in the page and in a worker.

import { madeFor } from "./ahead.js";
import { allowInput } from "./asks.js";
import { fromDisk, here, inside, shortName } from "./base.js";
import { offerFirst } from "./first.js";
import { askedFor, PageletError, reason } from "./errors.js";
import { seams } from "./seams.js";
import { interpreterKey, interpreterURL, KINDS, prefetchInterpreter, startInterpreter } from "./interpreters/registry.js";

/**
 * @typedef {object} Setting
 * @property {"py" | "mpy"} type
 * @property {any} config
 * @property {string} base what relative addresses in the config start from
 * @property {ReturnType<typeof linkedModules>} linked
 * @property {ReturnType<typeof linkedPackages>} packages
 * @property {any} ahead what the tool has made of interpreters, by their folders
 * @property {boolean} [little] whether the page's Python looks as if it will use next to nothing of the library
 * @property {boolean} pyscript whether the page's Python looks as if it will import PyScript's names
 * @property {object} services what the in-page library finds under the name _pagelet
 * @property {(error: PageletError) => void} onError
 * @property {(line: string, error: boolean) => void} [onPrint]
 * @property {(bytes: Uint8Array, error: boolean, owner: number) => void} [onWrite] gets what is written as it is written, in place of lines
 */

/**
 * @param {string} url
 * @param {string} what
 */
function refuseFromDisk(url, what) {
  if (fromDisk() && url.startsWith("file:")) throw new PageletError("PGL-L01", `${what} ${shortName(url)} cannot be read: the page was opened from disk.`);
}

/**
 * @param {string} url
 * @param {string} code what to call the failure
 * @param {string} what
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function fetchOr(url, code, what, options) {
  refuseFromDisk(url, what);
  const response = await fetch(url, options).catch((error) => {
    throw new PageletError(code, `${what} ${shortName(url)} could not be reached: ${reason(error)}`);
  });
  if (!response.ok) throw new PageletError(code, `${what} ${shortName(url)} could not be fetched: the server answered ${response.status}.`);
  return response;
}

const UNBUSY = 5000; // ms: what the page itself begins with has had its time

const PYSCRIPT_FILE = "pagelet.pyscript.json";
const PYSCRIPT = here + PYSCRIPT_FILE;

/**
 * The in-page library, as an interpreter likes it best, in parts; those that are not wanted come when they are looked for.
 * @param {string} type
 * @param {boolean} little
 * @param {boolean} pyscript
 */
async function fetchLibrary(type, little, pyscript) {
  const library = `${here}pagelet.lib.${type === "mpy" ? "mpy." : ""}json`;
  const urls = [...(little ? [] : [library]), ...(pyscript ? [PYSCRIPT] : [])];
  const parts = await Promise.all(urls.map(async (url) => (await fetchOr(url, "PGL-R04", "The in-page library")).json()));
  return Object.assign(little ? { pagelet: library } : {}, pyscript ? {} : { pyscript: PYSCRIPT }, ...parts);
}

/** A guess, that what is needed be on its way early: Python that nobody saw gets it when it imports it. */
export function usesPyScript() {
  const seen = seams.pyscript || document.querySelector(`link[href$="${PYSCRIPT_FILE}"]`); // the tool reads other files, too
  return Boolean(seen) || [...document.scripts].some(({ type, text }) => /^m?py$/.test(type) && text.includes("pyscript"));
}

/**
 * Tell the page how far its Python is.
 * @param {string} type
 * @param {string} detail
 */
export function tellProgress(type, detail) {
  dispatchEvent(new CustomEvent(`${type}:progress`, { detail }));
}

/** Those whose whole tracebacks are wanted. @type {WeakSet<import("./interpreters/contract.js").Interpreter>} */
const debugged = new WeakSet();

/**
 * Say in the console what is done, for who wrote "debug = true".
 * @param {string} type
 * @param {string} url the interpreter's
 * @param {any} config
 */
function narrate(type, url, config) {
  console.info(`Pagelet: ${url}`, config);
  addEventListener(`${type}:progress`, (event) => console.info(`Pagelet: ${/** @type {CustomEvent} */ (event).detail}`));
}

/**
 * The author's own modules that the page's Python imports: the tool has found them and named them in links.
 * @param {string} type for which some of them are not
 * @returns {Array<{url: string, path: string, unpack: ""}>}
 */
export function linkedModules(type) {
  const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel="pagelet-module"]'));
  return [...links].filter(({ dataset }) => (dataset.type ?? type) === type).map(({ href, dataset }) => ({ url: href, path: dataset.path ?? "", unpack: "" }));
}

/**
 * The lists of packages that the tool has made for the page's interpreter or for those of its workers.
 * @param {string} type
 * @param {"page" | "worker"} place
 */
export function linkedPackages(type, place) {
  const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll(`link[rel="pagelet-packages"][data-type="${type}"][data-place="${place}"]`));
  return { place, lists: [...links].map(({ href, dataset }) => ({ href, version: dataset.version })) };
}

/**
 * @param {any} config
 * @param {string} base
 * @param {ReturnType<typeof linkedModules>} linked
 * @returns {Promise<Array<{path: string, data: Uint8Array}>>}
 */
async function fetchFiles(config, base, linked) {
  const none = !(config.files || config.fetch || config.paths);
  const listed = none ? [] : (await import("./config/config.js")).expandFiles(config, base);
  const taken = new Set(listed.map(({ path }) => path));
  const fetched = [...listed.map((file) => askedFor(file.key, fetchFile(file))), ...linked.filter(({ path }) => !taken.has(path)).map(fetchLinked)];
  return (await Promise.all(fetched)).flat();
}

/**
 * Fetch a module of the author's. One that was compiled ahead only saves time: without it, Python compiles the source, which comes as well.
 * @param {{url: string, path: string, unpack: string}} file
 */
async function fetchLinked(file) {
  return fetchFile(file).catch((error) => {
    if (!file.path.endsWith(".pyc")) throw error;
    console.warn(`Pagelet: Python compiles a module itself: ${reason(error)}`);
    return [];
  });
}

/**
 * @param {{url: string, path: string, unpack: string}} file
 * @returns {Promise<Array<{path: string, data: Uint8Array}>>} it, or what is in it
 */
async function fetchFile({ url, path, unpack: kind }) {
  const response = await fetchOr(url, "PGL-F01", "The file");
  const data = new Uint8Array(await response.arrayBuffer());
  if (!kind) return [{ path, data }];
  // Few pages have archives: what unpacks them is a file of its own.
  const { unpack } = await import(`${here}pagelet.unpack.js`);
  const entries = await unpack(data, kind).catch((/** @type {unknown} */ error) => {
    throw new PageletError("PGL-F03", `The archive ${shortName(url)} cannot be unpacked: ${reason(error)}`);
  });
  return entries.map((/** @type {import("./archives.js").ArchiveFile} */ entry) => ({ path: path ? `${path.replace(/\/$/, "")}/${entry.path}` : entry.path, data: entry.data }));
}

/**
 * Import the JavaScript modules that the config names.
 * @param {Record<string, string>} [table] address to name
 * @param {string} base
 * @param {"main" | "worker"} [place] whose table it is
 */
export async function importModules(table = {}, base, place = "main") {
  /** @type {Record<string, any>} without a prototype, which a module named "__proto__" would write to */
  const modules = Object.create(null);
  const load = async (/** @type {string} */ address, /** @type {string} */ name) => {
    const url = new URL(address, base).href;
    if (/\.css([?#]|$)/.test(url)) return linkStyle(url);
    refuseFromDisk(url, "The JavaScript module");
    const module = await import(url).catch((error) => {
      throw new PageletError("PGL-J01", `The JavaScript module "${name}" cannot be imported from ${shortName(url)}: ${reason(error)}`);
    });
    modules[name] = Object.assign(modules[name] ?? {}, module);
  };
  await Promise.all(Object.entries(table).map(([address, name]) => askedFor(["js_modules", place, address], load(address, name))));
  return modules;
}

/** @param {string} href */
function linkStyle(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(link);
}

/** @param {string} line @param {boolean} error */
export function printToConsole(line, error) {
  console[error ? "error" : "log"](line);
}

/**
 * Which entry of a list what went wrong is about; the first, if that cannot be told.
 * @param {string[]} entries
 * @param {string} said
 */
function entryNamed(entries, said) {
  const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[-_.]+/g, "-");
  const rest = plain(said.split("could not be installed: ").pop() ?? "");
  return entries.find((entry) => rest.includes(plain(entry.replace(/^.*\/|[<>=~!;[ ].*/g, "")))) ?? entries[0];
}

/**
 * Start everything that has to come over the network at once; wait for each only where it is needed.
 * @param {Setting} setting
 */
export async function stage({ type, config, base, linked, packages, ahead: made, little = false, pyscript, services, onError, onPrint = printToConsole, onWrite }) {
  const url = interpreterURL(type, config, base);
  const { title } = KINDS[type];
  if (config.debug) narrate(type, url, config);
  tellProgress(type, `Loading ${title}`);
  const ahead = madeFor(made, url, packages.place);
  const wanted = config.packages ?? [];
  prefetchInterpreter(type, url, Boolean(ahead));
  const restorable = ahead?.memory && "Suspending" in WebAssembly;
  const unprepared = type === "py" && !restorable && !inside && globalThis.document;
  if (unprepared) seams.waits?.();
  const library = fetchLibrary(type, little, pyscript);
  const files = fetchFiles(config, base, linked);
  const list = packages.lists.find(({ version }) => url.includes(`-${version}/`));
  const found = list || wanted.length ? import("./packages.js").then(({ preparePackages }) => preparePackages(type, url, wanted, list?.href, ahead?.packages ?? [])) : undefined;
  for (const download of [library, files, found]) download?.catch(() => {}); // awaited below
  /** @type {import("./interpreters/contract.js").Interpreter} */
  let python;
  const lost = async (/** @type {unknown} */ error, /** @type {string} */ code) => onError(await explain(python, error, code));
  const keepFunctions = config.experimental_create_proxy === "auto";
  const started = askedFor(interpreterKey(config), startInterpreter(type, { url, ahead, packaged: wanted.length > 0, keepFunctions, indexes: config.index_urls, stdout: (line) => onPrint(line, false), stderr: (line) => onPrint(line, true), write: onWrite, onError: lost }));
  // What cannot be had is said when that is known, not when the interpreter is there.
  python = await Promise.race([started, Promise.all([library, files, found]).then(() => started)]);
  if (config.debug) debugged.add(python);
  const install = (/** @type {Iterable<string>} */ names) => python.install([...names]);
  python.register("_pagelet", Object.assign(services, { install, lost, fs: python.fs, memory: python.memory, part: (/** @type {string} */ name) => import(`${here}pagelet.${name}.js`) }));
  if (little) offerFirst(python.native);
  python.addLibrary(await library);
  const written = await files;
  python.writeFiles(written);
  for (const { path, data } of written) if (path.endsWith(".py")) allowInput(python, new TextDecoder().decode(data));
  if (found) {
    const { others, prepared } = await found;
    tellProgress(type, `Installing ${[...prepared.load, ...others].map(shortName).join(", ")}`);
    await python.install(others.map((/** @type {string} */ name) => (name.includes("/") ? new URL(name, base).href : name)), prepared).catch((error) => {
      throw Object.assign(error, { key: ["packages", entryNamed(others, reason(error))] });
    });
    tellProgress(type, "Loaded packages");
  }
  tellProgress(type, `Loaded ${title}`);
  if (unprepared) setTimeout(() => import("./keeping.js").then(({ keepMemory }) => keepMemory(url, python.version)), UNBUSY);
  return python;
}

/**
 * Say what went wrong in the user's terms.
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {unknown} error
 * @param {string} code for what was being done
 * @returns {Promise<PageletError & {element?: Element | null}>}
 */
export async function explain(python, error, code) {
  if (error instanceof PageletError) return error;
  const text = python.tracebackOf(error);
  if (text === undefined) return new PageletError(code, String(error), { cause: error });
  if (debugged.has(python)) console.info(text);
  // What reads it may not be to be had any more; then there is still its last line, and the console.
  const reader = await import("./traceback.js").catch(() => undefined);
  return reader?.explainTraceback(text, code, python.readFile) ?? new PageletError(code, text.trim().split("\n").pop() ?? text, { cause: error });
}

/**
 * Run a program to its end, which it may have come to by sys.exit().
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {() => any} run
 */
export async function untilExit(python, run) {
  try {
    return await run();
  } catch (error) {
    const known = await explain(python, error, "PGL-P02");
    if (!/^SystemExit(: (0|None))?$/.test(known.message)) throw known;
  }
}
