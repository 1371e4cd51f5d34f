// <script type="py-editor">: code that who reads the page may change, and run in a worker.

import { Environment, environmentOf } from "./environment.js";
import { dressFrame, fillFrame, Output, part, showBusy } from "./frame.js";
import { openRepl } from "./repl.js";
import { fetchEditor, makeEditor } from "./view.js";

/** @typedef {import("../editors.js").Lent} Lent */
/** @typedef {"py" | "mpy"} Type */

let editors = 0;

/** An editor, with the button that runs it and what comes of it. */
class CodeTag {
  /**
   * @param {HTMLScriptElement} script
   * @param {Environment} environment
   * @param {string} code
   */
  constructor(script, environment, code) {
    this.script = script;
    this.environment = environment;
    this.draft = code;
    this.id = script.id || `${script.type}-${editors}`;
    this.view = /** @type {any} */ (undefined);
    this.running = 0;
  }

  async show() {
    const { script, id } = this;
    const host = part("pagelet-editor", { id: `${id}-editor` });
    const own = part("div.py-output", { id: `${id}-output`, slot: "output", role: "log", "aria-label": "Output", "aria-live": "polite", tabindex: "0" });
    const named = document.getElementById(script.getAttribute("output") ?? "");
    this.output = new Output(named ?? own);
    if (!named) host.append(own);
    const root = host.attachShadow({ mode: "open", delegatesFocus: true });
    dressFrame(root);
    const { cell, button } = fillFrame(root, "", { run: () => this.run(), stop: () => this.stop(), busy: () => this.running });
    this.button = button;
    const place = document.getElementById(script.getAttribute("target") ?? "");
    // Scripts before the page's first element stand in its head.
    if (place || document.head.contains(script)) (place ?? document.body).append(host);
    else script.after(host);
    const rows = Number(script.getAttribute("rows")) || 0;
    this.view = await makeEditor(cell, { text: this.draft, label: script.getAttribute("aria-label") ?? "Python code", described: "keys", numbers: true, rows }, (source, at) => this.environment.complete(source, at));
    if (script.autofocus) this.view.focus();
  }

  get code() {
    return this.view ? this.view.text : this.draft;
  }

  set code(code) {
    this.draft = code;
    if (this.view) this.view.text = code;
  }

  /** Run what is in the editor, as its button does. */
  run() {
    return this.running ? undefined : this.process(this.code, true);
  }

  stop() {
    this.environment.stop(/** @type {string} */ (this.id));
  }

  /**
   * Run code in the editor's environment; what it fails with is shown, and comes back.
   * @param {string} code
   * @param {boolean} [shown] whether it begins with an empty output, as the button does
   */
  async process(code, shown = false) {
    const { script, environment, output } = this;
    const event = Object.assign(new Event(script.type, { cancelable: true }), { code });
    const handler = /** @type {any} */ (script).handleEvent;
    if (handler && (await handler.call(script, event)) === false) return undefined;
    const { button, id } = /** @type {{button: HTMLElement, id: string}} */ (this);
    if (shown) output?.clear();
    this.running++;
    showBusy(button, true);
    try {
      environment.lent.addSource(id, code, null, "");
      return await environment.run(code, id, { output: /** @type {Output} */ (output), target: output?.place.id ?? "" });
    } finally {
      this.running--;
      showBusy(button, this.running > 0);
      script.dispatchEvent(new CustomEvent(`${script.type}:done`, { bubbles: true }));
    }
  }
}

/**
 * @param {HTMLScriptElement} script
 * @param {Lent} lent
 */
export async function openTag(script, lent) {
  const type = /** @type {Type} */ (script.type.split("-")[0]);
  if (script.hasAttribute("setup")) {
    script.dataset.editor = "setup";
    return;
  }
  editors++;
  const { code } = await lent.codeOf(script, `${script.type}-${editors}`);
  // Who reads the code begins with its first line, not with the end of the tag's.
  const made = new CodeTag(script, environmentOf(type, script, lent), code.replace(/^(?:[ \t]*\n)+|\s+$/g, ""));
  Object.defineProperties(script, {
    code: { get: () => made.code, set: (text) => (made.code = text), configurable: true },
    target: { get: () => made.output?.place, configurable: true },
    process: { value: (/** @type {string} */ text, /** @type {boolean} */ shown) => made.process(text, shown), configurable: true },
    run: { value: () => made.run(), configurable: true },
    stop: { value: () => made.stop(), configurable: true },
  });
  await made.show();
  script.dataset.editor = "ready";
  script.dispatchEvent(new CustomEvent(script.type, { bubbles: true }));
}

export { dressFrame, fetchEditor, makeEditor, openRepl };
