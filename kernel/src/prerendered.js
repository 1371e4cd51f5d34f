// A page that was built with --prerender: what its Python showed then stays until Python, here, has come as far.
//
// What is shown moves into a shadow root of the body; there, no query finds it. The page that the author wrote takes its
// place in the document, unseen, and Python does with it what it does with any page. Then one step shows that page, with what the visitor has
// typed, chosen and clicked meanwhile.

import { giveBack } from "./prerendered/author.js";
import { Meanwhile, sayWhenLeft } from "./prerendered/meanwhile.js";
import { deepElements, plainWords, Twins } from "./prerendered/twins.js";

const QUIET = 250; // ms without a change: Python has done what it does at first
const PATIENCE = 3000; // ms after the last script: a page that always changes has no quiet
const LONGEST = 10_000; // ms after the last script began, for one that goes on and on, and for charts that are being drawn
const STEP = 30;
const UNPAINTED = 500; // ms: a page in the background is not painted

const PYTHON = 'script[type="py"],script[type="mpy"],py-script,mpy-script';

// The html and body in the shadow root are there for selectors only: all that they look like, the real ones do already.
const SHELL = `
html, body { all: inherit !important; display: contents !important }
html::before, html::after, body::before, body::after { content: none !important; display: none !important }
pagelet-author { position: fixed; top: 0; left: 0; bottom: 0; overflow: hidden; opacity: 0; pointer-events: none }`;

/** @param {CSSStyleSheet} sheet @param {string} [media] @returns {CSSStyleSheet[]} it, with those that it imports before it */
function copies(sheet, media = sheet.media.mediaText) {
  const rules = [...sheet.cssRules];
  const copy = new CSSStyleSheet({ baseURL: sheet.href ?? document.baseURI, media, disabled: sheet.disabled });
  copy.replaceSync(rules.map(({ cssText }) => (cssText.startsWith("@import") ? "" : cssText)).join("\n").replace(/:root\b/g, "html"));
  return [...rules.flatMap((/** @type {any} */ rule) => (rule.styleSheet ? copies(rule.styleSheet, rule.media.mediaText) : [])), copy];
}

/** Let selectors find one element as they find another. @param {HTMLElement} shell @param {HTMLElement} real */
function likeIt(shell, real) {
  for (const { name, value } of real.attributes) if (name !== "style") shell.setAttribute(name, value);
  for (const name of real.style) if (name.startsWith("--")) shell.style.setProperty(name, real.style.getPropertyValue(name));
}

class Cover {
  /** @param {HTMLTemplateElement} template the page as the author wrote it */
  constructor(template) {
    this.endless = template.dataset.pageletFirst === "endless";
    /** Ends when Python's page is there to be seen. */
    this.covered = new AbortController();
    this.begun = 0; // how many scripts have
    this.moved = 0;
    this.ended = Infinity;
    this.root = document.body.attachShadow({ mode: "closed" });
    this.shown = document.createElement("body");
    this.twins = new Twins(this.shown, this.root);
    this.cover();
    /** Html and body look as they are, from then on. */
    this.letBe = template.dataset.pageletAuthor ? giveBack(.../** @type {Parameters<typeof giveBack>} */ (JSON.parse(template.dataset.pageletAuthor))) : () => {};
    this.words = plainWords(this.shown);
    this.meanwhile = new Meanwhile(this.twins, this.covered.signal);
    this.listen();
    document.body.append(inOrder(template.content));
    template.remove();
    this.scripted = Boolean(document.querySelector(PYTHON));
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    if (visit?.type === "navigate") setTimeout(() => this.goToPlace()); // Firefox, which was there, still goes back to the top
  }

  /** Where the address leads to, `#here`: browsers look for it in the document only. */
  goToPlace() {
    const name = new URLSearchParams(`place=${location.hash.slice(1).replace(/[+&]/g, encodeURIComponent)}`).get("place");
    if (name) this.shown.querySelector(`[id="${CSS.escape(name)}"]`)?.scrollIntoView();
  }

  cover() {
    const { body, documentElement } = document;
    const active = /** @type {any} */ (document.activeElement);
    const ends = [active?.selectionStart, active?.selectionEnd];
    const width = getComputedStyle(body).width;
    const [page, author, sheet] = [document.createElement("html"), document.createElement("pagelet-author"), new CSSStyleSheet()];
    likeIt(page, documentElement);
    likeIt(this.shown, body);
    author.inert = true;
    author.style.width = width;
    author.append(document.createElement("slot"));
    page.append(this.shown);
    this.root.append(page, author);
    sheet.replaceSync(SHELL);
    this.root.adoptedStyleSheets = [...this.styles(), ...document.adoptedStyleSheets, sheet];
    // Moved so, fields keep the keyboard, and scrolled boxes where they are: https://dom.spec.whatwg.org/#dom-parentnode-movebefore
    const move = "moveBefore" in this.shown ? "moveBefore" : "insertBefore";
    while (body.firstChild) /** @type {any} */ (this.shown)[move](body.firstChild, null);
    for (const box of deepElements(this.shown)) if (box.hasAttribute("data-pagelet-mixed")) box.indeterminate = true;
    if (active && active !== body && this.root.activeElement !== active && this.shown.contains(active)) this.focus(active, ends);
  }

  /** The page's styles; those of other hosts, whose rules nobody may read, are loaded once more. */
  styles() {
    return [...document.styleSheets].flatMap((sheet) => {
      try {
        return copies(sheet);
      } catch {
        if (sheet.ownerNode) this.root.append(sheet.ownerNode.cloneNode(true));
        return [];
      }
    });
  }

