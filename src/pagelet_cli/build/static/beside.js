// Behind the service worker of the kernel's folder, which workers of a built site wait with. It stands between them, the
// frame that starts them, and the site's own service worker: what that has kept, and the headers that it sends, they get too.
{
  const shipped = new Map(Object.entries(/* TABLE */).map(([name, hash]) => [new URL(name, registration.scope).href, hash]));
  const headers = /* HEADERS */;
  const top = new URL("../../", registration.scope).href;

  async function kept(request, hash) {
    const name = `pagelet ${top}`;
    if (request.cache === "reload" || !(await caches.has(name))) return undefined;
    const found = await (await caches.open(name)).match(`${top}_pagelet/kept/${encodeURIComponent(hash)}`);
    if (!found || request.url.endsWith(".wasm")) return found;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await found.clone().arrayBuffer()));
    return `sha256-${btoa(String.fromCharCode(...digest))}` === hash ? found : undefined;
  }

  async function answer(request, hash) {
    const found = (await kept(request, hash)) ?? (await fetch(request));
    if (!Object.keys(headers).length) return found;
    const more = new Headers(found.headers);
    for (const [name, value] of Object.entries(headers)) more.set(name, value);
    return new Response(found.body, { status: found.status, statusText: found.statusText, headers: more });
  }

  addEventListener("fetch", (event) => {
    const hash = shipped.get(event.request.url);
    if (hash && event.request.method === "GET") event.respondWith(answer(event.request, hash));
  });
}
