// Behind the service worker of the kernel's folder, which workers of a built site wait with. It stands between them, the
// frame that starts them, and the site's own service worker: what that has kept, and the headers that it sends, they get too.
{
  const shipped = new Map(Object.entries(/* TABLE */).map(([name, hash]) => [new URL(name, registration.scope).href, hash]));
  const headers = /* HEADERS */;
  const top = new URL("../../", registration.scope).href;

  const name = `pagelet ${top}`;

  /** Give what was kept, if it is what it was; else what the host has, which is kept in its place. */
  async function bring(request, hash) {
    if (!(await caches.has(name))) return fetch(request);
    const store = await caches.open(name);
    const key = `${top}_pagelet/kept/${encodeURIComponent(hash)}`;
    const found = request.cache === "reload" ? undefined : await store.match(key);
    if (found && (request.url.endsWith(".wasm") || (await isSound(found, hash)))) return found;
    const ask = (cache) => fetch(request.url, { integrity: hash, cache });
    const anew = () => ask("reload");
    try {
      // The browser may have it from before it was asked here: from the page's first visit.
      const answer = await (found || request.cache === "reload" ? anew() : ask("default").catch(anew));
      if (answer.ok) await store.put(key, answer.clone());
      return answer;
    } catch {
      return fetch(request);
    }
  }

  async function isSound(found, hash) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await found.clone().arrayBuffer()));
    return `sha256-${btoa(String.fromCharCode(...digest))}` === hash;
  }

  async function answer(request, hash) {
    const found = await bring(request, hash);
    if (!Object.keys(headers).length) return found;
    const more = new Headers(found.headers);
    for (const [name, value] of Object.entries(headers)) more.set(name, value);
    return new Response(found.body, { status: found.status, statusText: found.statusText, headers: more });
  }

  addEventListener("fetch", (event) => {
    const hash = shipped.get(event.request.url.split("?")[0]);
    if (hash && event.request.method === "GET") event.respondWith(answer(event.request, hash));
  });
}
