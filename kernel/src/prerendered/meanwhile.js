// What people do while Python is not there: kept in its order, and done once more on Python's page.

import { deepElements } from "./twins.js";

/** @typedef {import("./twins.js").Twins} Twins */
/** @typedef {{ event: any, node: any, typing: boolean, give?: (twin: any) => void }} Early */

/** What must not reach the page's own listeners: to them, it would come from the body. */
const HELD = ["click", "dblclick", "beforeinput", "input", "change", "submit", "reset", "keydown", "keyup", "focusin", "focusout"];
const AGAIN = /^(click|dblclick|key.*|input|change)$/;
const OUTSIDE = ["click", "dblclick", "keydown", "keyup"];
const BOXES = /^(checkbox|radio)$/;
/** What browsers have done already when one was clicked. */
const DONE = 'a[href]:not([href^="#"]), area[href], input[type="file"], input[type="color"]';

const targetOf = Object.getOwnPropertyDescriptor(Event.prototype, "target")?.get;

/** @param {any} node whether people type its value: others have one, too, list items for one */
const hasValue = (node) => /^(input|textarea)$/.test(node.localName);

/** @param {any} node */
const isField = (node) => hasValue(node) || node.localName === "select" || node.isContentEditable;

/**
 * What is in a field, to be given to Python's. Boxes are clicked, and that is done again.
 * @param {any} node
 * @returns {((twin: any) => void) | undefined}
 */
function contentOf(node) {
  if (!isField(node) || BOXES.test(node.type)) return undefined;
  if (node.localName === "select") {
    const chosen = [...node.options].map(({ selected }) => selected);
    return (twin) => chosen.forEach((selected, at) => twin.options[at] && (twin.options[at].selected = selected));
  }
  const { files, value } = node;
  if (node.type === "file") return (twin) => (twin.files = files);
  if (hasValue(node)) return (twin) => (twin.value = value);
  const copy = node.cloneNode(true);
  return (twin) => twin.replaceChildren(...copy.cloneNode(true).childNodes);
}

/** @param {any} node whether it is not as it was written: a build writes the values that browsers give a range, and a color */
function isFilled(node) {
  if (!hasValue(node) || BOXES.test(node.type)) return false;
  return node.type === "file" ? node.files.length > 0 : node.value !== node.defaultValue;
}

/** What a browser has done at a click it does not do again, even if a handler keeps the new one from the window. @param {Event} click */
function withoutDefault(click) {
  const undo = () => click.preventDefault();
  for (const stop of /** @type {const} */ (["stopPropagation", "stopImmediatePropagation"]))
    click[stop] = () => {
      undo();
      Event.prototype[stop].call(click);
    };
  return undo;
}

/** What CPython answers begins some microtasks after what a script has said is over. Before the last of them nothing is painted. */
async function answered() {
  for (let turn = 0; turn < 20; turn++) await undefined;
}

/** An event that is over forgets what it was said to, if that is inside of a component. @param {Event} event @param {any} twin */
function remembering(event, twin) {
  Object.defineProperty(event, "target", { get: () => (event.eventPhase ? targetOf?.call(event) : twin) });
  return event;
}

/**
 * Send a form when its handlers have had their say: for CPython's, what a script does is over too soon.
 * @param {any} event
 */
async function sendInTime(event) {
  const { target: form, submitter } = event;
  const root = form.getRootNode();
  let prevented = false;
  event.preventDefault();
  Object.defineProperties(event, { preventDefault: { value: () => (prevented = true) }, defaultPrevented: { get: () => prevented } });
  await answered();
  if (prevented) return;
  const said = (/** @type {Event} */ again) => again.stopImmediatePropagation();
  root.addEventListener("submit", said, true);
  form.requestSubmit(submitter);
  root.removeEventListener("submit", said, true);
}

/** @param {any} event @param {any} node whether it is one of many letters that somebody types */
function isTyping({ type, key, ctrlKey, metaKey, altKey }, node) {
  return isField(node) && (type === "input" || (key?.length === 1 && !ctrlKey && !metaKey && !altKey));
}

/** @param {any} event @param {any} node a click on a label makes one on its control, which is one more */
function isOnLabel({ type }, node) {
  const control = type === "click" && node.closest("label")?.control;
  return control && !control.contains(node);
}

