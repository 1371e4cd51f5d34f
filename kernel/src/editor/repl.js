// <py-repl worker>: a cell whose Python is another thread's. The page needs none for it, so none starts there; what shows
// the cell is here, and what it does is asked of the interpreter that runs it. (Cells of the page's own Python: tags/repl.py.)

import { environmentOf } from "./environment.js";
import { dressFrame, fillFrame, Output, part, showBusy } from "./frame.js";
import { makeEditor } from "./view.js";

/** @typedef {import("../editors.js").Lent} Lent */

/** What comes of a cell, by kinds. */
class Outputs {
  /**
   * @param {HTMLElement} place for what has no other
   * @param {HTMLElement} printed
   * @param {HTMLElement} failed
   */
  constructor(place, printed, failed) {
    const known = new Map([place, printed, failed].map((each) => [each, new Output(each)]));
    const of = (/** @type {HTMLElement} */ each) => /** @type {Output} */ (known.get(each));
    this.place = place;
    this.own = of(place);
    this.printed = of(printed);
    this.failed = of(failed);
  }

  /** @param {string} text @param {boolean} error */
  write(text, error) {
    (error ? this.failed : this.printed).write(text, error);
  }

  /** @param {string} kind @param {string} text */
  note(kind, text) {
    this.own.note(kind, text);
  }

  /** @param {any} error */
  fail(error) {
    this.printed.show();
    this.failed.fail(error);
  }
}

let cells = 0;

class ReplTag {
  /**
   * @param {HTMLElement} element
   * @param {Lent} lent
   */
  constructor(element, lent) {
    this.element = element;
    this.lent = lent;
    this.kept = `_pagelet_value_w${++cells}`;
    element.id ||= `${element.localName}-w${cells}`;
    // The cells that one cell has made after it go on with its interpreter.
    const name = element.getAttribute("env") || `#${element.getAttribute("root") || element.id}`;
    this.environment = environmentOf(this.type, element, lent, name);
    this.own = part("div.py-output", { id: `${element.id}-output`, slot: "output", role: "log", "aria-label": "Output", "aria-live": "polite", tabindex: "0" });
    this.draft = "";
    this.view = /** @type {any} */ (undefined);
    this.button = /** @type {any} */ (undefined);
    this.running = false;
  }

  get type() {
    return /** @type {"py" | "mpy"} */ (this.element.localName.split("-")[0]);
  }

  get code() {
    return this.view ? this.view.text : this.draft;
  }

  set code(text) {
    this.draft = text;
    if (this.view) this.view.text = text;
  }

  /** @param {string} attribute that names an element */
  named(attribute) {
    return document.getElementById(this.element.getAttribute(attribute) ?? "");
  }

  async show() {
    const { element, environment, lent, own } = this;
    this.draft = (await lent.codeOf(element, element.id)).code.replace(/^(?:[ \t]*\n)+|\s+$/g, "");
    element.replaceChildren(own);
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open", delegatesFocus: true });
    dressFrame(root);
    const { cell, button } = fillFrame(root, " A name with ? behind it is explained.", { run: () => this.run(), stop: () => environment.stop(element.id), busy: () => this.running });
    this.button = button;
    this.view = await makeEditor(cell, { text: this.draft, label: "Python code", described: "keys", recalls: true }, (source, at) => environment.complete(source, at));
    if (element.hasAttribute("autofocus")) this.view.focus();
  }

  /** Run the code and show what comes of it. */
  async run() {
    const { element, environment, lent, own, code } = this;
    if (this.running || !code.trim()) return;
    this.running = true;
    showBusy(this.button, true);
    this.view?.remember();
    const place = this.named("output") ?? own;
    const [printed, failed] = [this.named("std-out") ?? place, this.named("std-err") ?? place];
    if (element.getAttribute("output-mode") !== "append") for (const each of [place, own, printed, failed]) each.replaceChildren();
    try {
      lent.addSource(element.id, code, null, "");
      await environment.run(code, element.id, { output: new Outputs(place, printed, failed), target: place.id, keep: this.kept });
    } finally {
      this.running = false;
      showBusy(this.button, false);
    }
    if (![null, "false"].includes(element.getAttribute("auto-generate"))) this.addNext();
    element.dispatchEvent(new CustomEvent("ran", { detail: code, bubbles: true, composed: true }));
  }

  addNext() {
    const { element } = this;
    const next = document.createElement(element.localName);
    for (const { name, value } of element.attributes) if (name !== "id" && name !== "src") next.setAttribute(name, value);
    next.setAttribute("autofocus", "");
    next.setAttribute("root", element.getAttribute("root") || element.id);
    element.removeAttribute("auto-generate");
    element.after(next);
  }
}

/** @type {WeakSet<Element>} */
const shown = new WeakSet();

/**
 * @param {HTMLElement} element
 * @param {Lent} lent
 */
export async function openRepl(element, lent) {
  if (shown.has(element)) return;
  shown.add(element);
  const type = element.localName.startsWith("mpy") ? "mpy" : "py";
  const { config } = await lent.workerSettings(type, element);
  if (config.plugins?.includes(`!${element.localName}`)) return;
  const made = new ReplTag(element, lent);
  Object.defineProperties(element, {
    code: { get: () => made.code, set: (text) => (made.code = text), configurable: true },
    getPySrc: { value: () => made.code, configurable: true },
    run: { value: () => made.run(), configurable: true },
    stop: { value: () => made.environment.stop(element.id), configurable: true },
  });
  await made.show();
}
