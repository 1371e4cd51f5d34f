// What people see while Python starts: on pages that ask for it, and on pages that take long.

import { released } from "./boot.js";
import { configs } from "./page.js";
import { TYPES } from "./tags.js";

// The bar rests at first: to move it takes a tenth of a processor, and Python wants all that there is.
const LOADER_STYLE = `
:host { font: 1rem/1.5 system-ui, sans-serif; }
:host([hidden]) { display: none; }
.bar { overflow: hidden; height: 3px; border-radius: 2px; background: light-dark(#d6e2f0, #2c3a4c); }
.bar::after { content: ""; display: block; width: 35%; height: 100%; border-radius: 2px; background: light-dark(#2563a8, #7fb4f0); animation: slide 1.3s ease-in-out 2s infinite; }
.text { display: block; color: light-dark(#4a5667, #a9b5c5); font-size: .9em; margin-bottom: .35em; }
@keyframes slide { from { transform: translateX(-110%) } to { transform: translateX(300%) } }
@media (prefers-reduced-motion: reduce) { .bar::after { width: 100%; animation: none; opacity: .6 } }
.pill { position: fixed; z-index: 2147483000; inset: auto 1rem 1rem auto; min-width: 11rem; max-width: min(26rem, 100vw - 4rem); padding: .6em .9em .8em; border-radius: 10px;
  background: light-dark(#fff, #1d232d); border: 1px solid light-dark(#dfe4ea, #2e3744); box-shadow: 0 4px 18px rgb(0 0 0 / .15); }
.splash { position: fixed; z-index: 2147483000; inset: 0; display: grid; place-content: center; gap: .6em; text-align: center; background: light-dark(#f6f7f9, #14181f); }
.splash .bar { width: 14rem; margin: auto; }
`;

/** @type {CSSStyleSheet | undefined} */
let loaderSheet;

/**
 * Fill an element, and take it away when Python is there.
 * @param {Element} element
 * @param {string} look a class of the style above
 */
function fill(element, look) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  if (!loaderSheet) (loaderSheet = new CSSStyleSheet()).replaceSync(LOADER_STYLE);
  root.adoptedStyleSheets = [loaderSheet];
  const box = document.createElement("div");
  const text = document.createElement("span");
  const bar = document.createElement("div");
  const slot = document.createElement("slot");
  Object.assign(box, { className: look });
  Object.assign(text, { className: "text" });
  Object.assign(bar, { className: "bar" });
  slot.textContent = "Starting Python…";
  box.setAttribute("role", "status");
  text.append(slot);
  box.append(text, bar);
  root.append(box);
  const tell = (/** @type {Event} */ event) => (slot.textContent = String(/** @type {CustomEvent} */ (event).detail));
  for (const type of TYPES) addEventListener(`${type}:progress`, tell);
  released.then(() => {
    for (const type of TYPES) removeEventListener(`${type}:progress`, tell);
    element.remove();
  });
}

/**
 * A py-loader or py-splashscreen of the page's own.
 * @param {Element} element
 */
export function fillLoader(element) {
  fill(element, element.localName.endsWith("splashscreen") ? "splash" : "");
}

/** The one that a page gets that takes long and has none. */
export function showLoader() {
  const dropped = Object.values(configs).some(({ plugins = [] }) => plugins.includes("!loader") || plugins.includes("!py-loader"));
  if (dropped || document.querySelector("pagelet-loader,py-loader,py-splashscreen,mpy-loader,mpy-splashscreen")) return;
  const element = document.createElement("pagelet-loader");
  document.body.append(element);
  fill(element, "pill");
}
