// py-EVENT and mpy-EVENT attributes: any element may name the Python that answers its events.

import { report, realmOf } from "./page.js";
import { explain } from "./stage.js";
import { PageletError } from "./errors.js";
import { addSource } from "./sources.js";
import { dedent } from "./dedent.js";

// Those of 2022 said "pys-onClick" and "py-onClick".
const HANDLER = /^(?:(m?py)-|pys-(?=on))([a-z][\w:.-]*)$/;

/** @type {WeakMap<Element, Set<string>>} */
const wiredAttributes = new WeakMap();

/** Form controls that wait until Python can answer. @type {Map<string, Set<HTMLButtonElement>>} */
const waitingControls = new Map();

/**
 * Wire the handlers that an element names.
 * @param {Element} element
 */
export function wireElement(element) {
  for (const name of element.getAttributeNames()) {
    const match = HANDLER.exec(name);
    if (match) wireAttribute(element, name, /** @type {"py" | "mpy"} */ (match[1] ?? "py"), /^on/.test(match[2]) && match[2] in element ? match[2].slice(2) : match[2]);
  }
}

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {"py" | "mpy"} type
 * @param {string} event
 */
function wireAttribute(element, attribute, type, event) {
  const wired = wiredAttributes.get(element) ?? new Set();
  if (wired.has(attribute)) return;
  wiredAttributes.set(element, wired.add(attribute));
  element.addEventListener(event, (given) => answer(element, type, attribute, element.getAttribute(attribute) ?? "", given));
  holdControl(element, type);
}

/**
 * @param {Element} element
 * @param {"py" | "mpy"} type
 */
function holdControl(element, type) {
  const control = /** @type {HTMLButtonElement} */ (element);
  if (!("disabled" in control) || control.disabled || readyTypes.has(type)) return;
  control.disabled = true;
  waitingControls.set(type, (waitingControls.get(type) ?? new Set()).add(control));
}

/** @type {Set<string>} */
const readyTypes = new Set();

/** @param {"py" | "mpy"} type */
export function freeControls(type) {
  readyTypes.add(type);
  for (const control of waitingControls.get(type) ?? []) control.disabled = false;
  waitingControls.delete(type);
}

/** @returns {Array<"py" | "mpy">} the types that handlers wait for */
export function awaitedTypes() {
  return /** @type {Array<"py" | "mpy">} */ ([...waitingControls.keys()]);
}

/**
 * @param {Element} element
 * @param {"py" | "mpy"} type
 * @param {string} attribute
 * @param {string} value a dotted name, or Python code
 * @param {Event} event
 */
async function answer(element, type, attribute, value, event) {
  const realm = realmOf(type);
  try {
    // At once where that can be: after a wait it is too late for preventDefault.
    const python = realm.python ?? (await realm.started);
    await runHandler(python, element, attribute, value, event, realm.namesOf(element.getAttribute("env"))).catch(async (error) => {
      throw await explain(python, error, "PGL-P03");
    });
  } catch (error) {
    await report(error, element);
  }
}

/**
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {Element} element
 * @param {string} attribute
 * @param {string} value
 * @param {Event} event
 * @param {any} names those of the element's "env", or nothing
 */
async function runHandler(python, element, attribute, value, event, names) {
  const name = value.trim();
  if (!/^[\w.]+$/.test(name)) {
    const filename = `${attribute} of <${element.localName}>${element.id && `#${element.id}`}`;
    addSource(filename, value, element, value);
    python.set("event", event, names);
    const code = dedent(value);
    return /\bawait\b/.test(code) ? python.runAsync(code, filename, names) : python.run(code, filename, names);
  }
  const callable = python.get(name, names);
  if (!callable) throw new PageletError("PGL-P06", `The page's Python has no function "${name}".`);
  return python.call(callable, event);
}
