// An error where people look: in the page, near the tag that it belongs to, and in the console.

import { PageletError, reason } from "./errors.js";

const BOX_STYLE = `
:host { all: initial; display: block; margin: 1em 0; color-scheme: light dark; }
section { font: 15px/1.5 system-ui, sans-serif; border: 1px solid #c9302c; border-left-width: 6px; border-radius: 6px;
  padding: .8em 1em; background: light-dark(#fff6f5, #2b1615); color: light-dark(#222, #eee); overflow-wrap: anywhere; }
h2 { font-size: 1em; margin: 0; color: light-dark(#a3211d, #ff9d97); white-space: pre-wrap; }
p { margin: .4em 0 0; }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { margin: .5em 0 0; padding: .5em .7em; overflow-x: auto; border-radius: 4px; background: light-dark(#fdeae8, #3a1f1d); }
small { opacity: .75; float: right; margin-left: 1em; }
summary { cursor: pointer; margin-top: .4em; }
`;

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
 * Make an element with text or children.
 * @param {string} tag
 * @param {...(string | Node)} children
 */
export function make(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

/** @param {unknown} thrown */
function stackOf(thrown) {
  return thrown instanceof Error ? (thrown.stack ?? "") : "";
}

/** @param {PageletError} error */
function boxBody(error) {
  const section = make("section", make("small", error.code), make("h2", error.message));
  const where = error.file && error.line ? `${error.file}:${error.line}` : error.file;
  if (where) section.append(make("p", make("code", where + (error.column ? `:${error.column}` : ""))));
  if (error.source) {
    const mark = error.column ? `\n${" ".repeat(String(error.line).length + 3 + error.column - 1)}^` : "";
    section.append(make("pre", `${error.line} | ${error.source}${mark}`));
  }
  section.append(make("p", error.hint));
  if (error.traceback) section.append(make("details", make("summary", "How it got there"), make("pre", error.traceback)));
  return section;
}

/** @param {PageletError} error */
function asText(error) {
  const where = error.file ? ` (${error.file}${error.line ? `:${error.line}` : ""})` : "";
  const source = error.source ? `\n  ${error.line} | ${error.source}` : "";
  return `${error.code}: ${error.message}${where}${source}\n${error.traceback ? `${error.traceback}\n` : ""}${error.hint}`;
}

/**
 * Say where a box can stand: scripts in the head have no place of their own on the page.
 * @param {Element | null | undefined} near
 */
function placeBox(near) {
  if (near?.isConnected && document.body?.contains(near)) return (/** @type {Element} */ box) => near.after(box);
  return (/** @type {Element} */ box) => (document.body ?? document.documentElement).append(box);
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
  const box = make("pagelet-error");
  box.setAttribute("role", "alert");
  const root = box.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [boxStyle()];
  root.append(boxBody(error));
  placeBox(near)(box);
  console.error(asText(error));
  globalThis.dispatchEvent(new CustomEvent("pagelet:error", { detail: error.toJSON() }));
}
