// The service worker behind synchronous requests. An answer and the request for it may arrive in either order.

const PATIENCE = 5 * 60_000;

/** @type {Map<string, {answer: Promise<BodyInit>, resolve: (body: BodyInit) => void}>} */
const pending = new Map();

/** @param {string} key */
function slot(key) {
  let entry = pending.get(key);
  if (!entry) {
    let resolve = (/** @type {BodyInit} */ _) => {};
    const answer = /** @type {Promise<BodyInit>} */ (new Promise((done) => (resolve = done)));
    pending.set(key, (entry = { answer, resolve }));
    setTimeout(() => pending.delete(key), PATIENCE);
  }
  return entry;
}

addEventListener("install", () => /** @type {any} */ (self).skipWaiting());
addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(/** @type {any} */ (self).clients.claim()));

addEventListener("message", (/** @type {any} */ { data, origin }) => {
  if (origin === location.origin) slot(data.key).resolve(data.body);
});

addEventListener("fetch", (/** @type {any} */ event) => {
  const [, key] = event.request.url.split("/pagelet.sync/");
  if (!key) return;
  const answer = slot(key).answer.then((body) => {
    pending.delete(key);
    return new Response(body);
  });
  event.respondWith(answer);
});
