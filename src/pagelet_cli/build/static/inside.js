// A page that has all its files inside: what it fetches, imports or starts is answered out of itself, so that it works
// where nothing can be fetched, opened from disk. The same text is the beginning of its workers.
// Blobs and not the address bar's own: https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque
"use strict";
(() => {
  /** What is inside, by address: a text, or bytes that are compressed still. */
  const files = new Map();
  /** Addresses that the browser itself can load. */
  const blobs = new Map();
  const started = globalThis.document?.currentScript?.textContent ?? "";
  const { fetch, Worker, XMLHttpRequest } = globalThis;
  let base = globalThis.document?.baseURI ?? "";

  const absolute = (given) => {
    try {
      return new URL(given, base).href;
    } catch {
      return "";
    }
  };

  const inflate = (bytes) => new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));

  const body = ({ text, bytes }) => text ?? inflate(bytes);

  /** Give what is inside an address that the browser can load. */
  async function addressOf(href) {
    const file = files.get(href);
    if (!file) return href;
    if (!blobs.has(href)) {
      const data = file.text ?? (await new Response(inflate(file.bytes)).arrayBuffer());
      if (!blobs.has(href)) blobs.set(href, URL.createObjectURL(new Blob([data], { type: file.type })));
    }
    return blobs.get(href);
  }

  globalThis.pageletInside = {
    address: absolute,
    import: async (given) => import(await addressOf(absolute(given))),
  };

  globalThis.fetch = async (given, options) => {
    const file = typeof given === "string" || given instanceof URL ? files.get(absolute(given)) : undefined;
    return file ? new Response(body(file), { headers: { "Content-Type": file.type } }) : fetch(given, options);
  };

  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, given, ...rest) {
    return open.call(this, method, blobs.get(absolute(given)) ?? given, ...rest);
  };

  function take(entries) {
    for (const [address, file] of entries) {
      files.set(address, file);
      if (file.text !== undefined) addressOf(address);
    }
  }

  /** Workers are programs of a blob, which may load only blobs of their own: they get a copy of everything. */
  class InsideWorker extends Worker {
    constructor(given, options) {
      const href = absolute(given);
      if (!files.has(href)) return void super(given, options);
      super(URL.createObjectURL(new Blob([started], { type: "text/javascript" })), { name: options?.name ?? "" });
      this.postMessage({ files: [...files], start: href, base });
    }
  }

  /** Four of fifteen bits are worth six of eight in Base64: characters of two bytes hold fifteen each. */
  function unpack(text, size) {
    const bytes = new Uint8Array(size);
    for (let at = 0, from = 0, bits = 0, held = 0; at < size; ) {
      held = ((held & 0xff) << 15) | (text.charCodeAt(from++) - 0x3400);
      for (bits += 15; bits >= 8 && at < size; ) bytes[at++] = held >> (bits -= 8);
    }
    return bytes;
  }

  /** Python may make an image of a file that is inside. */
  function watchImages() {
    const show = async (element) => {
      for (const name of ["src", "poster"]) {
        const href = element.hasAttribute?.(name) && absolute(element.getAttribute(name));
        if (href && files.has(href)) element.setAttribute(name, await addressOf(href));
      }
    };
    const images = "img,audio,video,source,track,embed";
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records)
        for (const node of [target, ...addedNodes]) {
          if (!(node instanceof Element)) continue;
          for (const element of node.querySelectorAll(images)) show(element);
          if (node.matches(images)) show(node);
        }
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["src", "poster"] });
  }

  async function startPage() {
    const home = await openPage();
    globalThis.Worker = InsideWorker;
    watchImages();
    await pageletInside.import(home);
  }

  async function openPage() {
    const parts = [...document.querySelectorAll('script[type="text/x-pagelet"]')];
    const read = parts.map(({ textContent, dataset }) => [dataset.name, dataset.type, unpack(textContent, Number(dataset.size))]);
    for (const part of parts) part.remove();
    const [[, , first], ...others] = read;
    const { home, page, texts } = await new Response(inflate(first)).json();
    pageletInside.page = absolute(page);
    take(Object.entries(texts).map(([name, [type, text]]) => [absolute(name), { type, text }]));
    take(others.map(([name, type, bytes]) => [absolute(name), { type, bytes }]));
    // What Python asks for without waiting must be ready: a small file may be asked for like that.
    for (const [name, , bytes] of others) if (!/_pagelet\//.test(name) && bytes.length < 4e6) addressOf(absolute(name));
    return home;
  }

  function startWorker({ data }) {
    const early = [];
    const hold = (event) => {
      event.stopImmediatePropagation();
      early.push(event);
    };
    addEventListener("message", hold);
    ({ base } = data);
    take(data.files);
    // Pyodide asks by it whether imports work here: those of this worker do.
    globalThis.importScripts = () => {
      throw new TypeError("everything is imported");
    };
    pageletInside.import(data.start).then(
      () => {
        removeEventListener("message", hold);
        for (const event of early) dispatchEvent(new MessageEvent("message", { data: event.data, ports: event.ports }));
      },
      (error) => setTimeout(() => { throw error; }),
    );
  }

  if (globalThis.document) {
    startPage().catch((error) => {
      const said = `This page cannot start: the file is damaged, or the browser too old. (${error})`;
      document.body.append(Object.assign(document.createElement("p"), { role: "alert", textContent: said }));
      console.error(error);
    });
  } else addEventListener("message", startWorker, { once: true });
})();
