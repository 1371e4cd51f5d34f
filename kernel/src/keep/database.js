// IndexedDB with promises, and what its errors mean to the author of a page.

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function requested(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {string} name
 * @param {(database: IDBDatabase) => void} create fill a database that was not there before, in one transaction
 */
export function openDatabase(name, create) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => create(request.result);
  return requested(request);
}

const BLOCKED = ["SecurityError", "InvalidStateError", "ReferenceError", "TypeError"];

/**
 * Say why something cannot be kept. Nothing is thrown into Python: MicroPython cannot catch what JavaScript throws.
 * @param {any} error
 * @param {string} name
 */
export function unable(error, name) {
  const why = `${error?.name ?? "Error"}: ${error?.message ?? error}`;
  if (error?.name === "QuotaExceededError") {
    return failed(`there is no room left to keep "${name}": remove something from it, or make room on the disk, and call sync() again`);
  }
  if (BLOCKED.includes(error?.name)) {
    return failed(`the browser does not let this page keep "${name}" (${why}); allow the site to store data, and do not open it in a sandbox`);
  }
  return failed(`"${name}" could not be kept (${why})`);
}

/** @param {string} message */
export function failed(message) {
  return { kind: "failure", message };
}
