// In the place of a build's service worker, when something else is served where that build was: it forgets the build, and
// shows what is there now. https://developer.chrome.com/docs/workbox/remove-buggy-service-workers
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  await registration.unregister();
  for (const name of await caches.keys()) if (name === `pagelet ${registration.scope}`) await caches.delete(name);
  for (const client of await clients.matchAll()) await client.navigate(client.url);
}
