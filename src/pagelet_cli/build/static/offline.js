// The service worker of a built site: what pages need is kept under its hash, so that they open without a network. A
// site's new version is fetched whole before it takes over, and takes over when no page of the old one is open.
// https://web.dev/articles/service-worker-lifecycle
"use strict";

/** The hash of every file, by its path. */
const FILES = /* FILES */;
/** What is fetched before a page asks for it. */
const FIRST = /* FIRST */;
/** What pages may ask for later: it is fetched when nobody needs the line. */
const REST = /* REST */;
/** What pages are isolated by, on hosts that send no headers of their own. */
const HEADERS = /* HEADERS */;
const STORE = `pagelet ${registration.scope}`;

const keyOf = (/** @type {string} */ hash) => `${registration.scope}_pagelet/kept/${encodeURIComponent(hash)}`;

/** @param {string} address */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  // Not decodeURI: that leaves what stands for # and & as it is.
  const plain = origin + decodeURIComponent(pathname);
  const scope = decodeURIComponent(registration.scope);
  if (!plain.startsWith(scope)) return undefined;
  const path = plain.slice(scope.length);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

/**
 * Fetch a file of this version and keep it; the browser checks that it is the one.
 * @param {Cache} store
 * @param {string} path
 * @param {RequestCache} cache
 */
async function bring(store, path, cache) {
  const integrity = FILES[path];
  const address = new URL(path.split("/").map(encodeURIComponent).join("/"), registration.scope).href;
  // Only what has its hash in its address is sure not to be an older one.
  const answer = await fetch(`${address}${/^_pagelet\/(?!.*\/python_stdlib\.zip$)/.test(path) ? "" : `?v=${integrity.slice(7, 15).replace(/\W/g, "_")}`}`, { integrity, cache });
  if (!answer.ok) throw new TypeError(`${path} answered ${answer.status}`);
  await store.put(keyOf(integrity), answer.clone());
  return answer;
}

/**
 * Tell whether what was kept is still what it was. The largest files are left to the page, which checks them while
 * they are compiled, and asks anew.
 * @param {Response | undefined} found
 * @param {string} path
 */
async function isSound(found, path) {
  if (!found || path.endsWith(".wasm")) return Boolean(found);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await found.clone().arrayBuffer()));
  return `sha256-${btoa(String.fromCharCode(...digest))}` === FILES[path];
}

async function bringFirst() {
  const store = await caches.open(STORE);
  const known = new Set((await store.keys()).map(({ url }) => url));
  const missing = FIRST.filter((path) => !known.has(keyOf(FILES[path])));
  await Promise.all(missing.map((path) => bring(store, path, "default")));
}

/**
 * Keep what a page was given before there was a service worker, and what it may ask for yet, one after the other. A page
 * that is closed meanwhile says so again when it is opened.
 * @param {string[]} used
 */
async function bringRest(used) {
  const store = await caches.open(STORE);
  const known = new Set((await store.keys()).map(({ url }) => url));
  const given = used.map(pathOf).filter((path) => path !== undefined && Object.hasOwn(FILES, path));
  for (const path of new Set([...given, ...REST])) {
    if (!known.has(keyOf(FILES[path]))) await bring(store, path, "default").catch(() => {});
  }
}

addEventListener("install", (event) => {
  // A page that waits for its headers is loaded twice: it must not be in use already when that happens.
  if (registration.active || !Object.keys(HEADERS).length) event.waitUntil(bringFirst());
});

addEventListener("activate", (event) => {
  const clean = async () => {
    const store = await caches.open(STORE);
    const kept = new Set(Object.values(FILES).map(keyOf));
    for (const request of await store.keys()) if (!kept.has(request.url)) await store.delete(request);
  };
  event.waitUntil(clean());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === undefined || !Object.hasOwn(FILES, path)) return;
  const answer = async () => {
    const store = await caches.open(STORE);
    // The page asks anew when what it was given is not what it should be.
    const found = request.cache === "reload" ? undefined : await store.match(keyOf(FILES[path]));
    if (await isSound(found, path)) return found;
    const anew = () => bring(store, path, "reload");
    // The browser may have it from before it was asked here: from the page's first visit.
    const answer = found || request.cache === "reload" ? anew() : bring(store, path, "default").catch(anew);
    // A host that has a newer version already has no file of this one: the page says so.
    return answer.catch(() => fetch(request));
  };
  event.respondWith(answer().then(isolated));
});

/** @param {Response} answer */
function isolated(answer) {
  if (!Object.keys(HEADERS).length || answer.type === "opaque" || answer.redirected) return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

// A page whose visitor wants the new version at once. Where others are open, that would take the old one from under them.
addEventListener("message", (event) => {
  if (event.data === "pagelet keep") event.waitUntil(bringFirst());
  if (event.data.used) event.waitUntil(bringRest(event.data.used));
  if (event.data !== "pagelet take over") return;
  const take = async () => {
    const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const pages = open.filter(({ url, frameType }) => url.startsWith(registration.scope) && frameType !== "nested");
    if (pages.length < 2) await skipWaiting();
    else event.source.postMessage({ others: pages.length - 1 });
  };
  event.waitUntil(take());
});
