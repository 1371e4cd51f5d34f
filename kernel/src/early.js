// A click that comes before Python does is answered when Python is there, by what listens to it then and did not yet.

import { seams } from "./seams.js";

/** @type {Array<{click: Event, path: EventTarget[]}>} */
const clicks = [];

/** @param {Event} click */
function note(click) {
  // A program knows what it waits for; what prerendered.js keeps comes again from there.
  if (!click.isTrusted || /** @type {any} */ (click).pageletKept) return;
  if (clicks.length > 9) clicks.shift();
  clicks.push({ click, path: click.composedPath() });
}

/** @param {Promise<void>} released when Python can answer */
export function keepClicks(released) {
  addEventListener("click", note, true);
  seams.claim = (node, name, listener, options) => {
    for (const { click, path } of name === "click" ? clicks : []) {
      if (path.includes(node)) released.then(() => setTimeout(() => answerLate(click, path[0], node, listener, options)));
    }
  };
}

export function forgetClicks() {
  removeEventListener("click", note, true);
  clicks.length = 0;
  seams.claim = undefined;
}

/**
 * An event that is over does not know any more where it was.
 * @param {any} click
 * @param {EventTarget} target
 * @param {EventTarget} node
 * @param {any} listener
 * @param {any} options
 */
function answerLate(click, target, node, listener, options) {
  if (options?.once) node.removeEventListener("click", listener, options);
  listener(Object.defineProperties(new click.constructor("click", click), { target: { value: target }, currentTarget: { value: node } }));
}
