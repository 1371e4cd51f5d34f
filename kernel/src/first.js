// The library as the smallest pages know it. To import a module takes MicroPython as long as to run such a page.

import { ASKS } from "./asks.js";
import { inside } from "./base.js";

// What such a page imports of it.
const FIRST = /from pagelet import (?:\b(?:document|window)\b[, ]*)+$/gm;
const MORE = /pagelet|pyscript|__import__/;

/**
 * Whether scripts look as if they use no more of the library than the browser's own objects.
 * @param {Element[]} scripts
 */
export function usesLittle(scripts) {
  return (
    !inside &&
    scripts.every((script) => {
      const text = (script.textContent ?? "").replace(FIRST, "");
      return script.attributes.length < 2 && !MORE.test(text) && !ASKS.test(text);
    })
  );
}

/**
 * Give MicroPython these objects under the library's name; who asks it for anything else gets the library.
 * @param {any} micropython
 */
export function offerFirst(micropython) {
  /** @type {any} */
  let library;
  const whole = () => {
    if (!library) micropython.runPython('__import__("sys").modules.pop("pagelet")');
    return (library ??= micropython.pyimport("pagelet"));
  };
  const first = /** @type {Record<string, any>} */ ({ document, window: globalThis });
  micropython.registerJsModule("pagelet", new Proxy(first, { get: (_, name) => first[String(name)] ?? whole()[name], has: (_, name) => name in first || name in whole() }));
}
