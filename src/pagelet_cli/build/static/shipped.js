// In front of the kernel of a built site: the hash of each of its files, which is checked when one is fetched.
{
  const shipped = new Map(Object.entries(/* TABLE */).map(([name, hash]) => [new URL(name, /* HERE */).href, hash]));
  const plain = globalThis.fetch;
  const base = () => globalThis.document?.baseURI ?? globalThis.location.href;
  const damaged = () => new TypeError("it is not the file that this page was built with; reload the page, or build and upload it anew");

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

  globalThis.fetch = async (given, options) => {
    const url = typeof given === "string" || given instanceof URL ? new URL(given, base()).href : "";
    const integrity = shipped.get(url);
    if (!integrity || (options?.method ?? "GET") !== "GET") return plain(given, options);
    // Files that keep their author's name have their hash in the address: no cache has another version under it.
    const address = url.includes("/_pagelet/") ? url : `${url}?v=${integrity.slice(7, 15).replace(/\W/g, "_")}`;
    const early = isPreloaded(address) ? await compared(address, options, integrity) : undefined;
    if (early) return early;
    return plain(address, { ...options, integrity }).catch(async (error) => {
      // It says no more than that it failed. A cache may be to blame; if what the host has is not it, either, say so.
      const answer = await plain(address, { ...options, cache: "reload" });
      if (!answer.ok) return answer;
      return plain(address, { ...options, cache: "force-cache", integrity }).catch(() => {
        throw Object.assign(damaged(), { cause: error });
      });
    });
  };

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
    };
    document.documentElement.append(frame);
  }

  // After what the page itself has to load.
  globalThis.document?.addEventListener("py:all-done", keepForLater, { once: true });
}
