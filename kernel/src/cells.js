// Code that an element of Python's holds, such as a REPL's.

import { addSource } from "./sources.js";
import { explain } from "./stage.js";

/**
 * Run it and tell how it went, as text: nothing, or what an error says. MicroPython cannot catch what JavaScript throws.
 * @param {import("./page.js").Realm} realm
 * @param {Element} element
 * @param {string} code
 * @param {string} filename
 */
export async function runCell(realm, element, code, filename) {
  const python = await realm.started;
  realm.current = element;
  addSource(filename, code, element, "");
  try {
    await python.runAsync(code, filename);
    return "";
  } catch (error) {
    return JSON.stringify(await explain(python, error, "PGL-P02"));
  }
}
