// Code that an element of Python's holds, such as a REPL's.

import { allowInput } from "./asks.js";
import { heardLoops, watchLong } from "./overrun.js";
import { flushOutput } from "./session/flush.js";
import { addSource } from "./sources.js";
import { explain } from "./stage.js";
import { letBreathe } from "./terminals.js";

/** Cells begin in the order in which they are run, also when the first has to fetch something. @type {WeakMap<object, Promise<void>>} */
const turns = new WeakMap();

/** Cells that have not begun yet, and whether they still are to. @type {WeakMap<Element, boolean>} */
const coming = new WeakMap();

/** @param {import("./page.js").Realm} realm @param {Element} element */
export function stopCell(realm, element) {
  if (coming.has(element)) coming.set(element, false);
  else realm.breath?.stop(element);
}

/**
 * Run it and tell how it went, as text: nothing, or what an error says. MicroPython cannot catch what JavaScript throws.
 * @param {import("./page.js").Realm} realm
 * @param {Element} element
 * @param {{code: string, filename: string, source: string, env: string}} cell the source as it was written, and whose names it has
 */
export async function runCell(realm, element, { code, filename, source, env }) {
  coming.set(element, true);
  const python = await realm.started;
  const turn = (turns.get(realm) ?? Promise.resolve()).then(() => letBreathe(realm, python));
  turns.set(realm, turn.catch(() => {}));
  await turn;
  const wanted = coming.get(element);
  coming.delete(element);
  if (!wanted) return JSON.stringify({ message: "KeyboardInterrupt" });
  realm.breath ??= watchLong(python); // where it cannot
  const heard = python.type === "mpy" ? heardLoops(code) : code;
  allowInput(python, code, filename);
  addSource(filename, source, element, "");
  try {
    const run = () => {
      realm.enter(element);
      return python.runAsync(heard, filename, realm.namesOf(env));
    };
    await realm.breath.during(run, element);
    return "";
  } catch (error) {
    return JSON.stringify(await explain(python, error, "PGL-P02"));
  } finally {
    flushOutput(python);
  }
}
