// Custom elements whose behaviour is Python's: their classes have to be JavaScript's.

/**
 * What Python says of a tag.
 * @typedef {object} Shape
 * @property {string} tag
 * @property {Array<[string, string, string, any]>} attributes property, attribute, kind (text, number or flag) and default
 * @property {string[]} methods
 * @property {Array<[string, boolean]>} properties name, and whether it can be set
 * @property {string} css
 * @property {boolean} shadow
 * @typedef {{shape: Shape, ask: (what: string, number: number, ...more: any[]) => any, lost: (error: unknown, element: Element) => any, numbered: WeakMap<Element, number>, sheet?: CSSStyleSheet}} Definition
 */

/** By tag; the one that counts is the last, for code in a REPL may define a tag again. @type {Map<string, Definition>} */
const definitions = new Map();

// Python numbers the elements that it makes upwards; those that the page makes get numbers downwards.
let lastNumber = 0;

/** @type {FinalizationRegistry<{ask: Definition["ask"], number: number}>} */
const gone = new FinalizationRegistry(({ ask, number }) => ask("gone", number));

/** @param {any} element */
function numberOf(element) {
  const { ask, numbered } = definitionOf(element);
  let number = numbered.get(element);
  if (!number) {
    number = Number(element.pageletNumber) || --lastNumber;
    delete element.pageletNumber; // nothing to another Python
    numbered.set(element, number);
    gone.register(element, { ask, number });
  }
  return number;
}

/** @param {HTMLElement} element @returns {Definition} */
const definitionOf = (element) => /** @type {Definition} */ (definitions.get(element.localName));

/**
 * Ask Python about an element; what it answers is the caller's, and so is what it raises.
 * @param {HTMLElement} element
 * @param {string} what
 * @param {any[]} more
 */
function askOf(element, what, ...more) {
  return definitionOf(element).ask(what, numberOf(element), element, ...more);
}

/**
 * Tell Python what happened to an element; nobody else would show an error.
 * @param {HTMLElement} element
 * @param {string} what
 * @param {any[]} more
 */
function tell(element, what, ...more) {
  try {
    askOf(element, what, ...more);
  } catch (error) {
    definitionOf(element).lost(error, element);
  }
}

/** @param {HTMLElement} element */
function dress(element) {
  const definition = definitionOf(element);
  const { css, shadow } = definition.shape;
  const place = shadow ? (element.shadowRoot ?? element.attachShadow({ mode: "open", delegatesFocus: true })) : /** @type {Document | ShadowRoot} */ (element.getRootNode());
  if (!css || !place.adoptedStyleSheets) return;
  if (!definition.sheet) (definition.sheet = new CSSStyleSheet()).replaceSync(css);
  if (!place.adoptedStyleSheets.includes(definition.sheet)) place.adoptedStyleSheets = [...place.adoptedStyleSheets, definition.sheet];
}

/**
 * An attribute as a property, as the platform's own are.
 * @param {string} name
 * @param {string} kind
 * @param {any} value where there is none
 * @returns {PropertyDescriptor & ThisType<HTMLElement>}
 */
function reflected(name, kind, value) {
  return {
    configurable: true,
    enumerable: true,
    get() {
      const text = this.getAttribute(name);
      if (kind === "flag") return text !== null;
      return text === null || (kind === "number" && Number.isNaN(Number(text))) ? value : kind === "number" ? Number(text) : text;
    },
    set(given) {
      if (kind === "flag") this.toggleAttribute(name, !!given);
      else if (given === null || given === undefined) this.removeAttribute(name);
      else this.setAttribute(name, given);
    },
  };
}

/** @param {Shape} shape */
function elementClass({ attributes }) {
  return class extends HTMLElement {
    static observedAttributes = attributes.map(([, attribute]) => attribute);
    connectedCallback() {
      // Taken out again before this was said, or a picture of one, in a page that was built with --prerender.
      if (!this.isConnected || this.dataset.pageletFirst) return;
      dress(this);
      tell(this, "connected");
    }
    disconnectedCallback() {
      if (this.dataset.pageletFirst) return;
      tell(this, "disconnected");
    }
    attributeChangedCallback(/** @type {string} */ name, /** @type {string | null} */ _, /** @type {string | null} */ text) {
      // Before it is connected, Python reads all of them at once.
      if (definitionOf(this).numbered.has(this)) tell(this, "changed", name, text);
    }
  };
}

/**
 * @param {any} prototype
 * @param {Shape} shape
 */
function addMembers(prototype, { attributes, methods, properties }) {
  for (const [property, attribute, kind, value] of attributes) Object.defineProperty(prototype, property, reflected(attribute, kind, value));
  for (const name of methods) {
    prototype[name] = function (/** @type {any[]} */ ...args) {
      return askOf(this, "call", name, ...args);
    };
  }
  for (const [name, settable] of properties) {
    const get = function (/** @type {any} */) {
      // @ts-ignore - an element
      return askOf(this, "get", name);
    };
    const set = function (/** @type {any} */ value) {
      // @ts-ignore - an element
      askOf(this, "set", name, value);
    };
    Object.defineProperty(prototype, name, { configurable: true, enumerable: true, get, ...(settable && { set }) });
  }
}

/**
 * Make a tag a custom element, or give one that is Python's already a new meaning.
 * @param {Shape} shape
 * @param {Definition["ask"]} ask
 * @param {Definition["lost"]} lost
 */
export function defineElement(shape, ask, lost) {
  const { tag } = shape;
  const known = definitions.get(tag);
  const same = known?.lost === lost; // one Python's own way to show errors
  definitions.set(tag, { shape, ask, lost, numbered: (same && known?.numbered) || new WeakMap() });
  if (known) {
    addMembers(/** @type {any} */ (customElements.get(tag)).prototype, shape);
    // A worker was ended, another one has the tag now: what the page has of it begins anew.
    if (!same) for (const element of document.querySelectorAll(tag)) /** @type {any} */ (element).connectedCallback();
    return;
  }
  const made = elementClass(shape);
  addMembers(made.prototype, shape);
  customElements.define(tag, made);
}
