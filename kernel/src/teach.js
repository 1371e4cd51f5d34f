// The Python of the library's tags: fetched once, and given to an interpreter once, whoever asks first.

import { here } from "./base.js";
import { fetchOr } from "./stage.js";

/** @typedef {import("./interpreters/contract.js").Interpreter} Interpreter */

/** @type {Promise<Record<string, string>> | undefined} */
let tagModules;

/** Fetch it, before the interpreter is there. */
export function fetchTags() {
  return (tagModules ??= fetchOr(`${here}pagelet.tags.json`, "PGL-R04", "The in-page library").then((response) => response.json()));
}

/** @type {WeakMap<Interpreter, Promise<void>>} */
const taught = new WeakMap();

/** @param {Interpreter} python */
export function teach(python) {
  const known = taught.get(python) ?? fetchTags().then((modules) => python.addLibrary(modules));
  taught.set(python, known);
  return known;
}
