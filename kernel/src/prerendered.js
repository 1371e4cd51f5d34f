// A page that was built with --prerender: what its Python showed then stays until Python, here, has come as far.
//
// What is shown moves into a shadow root of the body; there, no query finds it. The page that the author wrote takes its
// place in the document, unseen, and Python does with it what it does with any page. Then one step shows that page, with what the visitor has
// typed, chosen and clicked meanwhile.

const QUIET = 250; // ms without a change: Python has done what it does at first
const PATIENCE = 3000; // ms after the last script: a page that always changes has no quiet
const LONGEST = 10_000; // ms after the last script began, for one that goes on and on
const STEP = 30;
const UNPAINTED = 500; // ms: a page in the background is not painted

/** What must not reach the page's own listeners: to them, it would come from the body. */
const HELD = ["click", "dblclick", "beforeinput", "input", "change", "submit", "reset", "keydown", "keyup", "focusin", "focusout"];
const SILENT = "script,style,template,py-config,mpy-config,py-env,mpy-env";
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

/** @param {Node} node @returns {string} what people read in it */
function wordsOf(node) {
  if (node instanceof Element) return node.matches(SILENT) ? "" : [...node.childNodes].map(wordsOf).join("");
  return node.nodeType === Node.TEXT_NODE ? /** @type {Text} */ (node).data : "";
}

/** @param {string} words */
const plain = (words) => words.replace(/\s+/g, "");

/** @param {any} node a picture stands for a canvas or a frame */
const kindOf = (node) => node.dataset?.pageletPicture ?? node.localName;

class Cover {
  /** @param {HTMLTemplateElement} template the page as the author wrote it */
  constructor(template) {
    this.endless = template.dataset.pageletFirst === "endless";
    /** Clicks, and forms sent, in their order. @type {Array<{event: any, node: any}>} */
    this.early = [];
    /** @type {Set<EventTarget | null>} */
    this.changed = new Set();
    this.composing = false;
    /** Ends when Python's page is there to be seen. */
    this.covered = new AbortController();
    this.begun = 0; // how many scripts have
    this.moved = 0;
    this.ended = Infinity;
    /** @type {Map<Element, string>} */
    this.editable = new Map();
    this.root = document.body.attachShadow({ mode: "closed" });
    this.shown = document.createElement("body");
    this.cover();
    this.words = plain(wordsOf(this.shown));
    for (const node of this.shown.querySelectorAll("[contenteditable]")) this.editable.set(node, node.getHTML());
    this.listen();
    document.body.append(inOrder(template.content));
    template.remove();
    this.scripted = Boolean(document.querySelector(PYTHON));
  }

  cover() {
    const { body, documentElement } = document;
    const active = /** @type {any} */ (document.activeElement);
    const ends = [active?.selectionStart, active?.selectionEnd];
    const width = getComputedStyle(body).width;
    const [page, author, sheet] = [document.createElement("html"), document.createElement("pagelet-author"), new CSSStyleSheet()];
    for (const [shell, real] of /** @type {Array<[Element, Element]>} */ ([[page, documentElement], [this.shown, body]]))
      for (const { name, value } of real.attributes) if (name !== "style") shell.setAttribute(name, value);
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
    const early = { capture: true, signal };
    // early.js would keep it, too.
    addEventListener("click", (/** @type {any} */ event) => (event.pageletKept = event.target === document.body), early);
    for (const name of HELD) this.root.addEventListener(name, (event) => this.hold(event), early);
    for (const name of ["compositionstart", "compositionend"]) this.root.addEventListener(name, () => (this.composing = name === "compositionstart"), early);
    const begin = () => (this.begun++, (this.moved = performance.now()));
    for (const type of ["py", "mpy"]) document.addEventListener(`${type}:ready`, begin, { signal });
    document.addEventListener("py:all-done", () => ((this.ended = performance.now()), this.step()), { once: true, signal });
    this.observer = new MutationObserver(() => (this.moved = performance.now()));
    this.timer = setInterval(() => this.step(), STEP);
  }

  /** @param {Event} event */
  hold(event) {
    const target = /** @type {any} */ (event.target);
    if (!this.shown.contains(target)) return; // Python's own, in the page behind
    event.stopPropagation();
    if (event.type === "change" || event.type === "input") this.changed.add(target);
    if (event.type === "submit") this.holdForm(/** @type {SubmitEvent} */ (event));
    // The click that a label makes on its control is one more.
    const label = event.type === "click" && target.closest("label");
    if (event.type === "click" && (!label?.control || label.control.contains(target))) this.early.push({ event, node: target });
  }

  /** @param {SubmitEvent} event */
  holdForm(event) {
    event.preventDefault();
    // Its button will send it again.
    if (!event.submitter || this.early.at(-1)?.node.closest("button,input") !== event.submitter) this.early.push({ event, node: event.target });
  }

  step() {
    const now = performance.now();
    // Where handlers are all, the kernel, once it is there, answers clicks when Python can.
    if (!this.scripted && /** @type {any} */ (globalThis)[Symbol.for("pagelet")]) this.ended = Math.min(this.ended, now);
    if (!this.begun && this.ended === Infinity) return;
    const scripts = document.querySelectorAll(PYTHON).length;
    if (this.ended === Infinity && this.begun >= scripts && now - this.moved > (this.endless ? 1000 : LONGEST)) this.ended = now;
    if (this.ended === Infinity || this.composing) return;
    this.observer?.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    const late = now - this.ended > PATIENCE;
    const same = !document.body.querySelector("iframe") && plain(wordsOf(document.body)) === this.words;
    const loaded = [...document.images].every(({ complete, loading }) => complete || loading === "lazy");
    if (late || (loaded && (same || now - Math.max(this.moved, this.ended) > QUIET))) this.end();
  }

