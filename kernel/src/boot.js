// How a page comes alive: what is there is run, what comes later too.

import { forgetClicks, keepClicks } from "./early.js";
import { awaitedTypes, freeControls, wireElement } from "./handlers.js";
import { realmOf, report, runTag } from "./page.js";
import { seams } from "./seams.js";
import { isWorkerTag, SCRIPT_TAGS, TYPES, typeOf } from "./tags.js";

/** The tags that are Python of the library's: builtin.js has them, and knows which are not. */
const PYTHON_TAG = /^m?py-(?!config$|env$|script$)/;

const CONFIG = /^m?py-(config|env)$/;

/**
 * Run and wire what a part of the page holds. Shadow roots are documents of their own to queries and observers.
 * @param {Element | Document | ShadowRoot} part
 */
function scan(part) {
  const elements = [...part.querySelectorAll("*")];
  if (part instanceof Element) elements.unshift(part);
  for (const element of elements) {
    if (CONFIG.test(element.localName)) hideConfigs();
    else if (element.matches(SCRIPT_TAGS)) runTag(element);
    else if (PYTHON_TAG.test(element.localName === "script" ? /** @type {any} */ (element).type : element.localName)) import("./builtin.js").then(({ useTag }) => useTag(element), report);
    wireElement(element);
    if (element.shadowRoot) enter(element.shadowRoot);
  }
}

/** @type {WeakSet<Node>} */
const entered = new WeakSet();

/** @param {Document | ShadowRoot} root */
function enter(root) {
  if (entered.has(root)) return;
  entered.add(root);
  scan(root);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) scan(node);
  }).observe(root, { childList: true, subtree: true });
}

/** As it is before the kernel watches it: nothing in an error's box is Python's, and a defect here must not lose the box. */
export const { attachShadow } = Element.prototype;

/** What is put into a shadow root later is seen like the rest; nothing else tells that there is a new one. */
function watchShadowRoots() {
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    if (root.mode === "open") enter(root);
    return root;
  };
}

const SOON = 1000; // ms: nobody asks sooner what a page is waiting for

/** Show that Python is on its way: what does so shows errors, too, and is here when the network goes meanwhile. */
function showWaiting() {
  import("./loader.js").then(({ showLoader }) => showLoader()).catch(() => {});
}

/**
 * Show it soon. When Python has held the page up for so long that this comes late, it is about to be ready.
 * @param {() => boolean} starting
 */
function showSoon(starting) {
  const late = performance.now() + 2 * SOON;
  setTimeout(() => starting() && (performance.now() > late ? showSoon(starting) : showWaiting()), SOON);
}

/** @type {() => void} */
let tellReleased;

/** Python is there: the scripts that the page came with have begun. @type {Promise<void>} */
export const released = new Promise((resolve) => (tellReleased = resolve));

/** Buttons wait for the scripts that the page came with; after that, Python can answer. */
async function release() {
  const scripts = [...document.querySelectorAll(SCRIPT_TAGS)].filter((script) => !isWorkerTag(script));
  const types = new Set([...awaitedTypes(), ...scripts.map(typeOf)]);
  let starting = types.size > 0;
  showSoon(() => starting);
  await Promise.all(TYPES.map(async (type) => {
    if (types.has(type)) await realmOf(type).settled();
    freeControls(type);
  }));
  starting = false;
  tellReleased();
  // A worker's handlers come when its script has run.
  if (document.querySelector("[worker]")) document.addEventListener("py:all-done", () => setTimeout(forgetClicks), { once: true });
  else forgetClicks();
}

function live() {
  seams.waits = showWaiting;
  watchShadowRoots();
  enter(document);
  release();
}

let hidden = false;

/** Configs are not for reading on the page. A constructed sheet is allowed under the strictest style-src. */
function hideConfigs() {
  if (hidden) return;
  hidden = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("py-config,mpy-config,py-env,mpy-env{display:none}");
  document.adoptedStyleSheets.push(sheet);
}

export function boot() {
  // A prerendered page whose own JavaScript wants the kernel sooner than the page is painted.
  const then = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-pagelet-then]"));
  then?.replaceWith(then.content);
  keepClicks(released);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", live, { once: true });
  else live();
}
