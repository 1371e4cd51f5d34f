// How a page comes alive: what is there is run, what comes later too.

import { awaitedTypes, freeControls, wireHandlers } from "./handlers.js";
import { realmOf, runTag } from "./page.js";
import { isWorkerTag, SCRIPT_TAGS, TYPES, typeOf } from "./tags.js";

/** @param {Element | Document | ShadowRoot} root */
function scan(root) {
  const scripts = [...root.querySelectorAll(SCRIPT_TAGS)];
  if (root instanceof Element && root.matches(SCRIPT_TAGS)) scripts.unshift(root);
  for (const script of scripts) runTag(script);
  wireHandlers(root);
}

/** @param {Node} root */
function watch(root) {
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) scan(node);
  }).observe(root, { childList: true, subtree: true });
}

/** A shadow root is a document of its own to queries and observers. */
function watchShadowRoots() {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    watch(root);
    return root;
  };
  for (const element of document.querySelectorAll("*")) {
    if (!element.shadowRoot) continue;
    scan(element.shadowRoot);
    watch(element.shadowRoot);
  }
}

/** Buttons wait for the scripts that the page came with; after that, Python can answer. */
async function release() {
  const scripts = [...document.querySelectorAll(SCRIPT_TAGS)].filter((script) => !isWorkerTag(script));
  const types = new Set([...awaitedTypes(), ...scripts.map(typeOf)]);
  await Promise.all(TYPES.map(async (type) => {
    if (types.has(type)) await realmOf(type).settled();
    freeControls(type);
  }));
}

function live() {
  scan(document);
  watch(document.documentElement);
  watchShadowRoots();
  release();
}

/** Configs are not for reading on the page. A constructed sheet is allowed under the strictest style-src. */
function hideConfigs() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("py-config,mpy-config{display:none}");
  document.adoptedStyleSheets.push(sheet);
}

export function boot() {
  hideConfigs();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", live, { once: true });
  else live();
}
