// An error where people look: in the page, near the tag that it belongs to, and in the console.

import { attachShadow } from "./boot.js";
import { PageletError, reason } from "./errors.js";
import { hintFor } from "./hints.js";
import { configs } from "./page.js";

// A page's own rules reach the element itself, but nothing inside it: so the looks begin with the section.
const BOX_STYLE = `
:host { display: block; margin: 1em 0; }
section { all: initial; color-scheme: inherit; display: block; box-sizing: border-box; max-width: 60em; padding: .75em 1em;
  font: medium/1.5 system-ui, sans-serif; border: 1px solid light-dark(#e8b4b0, #6e332f); border-radius: 6px;
  border-inline-start: 5px solid light-dark(#c4302b, #f0625b); overflow-wrap: anywhere;
  background: light-dark(#fff7f6, #2a1716); color: light-dark(#2b2120, #f3e9e8); }
header { display: flex; gap: .3em 1em; flex-wrap: wrap-reverse; align-items: baseline; }
h2 { flex: 1 1 16em; font: inherit; font-weight: 600; margin: 0; max-height: 12em; overflow-y: auto; white-space: pre-wrap; }
h2, .mark { color: light-dark(#a3211d, #ff9d97); }
.code, .times, .number { color: light-dark(#6b5250, #c9adab); }
.code, .times { font-size: .8em; }
p { margin: .45em 0 0; }
.place, pre { font: .85em/1.5 ui-monospace, monospace; }
pre { scrollbar-color: light-dark(#c98f8a, #8a5a55) transparent; scrollbar-width: thin; margin: .6em 0 0; padding: .5em .7em; overflow-x: auto; border-radius: 4px; background: light-dark(#fdeae8, #3b201e); direction: ltr; }
summary { cursor: pointer; margin-top: .5em; width: fit-content; }
`;

// A page that fails ever anew, in a timer say, must not drown in boxes; its console has them all.
const MOST_BOXES = 100;

/** @type {CSSStyleSheet | undefined} */
let boxSheet;

// A constructed sheet is not an inline style: it is allowed under the strictest style-src.
function boxStyle() {
  if (!boxSheet) {
    boxSheet = new CSSStyleSheet();
    boxSheet.replaceSync(BOX_STYLE);
  }
  return boxSheet;
}

/**
 * Make an element with a class and text or children.
 * @param {string} tag a name, or a name and a class: "p.hint"
 * @param {...(string | Node)} children
 */
export function make(tag, ...children) {
  const [name, className] = tag.split(".");
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** @param {unknown} thrown */
function stackOf(thrown) {
  return thrown instanceof Error ? (thrown.stack ?? "") : "";
}

/** @param {PageletError} error */
function placeText({ file, line, column }) {
  return [file, line, column].filter(Boolean).join(":");
}

/** Text that may be wider than the box can be scrolled with the keyboard too. @param {HTMLElement} element */
function scrollable(element) {
  element.tabIndex = 0;
  return element;
}

/** @param {PageletError} error */
function sourceLine({ line, column, source }) {
  const number = make("span.number", line ? `${line} │ ` : "");
  const text = column ? source : source.trim();
  const mark = column ? [make("span.mark", `\n${" ".repeat(String(line).length + 3)}${source.slice(0, column - 1).replace(/\S/g, " ")}^`)] : [];
  return scrollable(make("pre.source", number, text, ...mark));
}

/** @param {PageletError} error */
function boxBody(error) {
  const section = make("section", make("header", make("h2", error.message), make("span.times"), make("span.code", error.code)));
  const place = placeText(error);
  if (place) section.append(make("p.place", place));
  if (error.source) section.append(sourceLine(error));
  section.append(make("p.hint", error.hint));
  if (error.traceback) section.append(make("details", make("summary", "How it got there"), scrollable(make("pre", error.traceback))));
  return section;
}

/** @param {PageletError} error */
function consoleText(error) {
  const place = placeText(error);
  const source = error.source ? `\n  ${error.line ? `${error.line} | ` : ""}${error.source.trim()}` : "";
  return `${error.code}: ${error.message}${place && ` (${place})`}${source}\n${error.traceback ? `${error.traceback}\n` : ""}${error.hint}`;
}

/**
 * Put the box where it can be seen: scripts in the head have no place of their own on the page, and what is hidden
 * would hide the box too.
 * @param {Element} box
 * @param {Element | null | undefined} near
 */
function placeBox(box, near) {
  const body = document.body ?? document.documentElement;
  if (!near?.isConnected || document.head?.contains(near) || near.contains(body)) return body.append(box);
  let neighbour = near;
  while (neighbour.parentElement && neighbour.parentElement !== body && !neighbour.parentElement.checkVisibility()) neighbour = neighbour.parentElement;
  neighbour.after(box);
}

/** The boxes on the page by what they say, and how often it was said. @type {Map<string, {box: Element, times: number}>} */
const shownBoxes = new Map();

/**
 * @param {PageletError} error
 * @param {Element | null | undefined} near
 */
function showBox(error, near) {
  const said = JSON.stringify(error);
  const known = shownBoxes.get(said);
  if (known?.box.isConnected) return countBox(known);
  if (shownBoxes.size >= MOST_BOXES) return;
  const box = make("pagelet-error");
  box.setAttribute("role", "alert");
  const root = attachShadow.call(box, { mode: "open" });
  root.adoptedStyleSheets = [boxStyle()];
  root.append(boxBody(error));
  placeBox(box, near);
  const title = /** @type {HTMLElement} */ (root.querySelector("h2"));
  if (title.scrollHeight > title.clientHeight) scrollable(title); // as what an index or a mirror says may be
  shownBoxes.set(said, { box, times: 1 });
}

/**
 * Take an error's box away: it is none any more.
 * @param {PageletError} error
 */
export function takeBack(error) {
  const said = JSON.stringify(error);
  shownBoxes.get(said)?.box.remove();
  shownBoxes.delete(said);
}

/** @param {{box: Element, times: number}} known */
function countBox(known) {
  known.times++;
  /** @type {Element} */ (known.box.shadowRoot?.querySelector(".times")).textContent = `${known.times} times`;
}

/**
 * Show an error on the page, in the console and to whoever listens.
 * @param {unknown} thrown
 * @param {Element | null} [near]
 */
export function showError(thrown, near) {
  const error = thrown instanceof PageletError ? thrown : new PageletError("PGL-X01", reason(thrown), { cause: thrown, traceback: stackOf(thrown) });
  if (error.shown) return;
  error.shown = true;
  error.hint = hintFor(error);
  // A page's own plugin may show errors in its way.
  if (!Object.values(configs).some(({ plugins }) => plugins?.includes("!error"))) showBox(error, near);
  console.error(consoleText(error));
  globalThis.dispatchEvent(new CustomEvent("pagelet:error", { detail: error.toJSON() }));
}
