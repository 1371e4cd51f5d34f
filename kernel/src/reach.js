// JavaScript reaches Python: a module of Python's as an object whose functions return promises. The other half is
// src/pagelet/reached.py.

import { pageBase, shortName } from "./base.js";
import { fit } from "./bridge/fit.js";
import { realmOf } from "./page.js";
import { addSource } from "./sources.js";
import { fetchOr } from "./stage.js";

/** @typedef {{python: import("./interpreters/contract.js").Interpreter, perform: any, copy: boolean, none: undefined | null}} Way */

const OWN_FRAMES = /^ +File "\/lib\/pagelet-lib\/.*\n(?: {4}.*\n)*/gm;
const NAMED = Symbol.for("pagelet.kwargs");

/** What Python keeps, and JavaScript may use. */
class Held {
  /** @param {any} proxy */
  constructor(proxy) {
    this.proxy = proxy;
  }
}

/** Data with more than data in it, references or arrays of numbers: Python takes each part by itself. */
class Mixed {
  /**
   * @param {string[] | null} names those of an object's parts
   * @param {any[]} parts
   */
  constructor(names, parts) {
    this.names = names;
    this.parts = parts;
  }
}

/** An exception of Python's: its name is that of the exception's class. */
export class PythonError extends Error {
  /**
   * @param {string} name
   * @param {string} message
   * @param {string} traceback
   * @param {unknown} cause
   */
  constructor(name, message, traceback, cause) {
    super(message, { cause });
    this.name = name;
    this.traceback = traceback;
  }
}

/** @type {WeakMap<object, {proxy: any, path: string[], way: Way}>} what stands behind each reference */
const behind = new WeakMap();

/** @type {Map<string, Promise<any>>} Python's function that does what is asked, by the type of interpreter */
const performers = new Map();

/** @type {Map<string, Promise<string>>} the name of each file's module, by type and address */
const files = new Map();

/** @param {"py" | "mpy"} type */
async function performerOf(type) {
  const python = await realmOf(type).started;
  /** @type {any} */
  let perform;
  python.register("_pagelet_reach", {
    take: (/** @type {any} */ given) => (perform = given),
    hold: (/** @type {any} */ proxy) => new Held(proxy),
    mixed: (/** @type {any} */ given) => given instanceof Mixed,
  });
  python.run('__import__("pagelet.reached", None, None, ["serve"]).serve()', "<reach>");
  return perform;
}

/**
 * Put a file of the author's where Python imports it from.
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {string} url
 */
async function writeModule(python, url) {
  const code = await (await fetchOr(url, "PGL-F02", "The Python module")).text();
  const file = /** @type {string} */ (new URL(url).pathname.split("/").pop());
  addSource(shortName(url), code, null, "");
  python.writeFiles([{ path: file, data: code }]);
  return file.replace(/\.py$/, "");
}

/**
 * Import a module.
 * @param {string} name as Python calls it, or the address of a .py file
 * @param {{type?: "py" | "mpy", copy?: boolean}} [options]
 */