  async end() {
    clearInterval(this.timer);
    this.step = () => {};
    this.observer?.disconnect();
    if (!this.begun && document.querySelector("pagelet-error")) return this.stay();
    const decoded = Promise.all([...document.images].filter(({ loading }) => loading !== "lazy").map((image) => image.decode().catch(() => {})));
    await Promise.race([decoded, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    try {
      this.uncover();
    } finally {
      if (this.shown.isConnected) this.root.replaceChildren(document.createElement("slot")); // whatever went wrong
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

  uncover() {
    const active = /** @type {any} */ (this.root.activeElement);
    const ends = [active?.selectionStart, active?.selectionEnd];
    const marked = typeof ends[0] === "number" ? undefined : this.marked();
    const scrolled = [...this.shown.querySelectorAll("*")].filter(({ scrollTop, scrollLeft }) => scrollTop || scrollLeft).map((node) => [node, node.scrollLeft, node.scrollTop]);
    const place = /** @type {[number, number]} */ ([scrollX, scrollY]);
    const typed = this.typed();
    this.root.replaceChildren(document.createElement("slot"));
    this.root.adoptedStyleSheets = [];
    this.covered.abort();
    for (const node of document.head.querySelectorAll("[data-pagelet-first]")) node.remove();
    for (const { give } of typed) give();
    for (const [node, left, top] of /** @type {any[]} */ (scrolled)) this.twin(node)?.scrollTo({ left, top, behavior: "instant" });
    scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    if (active) this.focus(this.twin(active), ends);
    if (marked) getSelection()?.setBaseAndExtent(...marked);
    dispatchEvent(new Event("resize")); // what measured itself did so beside the page
    for (const { twin, names } of typed) for (const name of names) twin.dispatchEvent(new Event(name, { bubbles: true }));
    for (const { event, node } of this.early) this.again(event, this.twin(node));
  }

  /** Fields that the visitor has changed, and how to give what is in them to Python's. */
  typed() {
    /** @type {Array<{twin: any, names: string[], give: () => void}>} */
    const found = [];
    const names = (/** @type {any} */ node) => ["input", ...(this.changed.has(node) && node !== this.root.activeElement ? ["change"] : [])];
    const take = (/** @type {any} */ node, /** @type {(twin: any) => void} */ give) => {
      const twin = this.twin(node);
      if (twin && kindOf(twin) === kindOf(node)) found.push({ twin, names: names(node), give: () => give(twin) });
    };
    for (const node of /** @type {NodeListOf<any>} */ (this.shown.querySelectorAll("input,textarea,select"))) {
      if (node.localName === "select") {
        const chosen = [...node.options].map(({ selected }) => selected);
        if (this.changed.has(node)) take(node, (twin) => chosen.forEach((selected, at) => twin.options[at] && (twin.options[at].selected = selected)));
      } else if (node.type === "file") node.files.length && take(node, (twin) => (twin.files = node.files));
      // Boxes are clicked, and that is done again.
      else if (!/^(checkbox|radio)$/.test(node.type) && node.value !== node.defaultValue) take(node, (twin) => (twin.value = node.value));
    }
    for (const [node, before] of this.editable) if (node.getHTML() !== before) take(node, (twin) => twin.replaceChildren(...node.childNodes));
    return found;
  }

  /** What is selected on the page, in Python's nodes. @returns {[Node, number, Node, number] | undefined} */
  marked() {
    const selection = /** @type {any} */ (getSelection());
    const range = selection?.getComposedRanges?.({ shadowRoots: [this.root] })[0];
    if (!range || range.collapsed || !this.shown.contains(range.startContainer)) return undefined;
    const [start, end] = [range.startContainer, range.endContainer].map((node) => this.twinOfNode(node));
    return start && end && [start, Math.min(range.startOffset, length(start)), end, Math.min(range.endOffset, length(end))];
  }

  /** @param {any} node @returns {Node | undefined} */
  twinOfNode(node) {
    if (node.nodeType !== Node.TEXT_NODE) return this.shown.contains(node) ? this.twin(node) : undefined;
    return this.twin(node.parentNode)?.childNodes[[...node.parentNode.childNodes].indexOf(node)];
  }

  /**
   * Find the element of Python's that is where this one was, or has its id.
   * @param {any} node
   * @returns {any}
   */
  twin(node) {
    if (node === this.shown) return document.body;
    const named = node?.id && document.getElementById(node.id);
    if (named && kindOf(named) === kindOf(node)) return named;
    const parent = node?.parentElement && this.twin(node.parentElement);
    const alike = (/** @type {Element} */ one) => [...one.children].filter((child) => kindOf(child) === kindOf(node));
    return parent && alike(parent)[alike(node.parentElement).indexOf(node)];
  }

  /**
   * @param {any} node
   * @param {any[]} ends of what is selected in it
   */
  focus(node, [start, end]) {
    node?.focus({ preventScroll: true });
    if (typeof start === "number" && node?.setSelectionRange) node.setSelectionRange(start, end);
  }

  /**
   * What came before Python did, comes once more.
   * @param {any} event
   * @param {any} node
   */
  again(event, node) {
    if (event.type === "submit") node?.requestSubmit(this.twin(event.submitter) ?? undefined);
    else node?.dispatchEvent(new event.constructor("click", event));
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
