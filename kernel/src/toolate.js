// A worker's function answers an event that is over: what it asks the browser not to do is done.

import { advise } from "./advice.js";
import { withLine } from "./bridge/whence.js";
import { PageletError } from "./errors.js";
import { relocate } from "./relocate.js";

/** Events that the author was told of. @type {Set<string>} */
const toldLate = new Set();

/**
 * @param {string} event
 * @param {import("./bridge/launch.js").Launch} launch
 */
export async function sayTooLate(event, launch) {
  if (toldLate.has(event)) return;
  toldLate.add(event);
  const late = new PageletError("PGL-W11", `preventDefault() comes too late for "${event}": a worker hears of it when the browser has done what it does.`);
  const error = withLine(late, { name: "preventDefault", path: "preventDefault" }, launch);
  await advise(/** @type {PageletError} */ (await relocate(error)), document.getElementById(launch.target));
}
