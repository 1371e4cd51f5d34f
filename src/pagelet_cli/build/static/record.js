// Runs in a page that is prerendered, before its own scripts: tells when it has come to rest, and writes down what it shows then.
() => {
  if (window !== top) return;
  const state = (globalThis.pageletRecord = { problems: [], refused: [], done: 0, begun: 0, changed: 0 });
  const now = () => performance.now();
  document.addEventListener("py:all-done", () => (state.done = now()));
  for (const type of ["py", "mpy"]) document.addEventListener(`${type}:ready`, () => (state.begun = now()));
  addEventListener("pagelet:error", ({ detail: { code, message, file, line } }) => state.problems.push({ code, message, file: file ?? "", line: line ?? 0 }));
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    if (/^(http|ws)s?:/.test(blockedURI) && !blockedURI.startsWith(location.origin)) state.refused.push(blockedURI);
  });
  new MutationObserver(() => (state.changed = now())).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  /** What the page itself has in its head, and on html and body; the rest is Python's. */
  const own = new Set();
  const written = new Map();
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    document.head.querySelectorAll("*").forEach((node) => own.add(node));
    for (const node of [document.documentElement, document.body]) written.set(node, new Map([...node.attributes].map(({ name, value }) => [name, value])));
  });

  state.settled = () => {
    const scripts = 'script[type="py"],script[type="mpy"],py-script,mpy-script';
    if (state.problems.length) return true;
    // A script that runs for as long as the page is open never ends.
    const rested = state.done || (state.begun && now() - state.begun > 3000 ? state.begun : 0) || (document.querySelector(scripts) ? 0 : 1);
    if (!rested) return false;
    const loaded = [...document.images].every(({ complete, loading }) => complete || loading === "lazy");
    const drawing = document.querySelector("iframe[data-kind]:not([data-drawn])"); // a chart, whose library may be large
    return now() - rested > (drawing ? 20_000 : 5000) || (loaded && !drawing && now() - Math.max(rested, state.changed) > 400);
  };

  const GONE = new Set(["script", "template", "noscript", "py-config", "mpy-config", "py-env", "mpy-env", "pagelet-loader", "pagelet-update", "base"]);
  const VOID = new Set(["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
  const HANDLER = /^(on|m?py-|pys-)/;
  const DRAWN = /^(about:|blob:|data:|$)|\/_pagelet\//;
  const here = new URL(".", location.href).href;
  const up = "../".repeat(location.pathname.split("/").length - 2);
  // Where the page was when it was built is nobody's business.
  const clean = (text) =>
    [[here, ""], [`${location.origin}/`, up], [location.origin, ""], [encodeURIComponent(location.origin), ""], [location.host, ""], [encodeURIComponent(location.host), ""]].reduce((all, [place, instead]) => all.replaceAll(place, instead), text);
  const quoted = (text) => clean(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;").replace(/"/g, "&quot;");
  const rulesOf = (sheet) => [...sheet.cssRules].map(({ cssText }) => cssText).join("\n");

  /** Whether the page may style itself where it stands, without a file. */
  function stylesInline() {
    const probe = document.createElement("i");
    probe.setAttribute("style", "color: rgb(1, 2, 3)");
    return probe.style.color !== "";
  }

  function all(root) {
    return [...root.querySelectorAll("*")].flatMap((node) => (node.shadowRoot ? [node, ...all(node.shadowRoot)] : [node]));
  }

  /** What cannot be written as HTML, as pictures: those that a canvas gives, and where on the page to take one. */
  async function picture(node) {
    const { width, height, x, y } = node.getBoundingClientRect();
    if (!width || !height) return undefined;
    const box = { data: "", x: x + scrollX, y: y + scrollY, width, height };
    try {
      if (node.localName === "canvas") {
        const empty = Object.assign(document.createElement("canvas"), { width: node.width, height: node.height });
        const data = node.toDataURL();
        // What WebGL has drawn is not kept for whoever reads it later.
        return data === empty.toDataURL() ? box : { ...box, data };
      }
      if (node.localName === "img" && node.src.startsWith("blob:")) {
        const canvas = Object.assign(document.createElement("canvas"), { width: node.naturalWidth, height: node.naturalHeight });
        canvas.getContext("2d").drawImage(node, 0, 0);
        return { ...box, data: canvas.toDataURL() };
      }
    } catch {
      return box;
    }
    return { ...box, data: node.localName === "img" ? node.src : "" };
  }

  const isDrawn = (node) => {
    if (node.localName === "canvas") return true;
    if (node.localName === "iframe") return node.hasAttribute("srcdoc") || DRAWN.test(node.getAttribute("src") ?? "");
    return node.localName === "img" && (node.src.startsWith("blob:") || (node.src.startsWith("data:") && node.src.length > 2000));
  };

  class Writer {
    constructor() {
      this.inline = stylesInline();
      this.rules = [];
      this.pictures = new Map();
    }

    /** @returns the pictures in the order of the numbers by which the HTML names them */
    async look() {
      for (const node of all(document.body)) if (isDrawn(node)) this.pictures.set(node, await picture(node));
      return [...this.pictures.values()];
    }

    attributes(node, without = [], style = node.getAttribute("style")) {
      const pairs = [...node.attributes].map(({ name, value }) => [name, value]);
      const kept = pairs.filter(([name, value]) => name !== "style" && !HANDLER.test(name) && !without.includes(name) && !value.startsWith("blob:"));
      return style ? [...kept, this.styled(style)] : kept;
    }

    /** What others than the page itself have changed of its attributes. A page that may not style itself keeps its styles in a file. */
    changes(node) {
      const [before, shown] = [written.get(node) ?? new Map(), new Map(this.attributes(node))];
      const names = [...new Set([...before.keys(), ...shown.keys()])].filter((name) => this.inline || !/^(data-pagelet-)?style$/.test(name));
      return names.map((name) => [name, shown.get(name) ?? null, before.get(name) ?? null]).filter(([, now, then]) => now !== then);
    }

    styled(text) {
      return this.inline ? ["style", text] : ["data-pagelet-style", String(this.rules.push(clean(text)))];
    }

    written(pairs) {
      return pairs.map(([name, value]) => ` ${name}="${quoted(value)}"`).join("");
    }

    node(node) {
      if (node.nodeType === Node.TEXT_NODE) return quoted(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.localName)) return "";
      if (this.pictures.has(node)) return this.picture(node);
      const tag = node.localName;
      const more = this.state(node);
      const kept = this.attributes(node, more.map(([name]) => name)).concat(more.filter(([, value]) => value !== null));
      if (tag.includes("-")) kept.push(["data-pagelet-first", "1"]);
      const start = `<${tag}${this.written(kept)}>`;
      if (VOID.has(tag) && node.namespaceURI.endsWith("xhtml")) return start;
      return `${start}${this.shadow(node)}${this.inside(node)}</${tag}>`;
    }

    inside(node) {
      if (node.localName === "style") return this.inline ? clean(node.textContent).replaceAll("</", "<\\/") : "";
      if (node.localName === "textarea") return `\n${quoted(node.value)}`;
      const text = [...node.childNodes].map((child) => this.node(child)).join("");
      return node.localName === "pre" && text.startsWith("\n") ? `\n${text}` : text;
    }

    /** What fields hold is no attribute of theirs. */
    state(node) {
      if (node.localName === "option") return [["selected", node.selected ? "" : null]];
      if (node.localName !== "input") return [];
      // That a box is neither is a property alone: prerendered.js sets it.
      if (/^(checkbox|radio)$/.test(node.type)) return [["checked", node.checked ? "" : null], ["data-pagelet-mixed", node.indeterminate ? "" : null]];
      if (/^(password|file|submit|button|reset|image)$/.test(node.type)) return [];
      return [["value", node.value || null]];
    }

    shadow(node) {
      if (!node.shadowRoot) return "";
      const styles = node.shadowRoot.adoptedStyleSheets.map(rulesOf).join("\n");
      const style = styles && this.inline ? `<style>${clean(styles).replaceAll("</", "<\\/")}</style>` : "";
      return `<template shadowrootmode="open">${style}${[...node.shadowRoot.childNodes].map((child) => this.node(child)).join("")}</template>`;
    }

    picture(node) {
      const found = this.pictures.get(node);
      if (!found) return "";
      const number = [...this.pictures.keys()].indexOf(node);
      const { size, style } = this.place(node, found);
      const kept = this.attributes(node, ["src", "srcset", "srcdoc", "sandbox", "width", "height", "alt", "allow", "name", "loading", "sizes"], style);
      const alt = node.alt ?? node.getAttribute("aria-label") ?? node.title ?? "";
      if (node.localName !== "img") kept.push(["data-pagelet-picture", node.localName]);
      return `<img${this.written([...kept, ["alt", alt || node.textContent.trim()], ...size])} src="pagelet-picture:${number}">`;
    }

    /** What gives a picture its place before its file is there; whatever the page's styles make of an image's size, they still do. */
    place(node, found) {
      const style = node.getAttribute("style");
      if (node.localName !== "img") return { size: ["width", "height"].map((name) => [name, String(Math.round(found[name]))]), style };
      const { naturalWidth: width, naturalHeight: height } = node;
      const size = ["width", "height"].filter((name) => node.hasAttribute(name)).map((name) => [name, node.getAttribute(name)]);
      // Of one that has no size of its own, browsers make up a number.
      if (size.length === 2 || !width || !height || node.src.startsWith("data:image/svg")) return { size, style };
      return { size: size.length ? size : [["width", String(width)]], style: `${style ? `${style}; ` : ""}aspect-ratio: auto ${width} / ${height}` };
    }

    /** The styles that Python has added to the page. */
    styles() {
      const added = [...document.styleSheets].filter(({ ownerNode }) => document.head.contains(ownerNode) && !own.has(ownerNode));
      const inner = this.inline ? [] : [...document.body.querySelectorAll("style")].map(({ sheet }) => sheet).filter(Boolean);
      const sheets = [...added, ...inner, ...document.adoptedStyleSheets].map((sheet) => clean(rulesOf(sheet)));
      return [...sheets, ...this.rules.map((rule, at) => `:root [data-pagelet-style="${at + 1}"] { ${rule} }`)].filter((text) => text.trim()).join("\n");
    }
  }

  state.take = async () => {
    const writer = new Writer();
    const pictures = await writer.look();
    const content = [...document.body.childNodes].map((node) => writer.node(node)).join("");
    return {
      title: document.title,
      html: writer.attributes(document.documentElement),
      body: writer.attributes(document.body),
      changes: [document.documentElement, document.body].map((node) => writer.changes(node)),
      content,
      pictures,
      inline: writer.inline,
      styles: writer.styles(),
      refused: [...new Set(state.refused)],
      ended: state.done > 0 || !state.begun,
    };
  };
};
