// A module that could not be had, and is asked for again.

/** @type {Set<string>} */
const failed = new Set();

/**
 * Import a module that may not have come the last time. Firefox 153, and Chromium until 2026, ask only once for a module: for them
 * it has another address then, as soon as there is something to be had under its own (bundle.py has the same for the kernel's parts).
 * https://github.com/whatwg/html/pull/10327
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function importAgain(url) {
  const answer = failed.has(url) ? await fetch(url) : undefined;
  return import(answer?.ok ? `${url}?again` : url).catch((error) => {
    failed.add(url);
    throw error;
  });
}
