// A cell of the library's own tags that runs in a worker, as editors do: in the interpreter of its "env", or one of its own.

import { environmentOf } from "./environment.js";
import { Output } from "./frame.js";

/** @typedef {import("../editors.js").Lent} Lent */

/** What comes of a cell, by kinds. */
class Outputs {
  /**
   * @param {HTMLElement} place for what has no other
   * @param {HTMLElement} printed
   * @param {HTMLElement} failed
   */
  constructor(place, printed, failed) {
    const known = new Map([place, printed, failed].map((each) => [each, new Output(each)]));
    const of = (/** @type {HTMLElement} */ each) => /** @type {Output} */ (known.get(each));
    this.place = place;
    this.own = of(place);
    this.printed = of(printed);
    this.failed = of(failed);
  }

  /** @param {string} text @param {boolean} error */
  write(text, error) {
    (error ? this.failed : this.printed).write(text, error);
  }

  /** @param {string} kind @param {string} text */
  note(kind, text) {
    this.own.note(kind, text);
  }

  /** @param {any} error */
  fail(error) {
    this.printed.show();
    this.failed.fail(error);
  }
}

/**
 * @param {"py" | "mpy"} type
 * @param {any} element
 * @param {Lent} lent
 */
export function openCell(type, element, lent) {
  // The cells that one cell has made after it go on with its interpreter.
  const name = element.getAttribute("env") || `#${element.getAttribute("root") || element.id}`;
  const environment = environmentOf(type, element, lent, name);
  return {
    /**
     * Run code, and show what comes of it.
     * @param {string} code
     * @param {string} source the same as it was written
     * @param {HTMLElement} place for values, which has an id
     * @param {HTMLElement} printed
     * @param {HTMLElement} failed
     */
    async run(code, source, place, printed, failed) {
      lent.addSource(element.id, source, null, "");
      await environment.run(code, element.id, { output: new Outputs(place, printed, failed), target: place.id }, source);
    },
    complete: environment.complete.bind(environment),
    stop: environment.stop.bind(environment),
  };
}
