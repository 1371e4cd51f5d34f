// The DOM work of Python, many steps in one crossing: a list of texts, joined, says what to make or change.

import { fillMarkup } from "./markup.js";
import { seams } from "./seams.js";

const SPACES = /** @type {Record<string, string>} */ ({
  S: "http://www.w3.org/2000/svg",
  M: "http://www.w3.org/1998/Math/MathML",
});

/** @typedef {((event: Event) => any) & {id: number, count: number, alone: any[]}} Listener */

/** What a node is listened to by stands on the node itself: a map of ten thousand of them takes longer than to make them. */
const HEARD = Symbol("heard");

/** Who defined a tag first has it, as long as that Python lives: page and workers, all at a time. @type {Map<string, Batch>} */
const tagOwners = new Map();

/**
 * What is set is a property that an element has, or it may be a slip of the pen; custom elements have what they like, and
 * later. So it is with what is listened to.
 * @param {any} node
 * @param {string} name
 * @param {string} [value]
 * @param {string} [event]
 */
function known(node, name, value = "", event) {
  if (!(name in node || node.localName?.includes("-"))) import("./expandos.js").then(({ sayUnknown }) => sayUnknown(node, name, value, event)).catch(() => {}); // it is advice
  return node;
}

/** Builds and changes nodes for one interpreter. */
export class Batch {
  /**
   * @param {(dispatch: any, id: number) => (event: Event) => any} answering how the handler of that number answers an event
   * @param {(error: unknown, element: Element | null) => any} lost shows an error that nobody else would
   */
  constructor(answering, lost) {
    this.answering = answering;
    this.lostError = lost;
    this.ended = false; // whether its Python is gone
    /** @type {any} Python's function that calls the handler of a number */
    this.dispatch = undefined;
    /** @type {(key: number, ids: string) => void} tells Python which handlers nothing here can call any more */
    this.release = () => {};
    this.lost = new FinalizationRegistry((/** @type {number} */ id) => this.release(0, `${id}`));
    this.live = 0; // listeners on nodes that were not taken out
    /** Nodes whose handlers went back to Python. @type {WeakSet<Node>} */
    this.retired = new WeakSet();
    /**
     * One step on one node, by its letter.
     * @type {Record<string, (node: any, name: any, value: any) => void>}
     */
    this.steps = {
      t: (node, _, value) => void (this.left(node).textContent = value),
      h: (node, vouched, value) => fillMarkup(this.left(node), value, vouched),
      a: (node, name, value) => node.setAttribute(name, value),
      r: (node, name) => node.removeAttribute(name),
      c: (node, name, value) => node.classList.toggle(name, !!value),
      s: (node, name, value) => void (name ? node.style.setProperty(name, value) : (node.style.cssText = value)),
      p: (node, name, value) => void (known(node, name, value)[name] = value),
      n: (node, name, value) => void (known(node, name, value)[name] = +value),
      b: (node, name, value) => void (known(node, name, value)[name] = !!value),
      k: (node, name) => void known(node, name),
      u: (node, selector, name) => node.querySelectorAll(selector).forEach((/** @type {Element} */ each) => each.removeAttribute(name)),
    };
  }

  /**
   * Do what Python asks; what goes wrong is returned, for MicroPython cannot catch it.
   * @param {"start" | "find" | "texts" | "build" | "change" | "listen" | "take" | "returned" | "define"} name
   * @param {any[]} args
   */
  do(name, ...args) {
    try {
      return /** @type {any} */ (this[name])(...args);
    } catch (/** @type {any} */ error) {
      return { kind: "failure", error, name: error.name, message: error.message };
    }
  }

  /**
   * @param {any} dispatch
   * @param {(key: number, ids: string) => void} release
   */
  start(dispatch, release) {
    Object.assign(this, { dispatch, release });
  }

  /**
   * Find elements: how many there are, all of them, and the first.
   * @param {any} root
   * @param {string} selector
   */
  find(root, selector) {
    const nodes = (root ?? document).querySelectorAll(selector);
    return [nodes.length, nodes, nodes[0]];
  }

  /**
   * Read the texts of some nodes of a list; of none if one is inside another, for what changes that one changes the other.
   * @param {any} nodes
   * @param {number} at
   * @param {number} count
   * @param {number} step
   * @param {string} mark what to join them with
   */
  texts(nodes, at, count, step, mark) {
    const texts = [];
    for (let last, node; texts.length < count; last = node, at += step) {
      node = nodes[at];
      if (last && (last.contains(node) || node.contains(last))) return "";
      texts.push(node.textContent);
    }
    return texts.join(mark);
  }

