// In front of the kernel of a built site: the hash of each of its files, which is checked when one is fetched.
{
  const shipped = new Map(Object.entries(/* TABLE */).map(([name, hash]) => [new URL(name, /* HERE */).href, hash]));
  const plain = globalThis.fetch;
  const base = () => globalThis.document?.baseURI ?? globalThis.location.href;
  const CHANGED = "it is not the file that this page was built with";

  /** Firefox takes nothing that was preloaded for a request that names a hash: such files are looked at here. */
  const isPreloaded = (url) => crypto.subtle && [...globalThis.document?.querySelectorAll("link[rel=preload]") ?? []].some(({ href }) => href === url);

  async function compared(url, options, integrity) {
    const answer = await plain(url, options);
    if (!answer.ok) return answer;
    const data = await answer.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    if (`sha256-${btoa(String.fromCharCode(...digest))}` !== integrity) return undefined;
    return new Response(data, { headers: answer.headers });
  }

  // Files that keep their author's name, and a library that is trimmed for these pages, have their hash in the address: no
  // cache has another version under it.
  const addressOf = (url, integrity) => (/\/_pagelet\/(?!.*\/python_stdlib\.zip$)/.test(url) ? url : `${url}?v=${integrity.slice(7, 15).replace(/\W/g, "_")}`);

  globalThis.fetch = async (given, options) => {
    const url = typeof given === "string" || given instanceof URL ? new URL(given, base()).href : "";
    const integrity = shipped.get(url);
    if (!integrity || (options?.method ?? "GET") !== "GET") return plain(given, options);
    const address = addressOf(url, integrity);
    const early = isPreloaded(address) ? await compared(address, options, integrity) : undefined;
    if (early) return early;
    return plain(address, { ...options, integrity }).catch(async (error) => {
      // It says no more than that it failed. A cache may be to blame; if what the host has is not it, either, say so.
      const answer = await plain(address, { ...options, cache: "reload" });
      if (!answer.ok) return answer;
      return plain(address, { ...options, cache: "force-cache", integrity }).catch(() => {
        throw new TypeError(CHANGED, { cause: error });
      });
    });
  };

  // For programs that browsers load without a hash: workers. And what says in an error's message that a hash is wrong, and for
  // who cannot wait, and asks without fetch, the address and the hash of a file.
  globalThis[Symbol.for("pagelet sound")] = Object.assign(
    async (url) => {
      const answer = await globalThis.fetch(url);
      if (!answer.ok) throw new TypeError(`the host answered ${answer.status}`);
    },
    { CHANGED, fileOf: (url) => shipped.has(url) && { url: addressOf(url, shipped.get(url)), integrity: shipped.get(url) } },
  );

  /**
   * Let the site work without a network from now on. Under Trusted Types no script of the page may register a service
   * worker; an empty document of the kernel's folder may, and is there for nothing else.
   */
  function keepForLater() {
    const offline = /* OFFLINE */;
    if (!offline || !globalThis.document || !navigator.serviceWorker) return;
    const frame = Object.assign(document.createElement("iframe"), { hidden: true, title: "Pagelet offline", src: new URL("pagelet.frame.html", /* HERE */).href });
    frame.onload = async () => {
      const address = new URL(offline, /* HERE */).href;
      await frame.contentWindow.navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch((error) => console.info(`This page is not kept for later: ${error.message}`));
      frame.remove();
      const kept = await navigator.serviceWorker.getRegistration(new URL(".", address).href);
      if (!kept) return;
      if (isolates) isolate(kept);
      if (isolates && globalThis.crossOriginIsolated) kept.active?.postMessage("pagelet keep");
      watch(kept);
      if (!isolates || globalThis.crossOriginIsolated) await keepRest();
    };
    document.documentElement.append(frame);
  }

  /** Tell the service worker what the page was given without it; that keeps the rest too, but not for who saves data. */
  async function keepRest() {
    if (navigator.connection?.saveData) return;
    const { active } = await navigator.serviceWorker.ready;
    await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    active.postMessage({ used: performance.getEntriesByType("resource").map(({ name }) => name) });
  }

  /** @param {ServiceWorkerRegistration} kept */
  function watch(kept) {
    const look = () => kept.waiting && navigator.serviceWorker.controller && tell(kept.waiting);
    kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", look));
    look();
  }

  /**
   * Say that there is a new version, and let the visitor decide. A page that wants to say so itself prevents the default.
   * @param {ServiceWorker} next
   */
  function tell(next) {
    const reload = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      next.postMessage("pagelet take over");
    };
    if (!dispatchEvent(new CustomEvent("pagelet:update", { detail: { reload }, cancelable: true }))) return;
    if (document.querySelector("pagelet-update")) return;
    const element = document.createElement("pagelet-update");
    const root = element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      div { position: fixed; z-index: 2147483000; inset: auto 1rem 1rem; margin: auto; width: fit-content; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
        padding: .6rem .9rem; border-radius: .6rem; font: 1rem/1.4 system-ui, sans-serif; color-scheme: light dark; color: CanvasText; background: Canvas; box-shadow: 0 .2rem 1rem #0006 }
      button { font: inherit; padding: .2rem .8rem; cursor: pointer }`);
    root.adoptedStyleSheets = [sheet];
    const make = (/** @type {string} */ name, /** @type {object} */ more) => Object.assign(document.createElement(name), more);
    const bar = make("div", { role: "status" });
    const words = make("span", { textContent: "There is a new version of this page." });
    bar.append(words, make("button", { textContent: "Reload", onclick: reload }), make("button", { textContent: "Later", onclick: () => element.remove() }));
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data?.others) words.textContent = `There is a new version; close the ${data.others === 1 ? "other tab" : `${data.others} other tabs`} of this site first.`;
    });
    root.append(bar);
    document.body.append(element);
  }

  const isolates = /* ISOLATES */;

  /**
   * The service worker sends the headers that the host does not: from the next load on, which is at once, and once.
   * @param {ServiceWorkerRegistration} kept
   */
  function isolate(kept) {
    const mark = "pagelet isolated";
    if (globalThis.crossOriginIsolated || sessionStorage.getItem(mark)) return;
    const begin = () => {
      if (!kept.active || navigator.serviceWorker.controller) return;
      sessionStorage.setItem(mark, "1");
      location.reload();
    };
    const coming = kept.installing ?? kept.waiting;
    coming?.addEventListener("statechange", () => coming.state === "activated" && begin());
    begin();
  }

  // After what the page itself has to load, but for what it cannot begin without.
  if (isolates && !globalThis.crossOriginIsolated) keepForLater();
  else globalThis.document?.addEventListener("py:all-done", keepForLater, { once: true });
}
