// Which element of Python's page stands for one that was shown before.

const SILENT = "script,style,template,py-config,mpy-config,py-env,mpy-env";

/** @param {Node} node @returns {string} what people read in it, in a component that has been drawn, too */
function wordsOf(node) {
  if (node instanceof Element) return node.matches(SILENT) ? "" : [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(wordsOf).join("");
  return node.nodeType === Node.TEXT_NODE ? /** @type {Text} */ (node).data : "";
}

/** @param {Node} node */
export const plainWords = (node) => wordsOf(node).replace(/\s+/g, "");

/** @param {any} node a picture stands for a canvas or a frame */
const kindOf = (node) => node.dataset?.pageletPicture ?? node.localName;

/** @param {string} words of which clocks, dice and counters have others at each visit */
const withoutNumbers = (words) => words.replace(/\d+/g, "0");

/** @param {Element} node @returns {string} of what elements it is made: rows of a list are made alike */
const outline = (node) => node.localName + [...node.children].map((child) => `(${outline(child)})`).join("");

/** @param {ParentNode} root @returns {any[]} all elements in it, those of components, too */
export function deepElements(root) {
  return [...root.querySelectorAll("*")].flatMap((node) => (node.shadowRoot ? [node, ...deepElements(node.shadowRoot)] : [node]));
}

export class Twins {
  /**
   * @param {Element} shown the body of what is shown
   * @param {ShadowRoot} root that it lies in
   */
  constructor(shown, root) {
    this.shown = shown;
    this.root = root;
    /** @type {WeakMap<Node, string>} the words of what has been written into, from before */
    this.written = new WeakMap();
  }

  /** Keep the words of an element that somebody is about to write into. @param {any} node */
  remember(node) {
    for (let one = node; one && one !== this.shown; one = one.parentElement ?? one.getRootNode().host) if (!this.written.has(one)) this.written.set(one, plainWords(one));
  }

  /** @param {Node} node of what is shown */
  words(node) {
    return this.written.get(node) ?? plainWords(node);
  }

  /**
   * Find the element that has this one's id, or is where it was.
   * @param {any} node
   * @param {boolean} [sure] whether none is better than a wrong one: this visit's list may have other rows
   * @returns {any}
   */
  of(node, sure = false) {
    if (!node) return undefined;
    if (node === this.shown) return document.body;
    const scope = this.scope(node, sure);
    const named = node.id && scope?.getElementById(node.id);
    if (named && kindOf(named) === kindOf(node)) return named;
    const parent = node.parentElement ? this.of(node.parentElement, sure) : scope;
    return parent && this.child(node, parent, sure);
  }

  /**
   * The page, or the shadow root, of Python's that stands for the one this node is in.
   * @param {any} node
   * @param {boolean} sure
   */
  scope(node, sure) {
    const root = node.getRootNode();
    return root === this.root || !root.host ? document : this.of(root.host, sure)?.shadowRoot;
  }

  /**
   * @param {any} node
   * @param {ParentNode} parent
   * @param {boolean} sure
   */
  child(node, parent, sure) {
    const alike = (/** @type {ParentNode} */ one) => [...one.children].filter((child) => kindOf(child) === kindOf(node));
    const [before, now] = [alike(node.parentNode), alike(parent)];
    const at = before.indexOf(node);
    // One that has no others beside it is the one, whatever it says.
    if (before.length === 1 && now.length < 2) return now[0];
    // Of several, it is one that says the same: the one in its place, or the first.
    const words = this.words(node);
    const [there, same] = [now[at], now.filter((one) => plainWords(one) === words)];
    if (!there || same.length) return same.includes(there) ? there : same[0];
    // Else it may be the one in its place, unless that was elsewhere before.
    const [changed, all] = [plainWords(there), before.map((one) => this.words(one))];
    if (changed && all.includes(changed)) return undefined;
    // Rows are made alike, so their words are their names; a section is made like no other.
    if (!sure && before.filter((one) => outline(one) === outline(node)).length === 1) return there;
    // Words that differ by numbers alone are those of the same one, but where numbers tell rows apart.
    const plain = withoutNumbers(words);
    const numbered = all.some((one) => one !== words && withoutNumbers(one) === plain);
    return numbered || withoutNumbers(changed) !== plain ? undefined : there;
  }

  /** @param {any} node @returns {Node | undefined} */
  ofNode(node) {
    if (node.nodeType !== Node.TEXT_NODE) return this.shown.contains(node) ? this.of(node) : undefined;
    return this.of(node.parentNode)?.childNodes[[...node.parentNode.childNodes].indexOf(node)];
  }
}
