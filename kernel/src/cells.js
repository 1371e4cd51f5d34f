// Code that an element of Python's holds, such as a REPL's.

import { addSource } from "./sources.js";
import { allowInput, explain } from "./stage.js";

/**
 * Run it and tell how it went, as text: nothing, or what an error says. MicroPython cannot catch what JavaScript throws.
 * @param {import("./page.js").Realm} realm
 * @param {Element} element
 * @param {string} code
 * @param {string} filename
 * @param {any} [scope] names of its own, a dict of Python's
 */
export async function runCell(realm, element, code, filename, scope) {
  const python = await realm.started;
  realm.enter(element);
  allowInput(python, code);
  addSource(filename, code, element, "");
  try {
    await python.runAsync(code, filename, scope ?? undefined);
    return "";
  } catch (error) {
    return JSON.stringify(await explain(python, error, "PGL-P02"));
  }
}