  /**
   * Make nodes and put them somewhere; return all elements that were made.
   * @param {any} target
   * @param {string} how the method of the target's that takes them, if they are to be anywhere
   * @param {string} text
   * @param {string} mark what the parts are joined with
   * @param {any[]} given nodes that the text names by number
   */
  build(target, how, text, mark, ...given) {
    const fragment = document.createDocumentFragment();
    const nodes = new Work(this, text ? text.split(mark) : [], given).fill(fragment);
    if (how) target[how](fragment);
    return nodes;
  }

  /**
   * Take steps on nodes that are there already.
   * @param {string} text
   * @param {string} mark
   * @param {any[]} given nodes, or lists of them
   */
  change(text, mark, ...given) {
    const parts = text.split(mark);
    for (let at = 0; at < parts.length; ) {
      const step = this.steps[parts[at++]];
      const name = parts[at++];
      const source = given[+parts[at++]];
      for (const index of parts[at++].split(" ")) step(index ? source[+index] : source, name, parts[at++]);
    }
  }

  /**
   * @param {any} node
   * @param {string} event
   * @param {number | Listener} handler
   * @param {any} [options]
   */
  listen(node, event, handler, options) {
    const listener = typeof handler === "number" ? this.listener(handler) : handler;
    known(node, `on${event}`, "", event);
    // Here, for what Python says may come too late: a worker's, always.
    if (options?.prevent_default) node.addEventListener(event, (/** @type {Event} */ given) => given.preventDefault(), options);
    node.addEventListener(event, listener, options);
    seams.claim?.(node, event, listener, options);
    listener.count++;
    this.live++;
    node[HEARD] = node[HEARD] ? [...node[HEARD], listener] : listener.alone;
  }

  /**
   * @param {number} id
   * @returns {Listener}
   */
  listener(id) {
    const listener = Object.assign(this.answering(this.dispatch, id), { id, count: 0 });
    listener.alone = [listener];
    this.lost.register(listener, id);
    return listener;
  }

  /**
   * Take nodes out of the page.
   * @param {number} key what Python knows them by
   * @param {any[]} nodes
   */
  take(key, ...nodes) {
    for (const node of nodes) node.remove();
    this.leave(key, nodes);
  }

  /** An element is about to lose what is in it. @param {any} node */
  left(node) {
    if (this.live && node.firstElementChild) this.leave(0, [...node.children]);
    return node;
  }

  /**
   * Nodes that are still out in a moment give their handlers back to Python: a handler that is kept here, and the elements that
   * it uses, would keep each other for good.
   * @param {number} key
   * @param {any[]} nodes
   */
  leave(key, nodes) {
    setTimeout(() => {
      const out = this.live ? nodes.filter((node) => !node.isConnected).flatMap((node) => this.listenersIn(node, false)) : [];
      this.release(key, out.filter(({ count }) => !count).map(({ id }) => id).join());
    });
  }

  /**
   * Make a tag an element of Python's, unless it is somebody else's.
   * @param {string} tag
   * @param {string} text what elements.js has to know of it
   * @param {any} ask
   */
  define(tag, text, ask) {
    const owner = tagOwners.get(tag) ?? (customElements.get(tag) ? undefined : this);
    if (owner !== this && !owner?.ended) return false;
    tagOwners.set(tag, this);
    import("./elements.js").then(({ defineElement }) => defineElement(JSON.parse(text), ask, this.lostError)).catch((error) => this.lostError(error, null));
    return true;
  }

  /**
   * Nodes that were taken out are back: return the numbers of the handlers that they need.
   * @param {any[]} nodes
   */
  returned(...nodes) {
    return nodes.flatMap((node) => this.listenersIn(node, true)).map(({ id }) => id);
  }

  /**
   * @param {any} root
   * @param {boolean} back whether they come back, or leave
   */
  listenersIn(root, back) {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = root; node; node = walker.nextNode()) {
      /** @type {Listener[] | undefined} */
      const here = node[HEARD];
      if (!here || this.retired.has(node) !== back) continue;
      if (back) this.retired.delete(node);
      else this.retired.add(node);
      // Those that come back to an element while others have them were never given back.
      found.push(...here.filter(({ count }) => !back || !count));
      for (const listener of here) listener.count += back ? 1 : -1;
      this.live += back ? here.length : -here.length;
    }
    return found;
  }
}

/**
 * Makes nodes from the parts of a text. Each begins with a letter:
 *   E S M name   an element of HTML, SVG or MathML, up to its "/"
 *   T text, W vouched text (HTML), N number (a node that is given), O number (one that was made)
 *   L event id   a listener of the element that is open; other letters are steps on it, with name and value
 *   R count      so many elements of one shape, up to "!"; "V" before a letter stands for values that differ, which follow
 *                in columns
 */
class Work {
  /**
   * @param {Batch} batch
   * @param {string[]} parts
   * @param {any[]} given
   */
  constructor(batch, parts, given) {
    this.batch = batch;
    this.parts = parts;
    this.given = given;
    this.at = 0;
    /** @type {any[]} */
    this.nodes = [];
    /** @type {Map<string, Listener>} */
    this.listeners = new Map();
  }

