// Plugins: Python modules that the config names, which add tags and do something around scripts, in workers too.

import { explain } from "./stage.js";

/** @typedef {import("./interpreters/contract.js").Interpreter} Interpreter */
/** @typedef {{before: (element: any) => Promise<void>, after: (element: any) => Promise<void>, failed: (error: any) => Promise<void>}} Hooks */

/**
 * Import what the config lists under "plugins", and call what it defines. "!name" is not for here: it drops something.
 * @param {{plugged: any}} realm where Python leaves the function that calls what plugins define
 * @param {Interpreter} python
 * @param {any} settings
 * @param {(error: any) => any} say shows what fails in a plugin's own on_error
 * @returns {Promise<Hooks | undefined>}
 */
export async function startPlugins(realm, python, settings, say) {
  const wanted = settings.plugins.filter((/** @type {string} */ name) => !name.startsWith("!"));
  if (!wanted.length) return undefined;
  const call = async (/** @type {string} */ name, /** @type {any} */ value) => {
    try {
      await python.call(realm.plugged, name, value);
    } catch (error) {
      throw await explain(python, error, "PGL-P02");
    }
  };
  try {
    // Importing may ask the page, for which a worker has to wait.
    await python.runAsync(`__import__("pagelet.plugins", None, None, ["load"]).load(${JSON.stringify(wanted)})`, "<plugins>");
  } catch (error) {
    throw await explain(python, error, "PGL-P02");
  }
  const before = settings.packages ?? [];
  await call("configure", settings);
  await python.install((settings.packages ?? []).filter((/** @type {string} */ name) => !before.includes(name)));
  /** @type {Set<string>} what on_error itself has raised: it is not told of that */
  const own = new Set();
  return {
    before: (element) => call("before_run", element),
    after: (element) => call("after_run", element),
    failed: async (error) => {
      if (own.delete(error.message)) return;
      await call("on_error", error).catch((problem) => (own.add(problem.message), say(problem)));
    },
  };
}
