// The Python of the library's tags: an interpreter gets it once, whoever asks first.

import { here } from "./base.js";
import { fetchOr } from "./stage.js";

/** @type {Map<string, Promise<void>>} by the type of interpreter that has it */
const taught = new Map();

/** @param {import("./page.js").Realm} realm */
async function fetchTags(realm) {
  const [python, files] = await Promise.all([realm.python ?? realm.started, fetchOr(`${here}pagelet.tags.json`, "PGL-R04", "The in-page library")]);
  python.addLibrary(await files.json());
}

/** @param {import("./page.js").Realm} realm */
export function teach(realm) {
  const known = taught.get(realm.type) ?? fetchTags(realm);
  taught.set(realm.type, known);
  return known;
}
