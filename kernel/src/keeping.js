// A page that no tool has prepared keeps the memory of a Python that has started, made when nobody needs the computer, and
// the next visit begins with it.

import { folderOf, keptNote } from "./ahead.js";
import { here, inside } from "./base.js";
import { reason } from "./errors.js";
import { keepFile, noteKept } from "./kept.js";

const PATIENCE_MS = 120_000;

/**
 * Whether a page may spend a few seconds of a worker, and a few megabytes of its storage.
 * @param {string} version of the interpreter
 */
function mayKeep(version) {
  const { connection } = /** @type {any} */ (navigator);
  // Those before cannot be told how to make their module.
  return !inside && "Suspending" in WebAssembly && "caches" in globalThis && !version.startsWith("0.") && !connection?.saveData && !document.querySelector('meta[name="pagelet-start"]');
}

const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));

/**
 * Ask the maker's document, which comes from where the kernel does: a page's own policy may forbid workers.
 * @param {string} url
 */
function madeBy(url) {
  const frame = document.createElement("iframe");
  const { origin } = new URL(here);
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error("it took too long"));
    const timer = setTimeout(late, PATIENCE_MS);
    const hear = (/** @type {MessageEvent} */ event) => {
      if (event.source !== frame.contentWindow || event.origin !== origin) return;
      if (event.data.ready) return /** @type {Window} */ (frame.contentWindow).postMessage(url, origin);
      end();
      if (event.data.file) resolve(event.data);
      else reject(new Error(event.data.failed));
    };
    const end = () => {
      clearTimeout(timer);
      removeEventListener("message", hear);
      frame.remove();
    };
    addEventListener("message", hear);
    Object.assign(frame, { hidden: true, title: "Pagelet", src: `${here}pagelet.maker.html` });
    document.documentElement.append(frame);
  });
}

/**
 * @param {string} url the interpreter's module
 * @param {string} version
 */
export async function keepMemory(url, version) {
  if (!mayKeep(version)) return;
  try {
    await idle();
    const { file, note } = await madeBy(url);
    const address = `${url}?${note.build}`;
    await keepFile(address, file);
    await noteKept({ [address]: note.memory.integrity });
    localStorage.setItem(keptNote, JSON.stringify({ [folderOf(url)]: { ...note, own: true } }));
  } catch (error) {
    console.info(`Pagelet: the next visit will start as this one did: ${reason(error)}`);
  }
}
