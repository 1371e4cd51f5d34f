// Waiting for a service worker: the worker makes a synchronous request, and the service worker answers it with what the
// page posts. It works in every browser and needs no headers. Its scope is the kernel's own folder, so that it sees
// nothing of the page's requests.

import { here } from "../../base.js";
import { readReply } from "./written.js";

const ADDRESS = `${here}pagelet.sync/`;

/**
 * The page's end. Returns undefined where there can be no service worker (no https, private window, a frame that is held apart).
 * @param {Navigator} navigator
 */
export async function syncService(navigator) {
  try {
    const registration = await navigator.serviceWorker.register(`${here}pagelet.sync.js`, { scope: here });
    await activated(registration);
    return registration;
  } catch {
    return undefined;
  }
}

/** @param {ServiceWorkerRegistration} registration */
function activated(registration) {
  if (registration.active) return undefined;
  const worker = /** @type {ServiceWorker} */ (registration.installing ?? registration.waiting);
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(undefined);
      if (worker.state === "redundant") reject(new Error("redundant"));
    });
  });
}

/**
 * The worker's end.
 * @param {string} token tells this worker's requests from others'
 * @param {MessagePort} port
 */
export function serviceTransport(token, port) {
  const ask = (/** @type {any} */ message) => {
    port.postMessage(message);
    const request = new XMLHttpRequest();
    request.open("GET", `${ADDRESS}${token}/${message.n}`, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) return { error: { name: "Error", message: `the service worker answered ${request.status}` } };
    return readReply(new Uint8Array(request.response));
  };
  return { way: "service", ask };
}
