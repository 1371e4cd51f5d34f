// Plugins: Python modules that the config names, which add tags and do something around scripts.

import { configs } from "./page.js";
import { explain } from "./stage.js";

/** @typedef {import("./interpreters/contract.js").Interpreter} Interpreter */
/** @typedef {{before: (element: Element) => Promise<void>, after: (element: Element) => Promise<void>}} Hooks */

/**
 * Import what the config lists under "plugins", and call what it defines. "!name" is not for here: it drops something.
 * @param {import("./page.js").Realm} realm
 * @param {Interpreter} python
 * @param {string[]} names
 */
export async function startPlugins(realm, python, names) {
  const wanted = names.filter((name) => !name.startsWith("!"));
  if (!wanted.length) return;
  const settings = configs[realm.type];
  const call = async (/** @type {string} */ name, /** @type {any} */ value) => {
    try {
      await python.call(realm.plugged, name, value);
    } catch (error) {
      throw await explain(python, error, "PGL-P02");
    }
  };
  try {
    python.run(`__import__("pagelet.plugins", None, None, ["load"]).load(${JSON.stringify(wanted)})`, "<plugins>");
  } catch (error) {
    throw await explain(python, error, "PGL-P02");
  }
  const before = settings.packages ?? [];
  await call("configure", settings);
  await python.install((settings.packages ?? []).filter((/** @type {string} */ name) => !before.includes(name)));
  realm.hooks = {
    before: (element) => call("before_run", element),
    after: (element) => call("after_run", element),
  };
  addEventListener("pagelet:error", (event) => call("on_error", /** @type {CustomEvent} */ (event).detail).catch((error) => console.error(error)));
}