export async function reachPython(name, { type = "py", copy = true } = {}) {
  const python = await realmOf(type).started;
  if (!performers.has(type)) performers.set(type, performerOf(type));
  const way = { python, perform: await performers.get(type), copy, none: type === "mpy" ? null : undefined };
  if (!/\.py([?#]|$)/.test(name)) return perform(way, "load", null, name, []);
  const url = new URL(name, pageBase()).href;
  if (!files.has(`${type} ${url}`)) files.set(`${type} ${url}`, writeModule(python, url));
  return perform(way, "load", null, await files.get(`${type} ${url}`), []);
}

/**
 * @param {Way} way
 * @param {string} task
 * @param {any} proxy
 * @param {any} path
 * @param {any[]} args
 * @param {any} [named]
 */
async function perform(way, task, proxy, path, args, named) {
  const given = await Promise.all(args.map((arg) => argumentFor(way, arg)));
  const keywords = await Promise.all(Object.entries(named ?? {}).map(async ([key, value]) => [key, await argumentFor(way, value)]));
  try {
    return resultOf(way, await way.python.call(way.perform, task, proxy, path, given, keywords, way.copy));
  } catch (error) {
    throw pythonError(way, error);
  }
}

/**
 * An argument for Python: what Python has already goes as itself.
 * @param {Way} way
 * @param {any} value
 */
async function argumentFor(way, value) {
  const known = typeof value === "function" ? behind.get(value) : undefined;
  // What a call promises can be given to the next one.
  if (value instanceof Promise) return argumentFor(way, await value);
  if (!known && isData(value) && holdsMore(value)) {
    const parts = await Promise.all(Object.values(value).map((part) => argumentFor(way, part)));
    return new Mixed(Array.isArray(value) ? null : Object.keys(value), parts);
  }
  if (!known) return fit(value, way.none);
  if (!known.path.length) return known.proxy;
  const found = await value;
  return behind.get(found)?.proxy ?? found;
}

/** @param {any} value */
function isData(value) {
  return Array.isArray(value) || (Boolean(value) && Object.getPrototypeOf(value) === Object.prototype);
}

/**
 * @param {any} value
 * @returns {boolean} whether there is more than plain data in it
 */
function holdsMore(value) {
  if (isData(value)) return Object.values(value).some(holdsMore);
  return typeof value === "function" ? behind.has(value) : Boolean(value) && typeof value === "object";
}

/**
 * @param {Way} way
 * @param {any} value
 * @returns {any}
 */
function resultOf(way, value) {
  if (value instanceof Held) return reference(way, value.proxy, []);
  if (Array.isArray(value)) return value.map((item) => resultOf(way, item));
  if (value instanceof Map) return new Map([...value].map((pair) => resultOf(way, pair)));
  if (value && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resultOf(way, item)]));
  return value === null ? undefined : value;
}

/**
 * @param {Way} way
 * @param {any} error
 */
function pythonError(way, error) {
  const traceback = way.python.tracebackOf(error);
  if (traceback === undefined) return error;
  const { type } = error;
  const end = traceback.trimEnd().split(new RegExp(`^(?:[\\w.]+\\.)?${type}(?:: |$)`, "m")).pop() ?? "";
  // What JavaScript threw and Python let through is what it was.
  const [, name, message] = (type === "JsException" && /^(\w+): ([^]*)$/.exec(end)) || [end, type, end];
  return new PythonError(name, message.trim(), traceback.replace(OWN_FRAMES, ""), error);
}

/**
 * Something of Python's: attributes are references again, to be called or awaited.
 * @param {Way} way
 * @param {any} proxy
 * @param {string[]} path from there
 * @returns {any}
 */
function reference(way, proxy, path) {
  const call = (/** @type {any[]} */ args) => {
    const named = args.at(-1)?.[NAMED];
    return perform(way, "call", proxy, path, named ? args.slice(0, -1) : args, named);
  };
  const made = new Proxy(function () {}, {
    get(_, key) {
      if (key === Symbol.asyncIterator) return () => itemsOf(way, proxy, path);
      // For `${reference}`, in the console: the text that Python has for it would have to be awaited.
      if (key === Symbol.toPrimitive) return () => `[Python's ${path.join(".") || "object"}]`;
      if (typeof key === "symbol") return undefined;
      if (key !== "then") return reference(way, proxy, [...path, key]);
      // What was awaited is there: it must not be awaited for ever.
      return path.length ? (/** @type {any} */ done, /** @type {any} */ failed) => perform(way, "get", proxy, path, []).then(done, failed) : undefined;
    },
    set(_, key) {
      throw new TypeError(`JavaScript cannot wait for "${String(key)}" to be set: await object.__setattr__("${String(key)}", value)`);
    },
    apply: (_, __, args) => call(args),
    construct: (_, args) => call(args),
  });
  behind.set(made, { proxy, path, way });
  return made;
}

/**
 * @param {Way} way
 * @param {any} proxy
 * @param {string[]} path
 */
async function* itemsOf(way, proxy, path) {
  const iterator = await perform(way, "iterate", proxy, path, []);
  for (;;) {
    const next = await iterator();
    if (!next) return;
    yield next[0];
  }
}