  listen() {
    const { signal } = this.covered;
    addEventListener("hashchange", () => this.goToPlace(), { signal });
    const begin = () => (this.begun++, (this.moved = performance.now()));
    for (const type of ["py", "mpy"]) document.addEventListener(`${type}:ready`, begin, { signal });
    document.addEventListener("py:all-done", () => ((this.ended = performance.now()), this.step()), { once: true, signal });
    this.observer = new MutationObserver(() => (this.moved = performance.now()));
    this.timer = setInterval(() => this.step(), STEP);
  }

  step() {
    const now = performance.now();
    // Where handlers are all, the kernel, once it is there, answers clicks when Python can.
    if (!this.scripted && /** @type {any} */ (globalThis)[Symbol.for("pagelet")]) this.ended = Math.min(this.ended, now);
    if (!this.begun && this.ended === Infinity) return;
    const scripts = document.querySelectorAll(PYTHON).length;
    if (this.ended === Infinity && this.begun >= scripts && now - this.moved > (this.endless ? 1000 : LONGEST)) this.ended = now;
    if (this.ended === Infinity || this.meanwhile.composing) return;
    this.observer?.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    const drawing = document.querySelector("iframe[data-kind]:not([data-drawn])"); // a chart: frame.js says so
    const late = now - this.ended > (drawing ? LONGEST : PATIENCE);
    const same = !document.body.querySelector("iframe") && plainWords(document.body) === this.words;
    const loaded = [...document.images].every(({ complete, loading }) => complete || loading === "lazy");
    if (late || (loaded && !drawing && (same || now - Math.max(this.moved, this.ended) > QUIET))) this.end();
  }

  async end() {
    clearInterval(this.timer);
    this.step = () => {};
    this.observer?.disconnect();
    if (!this.begun && document.querySelector("pagelet-error")) return this.stay();
    const decoded = Promise.all([...document.images].filter(({ loading }) => loading !== "lazy").map((image) => image.decode().catch(() => {})));
    await Promise.race([decoded, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    try {
      await this.uncover();
    } finally {
      if (this.shown.isConnected) this.root.replaceChildren(document.createElement("slot")), this.letBe(); // whatever went wrong
    }
  }

  /** Python could not even begin: what it once showed is better than nothing, beside what is wrong. */
  stay() {
    for (const box of document.querySelectorAll("pagelet-error")) {
      box.slot = "pagelet-error";
      document.body.append(box);
    }
    this.root.append(Object.assign(document.createElement("slot"), { name: "pagelet-error" }));
  }

  async uncover() {
    let active = /** @type {any} */ (this.root.activeElement);
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const ends = [active?.selectionStart, active?.selectionEnd];
    const marked = typeof ends[0] === "number" ? undefined : this.marked();
    const scrolled = deepElements(this.shown).filter(({ scrollTop, scrollLeft }) => scrollTop || scrollLeft).map((node) => [node, node.scrollLeft, node.scrollTop]);
    const place = /** @type {[number, number]} */ ([scrollX, scrollY]);
    const [doAgain, unsaid] = [this.meanwhile.prepared(), this.meanwhile.unsaid(active)];
    this.root.replaceChildren(document.createElement("slot"));
    this.root.adoptedStyleSheets = [];
    this.letBe();
    this.covered.abort();
    for (const node of document.head.querySelectorAll("[data-pagelet-first]")) node.remove();
    for (const [node, left, top] of scrolled) this.twins.of(node)?.scrollTo({ left, top, behavior: "instant" });
    scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    const field = active && this.twins.of(active);
    if (field) this.focus(field, []);
    if (marked) getSelection()?.setBaseAndExtent(...marked);
    dispatchEvent(new Event("resize")); // what measured itself did so beside the page
    await doAgain();
    // Unless Python has taken what was typed, or has sent people elsewhere.
    if (!field?.matches(":focus") || field.value !== active.value) return;
    this.focus(field, ends);
    if (unsaid) sayWhenLeft(field);
  }

  /** What is selected on the page, in Python's nodes. @returns {[Node, number, Node, number] | undefined} */
  marked() {
    const selection = /** @type {any} */ (getSelection());
    const range = selection?.getComposedRanges?.({ shadowRoots: [this.root] })[0];
    if (!range || range.collapsed || !this.shown.contains(range.startContainer)) return undefined;
    const [start, end] = [range.startContainer, range.endContainer].map((node) => this.twins.ofNode(node));
    return start && end && [start, Math.min(range.startOffset, length(start)), end, Math.min(range.endOffset, length(end))];
  }

  /**
   * @param {any} node
   * @param {any[]} ends of what is selected in it
   */
  focus(node, [start, end]) {
    node?.focus({ preventScroll: true });
    if (typeof start === "number" && node?.setSelectionRange) node.setSelectionRange(start, end);
  }
}

/** @param {any} node */
const length = (node) => node.data?.length ?? node.childNodes.length;

/** What a script from a template begins with, it begins in its turn. @param {DocumentFragment} part */
function inOrder(part) {
  for (const script of part.querySelectorAll("script")) if (script.src && !script.hasAttribute("async")) script.async = false;
  return part;
}

/** Let Python come: what is fetched and run before the page is painted would hold that up. */
function goOn() {
  const then = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-pagelet-then]"));
  then?.replaceWith(inOrder(then.content));
}

const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-pagelet-first]"));
try {
  if (template) new Cover(template);
} catch (error) {
  console.warn("This page starts as if it were not prerendered.", error);
  if (template) document.body.replaceChildren(template.content);
}
if (template) {
  const painted = (/** @type {PerformanceObserverEntryList} */ list) => list.getEntriesByName("first-contentful-paint").length && goOn();
  new PerformanceObserver(painted).observe({ type: "paint", buffered: true });
  setTimeout(goOn, UNPAINTED);
} else goOn();
