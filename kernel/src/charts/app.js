// Shows an app of Panel's, or a figure of Bokeh's that Python listens to: it runs in a sandbox (inapp.js), because Panel
// compiles JavaScript as it goes. What happens there goes to Python by an event of this frame's element, and back.

import { PageletError } from "../errors.js";
import { tellOnce } from "./map.js";
import { openSandbox } from "./sandbox.js";

/**
 * @param {string} text what to show, and the scripts that do
 * @param {HTMLElement} root
 * @param {(error: unknown) => void} tell
 * @param {HTMLElement} own the frame's element, by which Python speaks with it
 */
export async function drawApp(text, root, tell, own) {
  const change = (/** @type {string} */ detail) => own.dispatchEvent(new CustomEvent("pagelet:change", { detail }));
  /** @type {Set<string>} */
  const told = new Set();
  const hear = (/** @type {any} */ { height, patch, failed, stopped, url }, /** @type {unknown} */ _port, /** @type {HTMLElement} */ frame) => {
    if (height !== undefined) frame.style.height = `${height}px`;
    else if (patch) change(patch);
    else if (failed) tell(new PageletError("PGL-D02", `This app cannot be shown: ${failed}`));
    else if (stopped) tellOnce(told, stopped, url, tell);
  };
  const port = await openSandbox(root, "pagelet.app.html", "app", JSON.parse(text), hear, "height:0");
  own.addEventListener("pagelet:patch", (event) => port.postMessage(/** @type {CustomEvent} */ (event).detail));
  change("");
}
