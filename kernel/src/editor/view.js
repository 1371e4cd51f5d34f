// An editor for Python: CodeMirror, which only pages with an editor fetch, dressed and taught.

import { here } from "../base.js";
import { completionKeys, finding } from "./completing.js";
import { editorLook } from "./look.js";

/** @type {Promise<any> | undefined} */
let mirror;

/** Fetch it before it is needed. */
export function fetchEditor() {
  mirror ??= import(`${here}pagelet.codemirror.js`);
  return mirror;
}

/**
 * @typedef {object} Wish
 * @property {string} text
 * @property {string} label what a screen reader calls it
 * @property {string} [described] the id of what tells its keys
 * @property {boolean} [numbers] whether lines have numbers
 * @property {boolean} [recalls] whether the arrow keys go through what was run
 * @property {number} [rows] that it has at least
 */

/** What was run, in all editors of the page that recall it. @type {string[]} */
const ran = [];

/** An editor that is there. */
class CodeView {
  /** @param {any} view CodeMirror's */
  constructor(view) {
    this.view = view;
    this.back = 0; // how far back in what was run
    this.draft = "";
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: text.length } });
  }

  focus() {
    this.view.focus();
  }

  /** Note what is run. */
  remember() {
    const { text } = this;
    if (ran.at(-1) !== text) ran.push(text);
    this.back = 0;
  }

  /**
   * Go through what was run, upwards from the first line and downwards from the last.
   * @param {number} step
   */
  recall(step) {
    const { state } = this.view;
    const { empty, head } = state.selection.main;
    const line = state.doc.lineAt(head).number;
    const back = this.back + step;
    if (!empty || line !== (step > 0 ? 1 : state.doc.lines) || back < 0 || back > ran.length) return false;
    if (!this.back) this.draft = this.text;
    this.back = back;
    this.text = back ? ran[ran.length - back] : this.draft;
    return true;
  }
}

/**
 * Put an editor into a place, before what is there. Shift+Enter there is an event "run" of the place's, Control+C one "stop".
 * @param {HTMLElement} place
 * @param {Wish} wish
 * @param {import("./completing.js").Ask} ask
 */
export async function makeEditor(place, { text, label, described, numbers, recalls, rows }, ask) {
  const code = await fetchEditor();
  const { EditorState, EditorView, keymap, Prec } = code;
  const { list, keys } = completionKeys(code, finding(ask));
  /** @type {CodeView} */
  let made;
  const event = (/** @type {string} */ name) => () => {
    place.dispatchEvent(new CustomEvent(name));
    return true;
  };
  const own = [
    ...["Shift-Enter", "Mod-Enter"].map((key) => ({ key, run: event("run") })),
    // Control+C copies what is selected, and stops Python where nothing is.
    { key: "Ctrl-c", run: (/** @type {any} */ view) => view.state.selection.main.empty && event("stop")() },
    ...keys,
    ...(recalls ? [{ key: "ArrowUp", run: () => made.recall(1) }, { key: "ArrowDown", run: () => made.recall(-1) }] : []),
  ];
  const about = { "aria-label": label, ...(described && { "aria-describedby": described }), autocapitalize: "off", spellcheck: "false", tabindex: "0" }; // which it has; checkers of accessibility look for the attribute
  const extensions = [
    list, // before our keys: its own come first while it is open
    Prec.high(keymap.of(own)),
    numbers ? code.lineNumbers() : [],
    code.highlightSpecialChars(),
    code.history(),
    code.indentUnit.of("    "),
    code.indentOnInput(),
    code.bracketMatching(),
    code.closeBrackets(),
    new code.LanguageSupport(code.pythonLanguage),
    EditorState.tabSize.of(4),
    EditorView.contentAttributes.of(about),
    editorLook(code),
    keymap.of([...code.closeBracketsKeymap, ...code.defaultKeymap, ...code.historyKeymap]),
  ];
  const root = /** @type {ShadowRoot} */ (place.getRootNode());
  const view = new EditorView({ state: EditorState.create({ doc: text, selection: { anchor: text.length }, extensions }), root });
  // Who gives the focus to the element as a whole means the text.
  view.scrollDOM.addEventListener("focus", () => view.focus());
  if (rows) view.dom.style.setProperty("--rows", String(rows));
  place.prepend(view.dom);
  return (made = new CodeView(view));
}
