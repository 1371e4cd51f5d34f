// An error that the page's author can do something about. What to do is said in hints.js, which only a page with an
// error loads.

/** @typedef {{file: string, line: number, name: string, source: string}} Frame */
/** @typedef {import("./config/place.js").KeyPath} KeyPath */

/** An error that the page's author can do something about. */
export class PageletError extends Error {
  /**
   * @param {string} code one of those in hints.js
   * @param {string} message what happened, in a sentence
   * @param {{file?: string, line?: number, column?: number, source?: string, frames?: Frame[], traceback?: string, hint?: string, key?: KeyPath, cause?: unknown}} [more]
   */
  constructor(code, message, more = {}) {
    super(message, { cause: more.cause });
    this.name = "PageletError";
    this.code = code;
    this.hint = more.hint ?? ""; // hints.js has one for each code
    this.file = more.file ?? "";
    this.line = more.line ?? 0;
    this.column = more.column ?? 0;
    this.source = more.source ?? "";
    /** @type {Frame[]} the author's own code on the way to the error, the last one being where it happened */
    this.frames = more.frames ?? [];
    this.traceback = more.traceback ?? "";
    /** @type {KeyPath | undefined} the key of the config that asks for what failed */
    this.key = more.key;
    // Set once it has been shown: an error may come by twice, thrown and as an event.
    this.shown = false;
  }

  /** The same error as plain data, for events and for the way out of a worker. */
  toJSON() {
    const { code, message, hint, file, line, column, source, frames, traceback, key } = this;
    return { code, message, hint, file, line, column, source, frames, traceback, key };
  }
}

/**
 * Undo toJSON on the other side of a worker.
 * @param {ReturnType<PageletError["toJSON"]>} data
 */
export function revive(data) {
  return new PageletError(data.code, data.message, data);
}

/**
 * Let what fails say which key of the config asks for it.
 * @template T
 * @param {KeyPath | undefined} key
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function askedFor(key, promise) {
  return promise.catch((error) => {
    throw Object.assign(error, { key });
  });
}

/**
 * Hand a promise to Python so that an error of ours is found again, by its code, in Python's traceback.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function forPython(promise) {
  return promise.catch((error) => {
    throw error instanceof PageletError ? new Error(`${error.code}: ${error.message}${placeOf(error)}`) : error;
  });
}

/**
 * What went wrong, for Python to raise. Nothing is thrown into Python: MicroPython cannot catch what JavaScript throws.
 */
export class Failure {
  /** @param {any} error */
  constructor(error) {
    this.kind = "failure";
    this.error = error;
    this.name = error.name;
    // The code travels in the message, so that it is found again in Python's traceback.
    this.message = error instanceof PageletError ? `${error.code}: ${error.message}` : error.message;
  }
}

/**
 * Call a method of the platform's for Python, which gets a failure where the method throws or its promise is rejected:
 * not even CPython can catch everything that is, for the platform rejects with what is no Error, too.
 * @param {any} owner
 * @param {string} name
 * @param {any[]} args
 */
export function attempt(owner, name, ...args) {
  const fail = (/** @type {any} */ error) => new Failure(error);
  try {
    const result = owner[name](...args);
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
}

/**
 * Where an error happened, for the end of a sentence.
 * @param {PageletError} error
 */
function placeOf({ file, line }) {
  return file && line ? ` (${file}:${line})` : "";
}

/**
 * Describe anything that was thrown in one sentence.
 * @param {unknown} thrown
 * @returns {string}
 */
export function reason(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
