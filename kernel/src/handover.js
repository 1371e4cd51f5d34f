// One interpreter of a page hands work to the other: what start() in src/pagelet/handover.py asks for. Both live in the
// same JavaScript, so that what crosses is never turned into text.

import { fit } from "./bridge/fit.js";
import { UNAWAITED } from "./bridge/host.js";
import { forgetFailed, realmOf } from "./page.js";
import { raisedThere } from "./raised.js";

/** @typedef {import("./tags.js").Type} Type */

/** An object of one interpreter's: the other knows it by this alone. */
class Handed {
  /**
   * @param {Type} type
   * @param {any} proxy
   */
  constructor(type, proxy) {
    this.kind = "handed";
    this.type = type;
    this.proxy = proxy;
  }
}

/** A dict with keys that JavaScript has no equals of. */
class Pairs {
  /** @param {Array<[any, any]>} pairs */
  constructor(pairs) {
    this.kind = "pairs";
    this.pairs = pairs;
  }
}

/** @type {Map<Type, Promise<any>>} Python's function that does what is asked, by the type of interpreter */
const doers = new Map();

/** @param {Type} type */
function doerOf(type) {
  const doer = doers.get(type) ?? beginDoing(type);
  doers.set(type, doer);
  return doer;
}

/** @param {Type} type */
async function beginDoing(type) {
  try {
    return await doing(await realmOf(type).started, type);
  } catch (error) {
    doers.delete(type);
    await forgetFailed(type);
    throw error;
  }
}

/** @param {import("./interpreters/contract.js").Interpreter} python @param {Type} type */
function doing(python, type) {
  /** @type {any} */
  let perform;
  python.register("_pagelet_handover", {
    take: (/** @type {any} */ given) => (perform = given),
    hold: (/** @type {any} */ proxy) => new Handed(type, proxy),
    pairs: (/** @type {Array<[any, any]>} */ pairs) => new Pairs(pairs),
    open: (/** @type {any} */ handed) => askerOf(type, handed.type),
  });
  python.run('__import__("pagelet.handover", None, None, ["serve"]).serve()', "<handover>");
  return perform;
}

/**
 * Start an interpreter, if it is not there yet, for another one.
 * @param {Type} from
 * @param {Type} to
 */
export async function openHandover(from, to) {
  await Promise.all([from, to].map(doerOf));
  return askerOf(from, to);
}

/**
 * @param {Type} from
 * @param {Type} to
 */
function askerOf(from, to) {
  const ask = async (/** @type {Handed | null | undefined} */ target, /** @type {any} */ path, /** @type {any} */ args, /** @type {any} */ named) => {
    const perform = await doerOf(to);
    const there = realmOf(to);
    const python = await there.started;
    const { current } = realmOf(from);
    if (current) there.enter(current); // what it displays belongs to who asked
    try {
      return arriving(await python.call(perform, ...arriving([target, path, args, named], to)), from);
    } catch (error) {
      throw raisedThere(error, python);
    }
  };
  return {
    ask(/** @type {any[]} */ ...asked) {
      // It begins at once, and Python may await it later.
      let awaited = false;
      const answer = /** @type {Promise<any>} */ (ask(.../** @type {[any, any, any, any]} */ (asked)));
      answer.catch((error) => setTimeout(() => awaited || realmOf(from).lost(error, "PGL-P04"), UNAWAITED));
      return () => {
        awaited = true;
        return answer.then((value) => ({ value }), (failure) => ({ failure }));
      };
    },
  };
}

/**
 * Make what was given fit for an interpreter, and give it back what is its own.
 * @param {any} value
 * @param {Type} type
 * @returns {any}
 */
function arriving(value, type) {
  const each = (/** @type {any} */ item) => arriving(item, type);
  if (value instanceof Handed) return value.type === type ? value.proxy : value;
  if (Array.isArray(value)) return value.map(each);
  if (value instanceof Pairs) return new Pairs(each(value.pairs));
  const plain = value && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.fromEntries(Object.entries(value).map(each)) : fit(value, type === "mpy" ? null : undefined);
}
