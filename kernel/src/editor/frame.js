// What is around code that can be run: a frame, a button, and the looks of what comes of it.

const FRAME = `
:host { display: block; margin: 1em 0; --ink: light-dark(#1c2430, #e4e9f0);
  --soft: light-dark(#566272, #9aa7b8); --paper: light-dark(#f7f9fb, #161b22); --line: light-dark(#d6dce4, #333d4a);
  --accent: light-dark(#2563a8, #7fb4f0); --stop: light-dark(#b3261e, #ff9d97); }
.cell { position: relative; display: flex; align-items: stretch; min-width: 0; border: 1px solid var(--line);
  border-radius: 10px; background: var(--paper); color: var(--ink); }
.cell:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.run { flex: none; align-self: flex-end; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; margin: .2rem; padding: 0; border: 0;
  border-radius: 8px; cursor: pointer; font-size: 1rem; line-height: 1; color: var(--accent); background: none; }
.run::before { content: ""; width: .85em; height: .95em; background: currentcolor; clip-path: polygon(8% 0, 100% 50%, 8% 100%); }
.run:hover { background: color-mix(in srgb, var(--accent) 14%, transparent); }
.run:focus-visible { outline: 2px solid var(--accent); }
.run[aria-busy=true] { color: var(--stop); }
.run[aria-busy=true]::before { clip-path: none; width: .8em; height: .8em; border-radius: 2px; animation: wait .8s ease-in-out infinite alternate; }
@keyframes wait { to { opacity: .35 } }
@media (prefers-reduced-motion: reduce) { .run::before { animation: none !important; } }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
::slotted(.py-output) { display: block; padding: .5em .9em 0; overflow-x: auto; max-height: 30em; overflow-y: auto;
  font: .95rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
::slotted(.py-output:empty) { display: none; }
`;

// Outputs are the page's own, so that what is displayed there looks like the page.
const OUTPUT = `
.py-output .py-stdout, .py-output .py-stderr { white-space: pre-wrap; overflow-wrap: anywhere; }
.py-output .py-stderr { color: light-dark(#8a4b00, #f0b27a); }
.py-error { margin: .2em 0; padding: .6em .8em; overflow: auto; border-radius: 8px; white-space: pre-wrap;
  border-inline-start: 4px solid light-dark(#c4302b, #f0625b); background: light-dark(#fff2f0, #2f1a19); color: light-dark(#8f1d19, #ffaca6); }
.py-note { margin: .2em 0; color: light-dark(#566272, #9aa7b8); font-style: italic; }
.py-error, .py-help { font: .95rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.py-help { margin: .2em 0; padding: .6em .8em; border-radius: 8px; white-space: pre-wrap;
  background: light-dark(#eef4fb, #1a2532); }
`;

/** @type {CSSStyleSheet | undefined} */
let frameSheet;

/** @param {string} css */
function sheetOf(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/**
 * Give a shadow root with a cell its looks, and the page those of its outputs.
 * @param {ShadowRoot} root
 */
export function dressFrame(root) {
  if (!frameSheet) {
    frameSheet = sheetOf(FRAME);
    document.adoptedStyleSheets.push(sheetOf(OUTPUT));
  }
  root.adoptedStyleSheets.push(frameSheet);
}

/**
 * @param {string} tag a name, or a name and a class: "p.hint"
 * @param {Record<string, any>} attributes
 * @param {...(string | Node)} children
 */
export function part(tag, attributes, ...children) {
  const [name, className] = tag.split(".");
  const element = document.createElement(name);
  if (className) element.className = className;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const KEYS = "Shift+Enter runs the code. Control+C stops it. Tab completes a word. Escape, then Tab, leaves the editor.";

/**
 * Put a cell with its button into a shadow root, and the place of its output below.
 * @param {ShadowRoot} root
 * @param {string} more to be told of its keys
 * @param {{run: () => any, stop: () => any, busy: () => any}} does
 */
export function fillFrame(root, more, { run, stop, busy }) {
  const button = part("button.run", { type: "button" });
  showBusy(button, false);
  button.addEventListener("click", () => (busy() ? stop() : run()));
  const cell = part("div.cell", {}, button, part("span.hidden", { id: "keys" }, KEYS + more));
  cell.addEventListener("run", run);
  cell.addEventListener("stop", () => busy() && stop());
  root.append(cell, part("slot", { name: "output" }));
  return { cell, button };
}

/** @param {HTMLElement} button @param {boolean} busy */
export function showBusy(button, busy) {
  button.setAttribute("aria-busy", String(busy));
  const label = busy ? "Stop" : "Run";
  button.setAttribute("aria-label", label);
  button.title = busy ? "Stop (Ctrl+C)" : "Run (Shift+Enter)";
}

/** Where what comes of code is shown. */
export class Output {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.told = "";
    this.kind = "";
    this.pieces = 0; // since the last frame
    /** @type {Text[]} what is written, each in an element of its own */
    this.parts = [];
    this.kept = 0; // letters
  }

  clear() {
    this.place.replaceChildren();
    this.told = "";
    this.parts = [];
    this.kept = 0;
  }

  /**
   * What is written comes in many small pieces. Some are shown at once, for what is displayed comes by another way and must not
   * overtake them; more than that are shown once a frame, and not all of it for ever. To scroll is to lay the page out, so that
   * is done once a frame, too.
   * @param {string} text
   * @param {boolean} error
   */
  write(text, error) {
    const kind = error ? "py-stderr" : "py-stdout";
    if (this.kind !== kind) this.show();
    if (!this.pieces++)
      requestAnimationFrame(() => {
        this.pieces = 0;
        this.show();
        this.place.scrollTop = this.place.scrollHeight;
      });
    this.kind = kind;
    this.told += text;
    if (this.told.length > 2 * MOST) this.told = this.told.slice(-MOST); // seldom, for what is cut is copied
    if (this.pieces < MANY) this.show();
  }

  show() {
    const { told } = this;
    this.told = "";
    if (!told) return;
    this.part.appendData(told);
    this.kept += told.length;
    while (this.kept > MOST && this.parts.length > 1) this.forget(/** @type {Text} */ (this.parts.shift()));
  }

  /** Where to write on: a long text is laid out anew as a whole for each letter more, so it is several. */
  get part() {
    const { parts, kind, place } = this;
    const last = parts.at(-1);
    if (last && last.parentElement === place.lastChild && last.parentElement?.className === kind && !(last.length > LONG && last.data.endsWith("\n"))) return last;
    const next = new Text();
    parts.push(next);
    place.append(part(`div.${kind}`, {}, next));
    return next;
  }

  /** @param {Text} text */
  forget(text) {
    this.kept -= text.length;
    text.parentElement?.remove();
  }

  /** @param {string} kind @param {string} text */
  note(kind, text) {
    this.show();
    this.place.append(part(`div.${kind}`, kind === "py-error" ? { role: "alert" } : {}, text));
  }

  /** @param {{message: string, line: number, source: string, traceback: string, frames: any[]}} error */
  fail({ message, line, source, traceback, frames }) {
    const lines = frames.length > 1 && traceback ? [traceback.trimEnd(), message] : [message];
    if (line && lines.length === 1) lines.push(`line ${line}: ${source.trim()}`);
    this.note("py-error", lines.join("\n"));
  }
}

const MOST = 200_000; // letters
const LONG = 4000; // letters
const MANY = 60; // pieces