  /** @param {any} parent */
  fill(parent) {
    while (this.at < this.parts.length) parent = this.step(parent, this.nodes) ?? parent;
    return this.nodes;
  }

  next() {
    return this.parts[this.at++];
  }

  /** @param {string} id */
  listener(id) {
    let listener = this.listeners.get(id);
    if (!listener) this.listeners.set(id, (listener = this.batch.listener(+id)));
    return listener;
  }

  /**
   * Take one step and return the element that is open then.
   * @param {any} node
   * @param {any[]} nodes where elements are noted
   */
  step(node, nodes) {
    const letter = this.next();
    if (letter === "E" || letter in SPACES) {
      const made = letter === "E" ? document.createElement(this.next()) : document.createElementNS(SPACES[letter], this.next());
      nodes.push(made);
      return node.appendChild(made);
    }
    if (letter === "/") return node.parentNode;
    if (letter === "T") node.append(this.next());
    else if (letter === "N") node.append(this.given[+this.next()]);
    else if (letter === "O") node.append(nodes[+this.next()]);
    else if (letter === "W") this.markup(node, this.next(), this.next());
    else if (letter === "L") this.batch.listen(node, this.next(), this.listener(this.next()));
    else if (letter === "R") this.repeat(node, +this.next());
    else this.batch.steps[letter](node, this.next(), this.next());
  }

  /**
   * @param {any} node
   * @param {string} vouched
   * @param {string} text
   */
  markup(node, vouched, text) {
    const like = node.localName ? node.cloneNode() : document.createElement("div");
    fillMarkup(like, text, vouched);
    node.append(...like.childNodes);
  }

  /**
   * Make many elements of one shape: the first as it is described, the others as copies of it with other values.
   * @param {any} parent
   * @param {number} count
   */
  repeat(parent, count) {
    const { nodes, parts } = this;
    const { elements, slots, alike } = this.shape();
    const base = nodes.length;
    nodes.length += elements.length * count;
    for (let row = base; row < base + count; row++) parent.appendChild((nodes[row] = elements[0].cloneNode(true)));
    // By columns, too: a loop that does one thing is a fifth quicker than one that does all for a row.
    for (let k = 1; k < elements.length; k++) {
      const { previousElementSibling: before, parentNode: around } = elements[k];
      const [from, to] = [base + elements.indexOf(before ?? around) * count, base + k * count];
      if (before) for (let row = 0; row < count; row++) nodes[to + row] = nodes[from + row].nextElementSibling;
      else for (let row = 0; row < count; row++) nodes[to + row] = nodes[from + row].firstElementChild;
    }
    for (const { element, letter, name } of slots) {
      const [from, values] = [base + element * count, this.at];
      this.at += count;
      // An empty element takes a text sooner than one that has a text to change.
      if (letter === "t") for (let row = 0; row < count; row++) nodes[from + row].textContent = parts[values + row];
      else if (letter === "T") for (let row = 0; row < count; row++) nodes[from + row].childNodes[name].data = parts[values + row];
      else for (let row = 0; row < count; row++) this.put(nodes[from + row], letter, name, parts[values + row]);
    }
    for (const { element, event, listener } of alike)
      for (let row = 0; row < count; row++) this.batch.listen(nodes[base + element * count + row], event, listener);
  }

  /** Read the shape of elements: what all have, and where they differ. */
  shape() {
    /** @type {any[]} */
    const elements = [];
    /** @type {Array<{element: number, letter: string, name: any}>} where a value goes */
    const slots = [];
    /** @type {Array<{element: number, event: string, listener: Listener}>} what all of them listen to */
    const alike = [];
    let open = /** @type {any} */ (document.createDocumentFragment());
    for (; this.parts[this.at] !== "!"; ) {
      const letter = this.parts[this.at];
      const element = elements.indexOf(open);
      if (letter === "L") (this.at++, alike.push({ element, event: this.next(), listener: this.listener(this.next()) }));
      else if (letter !== "V") open = this.step(open, elements) ?? open;
      else if ((this.at++, slots.push({ element, letter: this.next(), name: this.next() }), slots.at(-1)?.letter === "T")) open.append(" ");
    }
    this.at++;
    for (const slot of slots)
      if (slot.letter === "T" && elements[slot.element].childNodes.length === 1) {
        slot.letter = "t";
        elements[slot.element].textContent = "";
      }
    return { elements, slots, alike };
  }

  /**
   * @param {any} node
   * @param {string} letter
   * @param {any} name
   * @param {string} value
   */
  put(node, letter, name, value) {
    if (letter === "L") this.batch.listen(node, name, this.listener(value));
    else this.batch.steps[letter](node, name, value);
  }
}
