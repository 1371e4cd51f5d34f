// One interpreter of a page hands work to the other: what start() in src/pagelet/handover.py asks for. Both live in the
// same JavaScript, so that what crosses is never turned into text.

import { fit } from "./bridge/fit.js";
import { UNAWAITED } from "./bridge/host.js";
import { realmOf } from "./page.js";
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

/** @type {Map<Type, Promise<any>>} Python's function that does what is asked, by the type of interpreter */
const doers = new Map();

/** @param {Type} type */
async function doerOf(type) {
  const python = await realmOf(type).started;
  /** @type {any} */
  let perform;
  python.register("_pagelet_handover", { take: (/** @type {any} */ given) => (perform = given), hold: (/** @type {any} */ proxy) => new Handed(type, proxy), open: (/** @type {any} */ handed) => askerOf(type, handed.type) });
  python.run('__import__("pagelet.handover", None, None, ["serve"]).serve()', "<handover>");
  return perform;
}

/**
 * Start an interpreter, if it is not there yet, for another one.
 * @param {Type} from
 * @param {Type} to
 */
export async function openHandover(from, to) {
  for (const type of [from, to]) if (!doers.has(type)) doers.set(type, doerOf(type));
  await Promise.all([doers.get(from), doers.get(to)]);
  return askerOf(from, to);
}

/**
 * @param {Type} from
 * @param {Type} to
 */
function askerOf(from, to) {
  const ask = async (/** @type {Handed | null | undefined} */ target, /** @type {any} */ path, /** @type {any} */ args, /** @type {any} */ named) => {
    const perform = await doers.get(to);
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
  if (value instanceof Map) return new Map([...value].map(each));
  const plain = value && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.fromEntries(Object.entries(value).map(each)) : fit(value, type === "mpy" ? null : undefined);
}