export class Meanwhile {
  /**
   * @param {Twins} twins
   * @param {AbortSignal} signal when Python's page is there to be seen
   */
  constructor(twins, signal) {
    this.twins = twins;
    /** @type {Early[]} */
    this.early = [];
    this.composing = false;
    const { body, documentElement } = document;
    // early.js would keep it, too.
    addEventListener("click", (/** @type {any} */ event) => (event.pageletKept = event.target === body || event.target === documentElement), { capture: true, signal });
    // A form that is sent, and a field that has changed, say so in their own component only.
    const roots = [twins.root, ...deepElements(twins.shown).flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    for (const root of roots) for (const name of HELD) root.addEventListener(name, (/** @type {Event} */ event) => this.hold(event), { capture: true, signal });
    for (const name of ["compositionstart", "compositionend"]) twins.root.addEventListener(name, () => (this.composing = name === "compositionstart"), { capture: true, signal });
    for (const place of [body, documentElement]) for (const name of OUTSIDE) place.addEventListener(name, (event) => this.holdOutside(event), { signal });
  }

  /** @param {any} event */
  hold(event) {
    const node = event.composedPath()[0];
    if (event.currentTarget === this.twins.root && !this.twins.shown.contains(event.target)) return; // Python's own, in the page behind
    event.stopPropagation();
    if (event.type === "beforeinput" && node.isContentEditable) this.twins.remember(node);
    if (event.type === "submit") this.holdForm(event, node);
    else if (AGAIN.test(event.type) && !isOnLabel(event, node)) this.keep(event, node);
  }

  /** @param {Event} event on no element: a key that nobody has, or a click beside all */
  holdOutside(event) {
    if (event.target !== event.currentTarget || !event.isTrusted) return;
    event.stopImmediatePropagation();
    this.keep(event, this.twins.shown);
  }

  /** @param {any} event @param {any} node */
  holdForm(event, node) {
    event.preventDefault();
    const last = this.early.at(-1);
    // Its button will send it again.
    if (!event.submitter || last?.event.type !== "click" || last.node.closest("button,input") !== event.submitter) this.early.push({ event, node, typing: false });
  }

  /** @param {any} event @param {any} node */
  keep(event, node) {
    const changes = /^(input|change)$/.test(event.type);
    if (changes && BOXES.test(node.type)) return; // their click does so
    const early = { event, node, typing: isTyping(event, node), give: changes ? contentOf(node) : undefined };
    // Of a word that is typed, the last letter: handlers want to know the field.
    const run = this.early.findLastIndex((one) => !one.typing || one.node !== node) + 1;
    const before = this.early.findIndex((one, at) => at >= run && one.event.type === event.type);
    if (early.typing && before >= 0) this.early.splice(before, 1);
    this.early.push(early);
  }

  /** Fields that are not as they were written, though nobody typed: the browser filled them in, as after a reload. @returns {Early[]} */
  filled() {
    const typed = new Set(this.early.filter(({ give }) => give).map(({ node }) => node));
    const filled = deepElements(this.twins.shown).filter((node) => isFilled(node) && !typed.has(node));
    return filled.map((node) => ({ event: new Event("input", { bubbles: true, composed: true }), node, typing: false, give: contentOf(node) }));
  }

  /** Do it all once more. @returns {() => Promise<void>} which does so; by then, what was shown may be gone */
  prepared() {
    const early = [...this.filled(), ...this.early].map((one) => ({ ...one, twin: this.twins.of(one.node, !one.give) }));
    const known = new Set(deepElements(document));
    return async () => {
      for (const one of early) {
        // A row that was clicked twice may be gone after the first; another that takes its place is not meant, a new drawing of it is.
        const drawn = one.twin?.isConnected ? one.twin : this.twins.of(one.node, true);
        if (!drawn || (drawn !== one.twin && known.has(drawn))) continue;
        this.again(one, drawn);
        await answered();
      }
    };
  }

  /** @param {Early} early @param {any} twin */
  again({ event, give }, twin) {
    const root = twin.getRootNode();
    root.addEventListener("submit", sendInTime, true);
    if (event.type === "submit") {
      const button = this.twins.of(event.submitter);
      twin.requestSubmit(button?.form === twin ? button : undefined);
    } else {
      give?.(twin);
      const anew = remembering(new event.constructor(event.type, event), twin);
      const undo = event.type === "click" && twin.closest(DONE) ? withoutDefault(anew) : () => {};
      addEventListener("click", undo);
      twin.dispatchEvent(anew);
      removeEventListener("click", undo);
    }
    root.removeEventListener("submit", sendInTime, true);
  }

  /** Whether a field is left with letters of which no `change` has told yet. @param {any} node */
  unsaid(node) {
    return this.early.findLast((one) => one.node === node && one.give && !node.isContentEditable)?.event.type === "input";
  }
}

/** A field says that it has changed when its visitor leaves it; Python's does not know that somebody typed. @param {any} field */
export function sayWhenLeft(field) {
  const { value } = field;
  const said = new AbortController();
  field.addEventListener("change", () => said.abort(), { signal: said.signal });
  const leave = () => {
    said.abort();
    if (field.value === value) field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  field.addEventListener("blur", leave, { signal: said.signal });
}
