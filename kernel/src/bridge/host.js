// The page's side of a worker's bridge: it keeps the objects that the worker holds handles of, and does what it asks.

import { Batch } from "../batch.js";
import { packData, packPlain, unpackValue } from "./pack.js";
import { MODULES } from "./handles.js";
import { PageletError, reason, revive } from "../errors.js";

const AHEAD = 8; // how far a worker may ask to look ahead
export const UNAWAITED = 2000; // milliseconds that a failed promise waits for the worker to await it

/** @param {any} value */
function kindOf(value) {
  if (typeof value === "function") return "function";
  if (typeof value.then === "function") return "promise";
  if (Array.isArray(value) || value instanceof NodeList || value instanceof HTMLCollection) return "list";
  return "object";
}

/**
 * Whether a function belongs to the platform's own classes: those keep their methods, so that a worker may remember
 * that an object of the same class has one.
 * @param {any} owner
 * @param {string} name
 */
function isMethod(owner, name) {
  return owner !== globalThis && !Object.hasOwn(owner, name) && owner instanceof EventTarget;
}

export class Host {
  /**
   * @param {MessagePort} port
   * @param {{sync: object, modules: object, answer: (way: string, reply: any) => void, lost: (error: PageletError, step: {name?: string, path: string}) => void, late: (event: Event) => void}} given
   */
  constructor(port, { sync, modules, answer, lost, late }) {
    this.port = port;
    this.answer = answer;
    this.lost = lost;
    this.late = late;
    /** @type {Map<number, {value?: any, error?: any, count: number}>} */
    this.held = new Map();
    /** @type {Map<any, number>} */
    this.ids = new Map();
    /** @type {Map<number, Function>} functions of the worker's, as the page sees them */
    this.functions = new Map();
    /** @type {Map<number, {resolve: Function, reject: Function, promise?: Promise<any>}>} */
    this.waiting = new Map();
    /** @type {PageletError | undefined} why there is no worker any more */
    this.ended = undefined;
    /** @type {WeakSet<object>} promises and failures that the worker has heard of */
    this.awaited = new WeakSet();
    this.next = 1;
    this.heard = 0; // messages of the port
    /** @type {any[]} questions that have overtaken some of those */
    this.early = [];
    this.batch = new Batch((dispatch, id) => (event) => dispatch(id, event), (error) => reportError(error)); // the worker tells of its own
    for (const root of [globalThis, sync, modules]) this.hold(root);
    this.listen(port);
  }

  /** @param {MessagePort} port whose other end the worker has */
  listen(port) {
    this.port = port;
    this.heard = 0;
    this.early = [];
    port.onmessage = ({ data }) => this.receive(data);
  }

  /**
   * Hear a question that came the quick way: what the worker said before comes first.
   * @param {any} question
   */
  hear(question) {
    this.early.push(question);
    this.catchUp();
  }

  /** A message of the port was heard, by everybody who listens. */
  count() {
    this.heard++;
    this.catchUp();
  }

  catchUp() {
    while (this.early.length && this.early[0].after <= this.heard) this.perform(this.early.shift());
  }

  /**
   * @param {any} value
   * @returns {number}
   */
  hold(value) {
    let id = this.ids.get(value);
    if (id === undefined) {
      id = this.next++;
      this.ids.set(value, id);
      this.held.set(id, { value, count: 0 });
    }
    /** @type {any} */ (this.held.get(id)).count++;
    return id;
  }

  /** @param {number} id */
  object(id) {
    const entry = this.held.get(id);
    if (!entry) throw new Error("the object was released already");
    if (entry.error) throw entry.error;
    return entry.value;
  }

  /**
   * An object that has members, or will have.
   * @param {number} id
   * @param {string} name
   */
  owner(id, name) {
    const owner = this.object(id);
    if (owner === null || owner === undefined) throw new MissingError(name, owner);
    return owner;
  }

  /** @param {number[]} ids */
  release(ids) {
    for (const id of ids) {
      const entry = this.held.get(id);
      if (!entry || id <= MODULES || --entry.count > 0) continue;
      this.held.delete(id);
      if (this.ids.get(entry.value) === id) this.ids.delete(entry.value);
    }
  }

  /** @param {any} value */
  pack(value) {
    const plain = packPlain(value);
    if (plain !== undefined) return plain;
    if (value instanceof Method) return { m: 1 };
    if (value instanceof Items) return { d: { l: value.values.map((item) => this.pack(item)) } };
    if (value instanceof Promise) this.watch(value);
    // An event that is over forgets who heard of it; the worker's function runs then.
    const current = value instanceof Event && value.currentTarget ? this.pack(value.currentTarget) : undefined;
    return { h: this.hold(value), k: kindOf(value), c: value.constructor?.name ?? "", t: current };
  }

  /**
   * A promise may fail before the worker has come to await it; only one that nobody ever awaits is unhandled.
   * @param {Promise<any>} promise
   */
  watch(promise) {
    promise.catch((error) => setTimeout(() => this.awaited.has(promise) || Promise.reject(error), UNAWAITED));
  }

  /** @param {any} packed */
  unpack(packed) {
    return unpackValue(packed, ({ h, m }) => (m ? this.object(h)[m] : this.object(h)), (id) => this.function(id));
  }

  /** @param {any} message from the worker */
  receive(message) {
    if (message.release) this.release(message.release);
    if (message.op) this.perform(message);
    else if (message.done !== undefined) this.settle(message);
  }

  /** @param {any} message */
  settle({ done, value, error }) {
    const call = this.waiting.get(done);
    this.waiting.delete(done);
    if (error) call?.reject(revive(error));
    else call?.resolve(this.unpack(value));
  }

  /** @param {any} request */
  async perform(request) {
    const { n, way, as } = request;
    try {
      const value = this[/** @type {"get"} */ (request.op)](request);
      if (as) return void this.held.set(as, { value: value instanceof Method ? this.get(request) : value, count: 1 });
      // Only some operations wait: a promise that the worker merely looks at must reach it as an object.
      const packed = request.wait ? await this.waited(value, request) : this.pack(value);
      if (n) this.answer(way, { n, value: packed, ahead: this.lookAhead(value, request.hints) });
    } catch (error) {
      if (n) this.answer(way, { n, error: errorData(error) });
      else this.miss(request, error);
    }
  }

  /**
   * What nobody waits for has failed: what goes on from it fails, too, and it is shown, unless the worker awaits it.
   * @param {{op: string, as?: number, name?: string, path: string}} request
   * @param {any} error
   */
  miss({ op, as, name, path }, error) {
    const failure = error instanceof Object ? error : new Error(reason(error));
    if (as) this.held.set(as, { error: failure, count: 1 });
    if (op === "look") return; // what is only looked at is no mistake before it is used
    const show = () => {
      if (this.awaited.has(failure)) return;
      this.awaited.add(failure);
      this.lost(new PageletError("PGL-W08", `The page could not do what the worker asked, ${path}: ${reason(failure)}.`), { name: op === "dom" ? undefined : name, path });
    };
    setTimeout(show, as ? UNAWAITED : 0);
  }

  /**
   * @param {any} value
   * @param {{data?: boolean, whole?: boolean}} request
   */
  async waited(value, { data, whole }) {
    const result = await value;
    if (whole) return { d: { y: result } };
    return data ? { d: packData(result, (leaf) => this.pack(leaf)) } : this.pack(result);
  }

  /**
   * Follow the attributes that the worker expects to want next, so that a chain crosses once.
   * @param {any} value
   * @param {string[]} [hints]
   */
  lookAhead(value, hints = []) {
    const values = [];
    for (const name of hints.slice(0, AHEAD)) {
      // Attributes of the platform's own objects have no effects when they are read; others are not touched.
      if (!(value instanceof EventTarget) || !(name in value)) break;
      value = value[name];
      if (typeof value === "function") break;
      values.push(this.pack(value));
    }
    return values.length ? values : undefined;
  }

  // The operations, by the names that requests give.

  /** @param {{on: number, name: string}} request */
  get({ on, name }) {
    return this.object(on)[name];
  }

  /** Like get, and says whether the worker may remember the answer. @param {{on: number, name: string}} request */
  look({ on, name }) {
    const owner = this.owner(on, name);
    const value = owner[name];
    if (typeof value === "function" && isMethod(owner, name)) return new Method();
    if (value === undefined && !(name in owner)) throw new MissingError(name, owner);
    return value;
  }

  /** @param {{on: number, name: string, value: any}} request */
  set({ on, name, value }) {
    return Reflect.set(this.owner(on, name), name, this.unpack(value)) ? undefined : fail(`"${name}" cannot be set`);
  }

  /** @param {{on: number, name: string}} request */
  delete({ on, name }) {
    return Reflect.deleteProperty(this.object(on), name);
  }

  /** @param {{on: number, name?: string, args: any[]}} request */
  call({ on, name, args }) {
    const owner = name === undefined ? this.object(on) : this.owner(on, name);
    const values = args.map((arg) => this.unpack(arg));
    if (name === undefined) return owner(...values);
    if (typeof owner[name] !== "function") throw new MissingError(name, owner);
    if (name === "preventDefault") this.late(owner);
    return owner[name](...values);
  }

  /** @param {{on: number, args: any[]}} request */
  new({ on, args }) {
    return Reflect.construct(this.object(on), args.map((arg) => this.unpack(arg)));
  }

  /** @param {{on: number, name: string}} request */
  has({ on, name }) {
    return name in this.object(on);
  }

  /** All members at once: a loop over a list must not cross for each of them. @param {{on: number}} request */
  items({ on }) {
    return new Items([...this.object(on)]);
  }

  /** DOM work of many steps. @param {{name: "find", args: any[]}} request */
  dom({ name, args }) {
    const given = args.map((arg) => unpackValue(arg, ({ h }) => this.object(h) ?? fail("there is no such element"), (id) => this.function(id)));
    const result = this.batch[name](.../** @type {[any, any]} */ (given));
    return Array.isArray(result) && /** @type {string} */ (name) !== "build" ? new Items(result) : result;
  }

  /** @param {{on: number}} request */
  promised({ on }) {
    const { value, error } = this.held.get(on) ?? {};
    for (const known of [value, error]) if (known instanceof Object) this.awaited.add(known);
    return this.object(on);
  }

  /** @param {{on: number}} request */
  text({ on }) {
    return String(this.object(on));
  }

  /**
   * A function of the worker's as the page sees it: always asynchronous.
   * @param {number} id
   */
  function(id) {
    let stub = this.functions.get(id);
    if (!stub) {
      stub = (/** @type {any[]} */ ...args) => this.invoke({ call: id }, args);
      this.functions.set(id, stub);
    }
    return stub;
  }

  /**
   * Call a function that lives in the worker.
   * @param {{call?: number, exported?: string}} what
   * @param {any[]} args
   * @param {boolean} [data] whether arguments are copied, as calls between programs do, or lent, as events are
   */
  invoke(what, args, data = false) {
    if (this.ended && data) return Promise.reject(this.ended);
    const n = this.next++;
    const packed = args.map((arg) => (data ? { d: packData(arg, (leaf) => this.pack(leaf)) } : this.pack(arg)));
    this.port.postMessage({ ...what, n, args: packed });
    /** @type {any} */
    const call = {};
    this.waiting.set(n, call);
    return (call.promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject })));
  }

  /**
   * The worker is gone: whoever waits for an answer of its is told.
   * @param {PageletError} error
   */
  end(error) {
    this.ended ??= error;
    this.batch.ended = true;
    for (const { promise, reject } of this.waiting.values()) {
      promise?.catch(() => {}); // who does not wait has lost nothing
      reject(error);
    }
    this.waiting.clear();
  }
}

/** Stands for a method in an answer; packed by its class name alone. */
class Method {}

/** Stands for a whole list in an answer. */
class Items {
  /** @param {any[]} values */
  constructor(values) {
    this.values = values;
  }
}

class MissingError extends Error {
  /**
   * @param {string} name
   * @param {any} owner
   */
  constructor(name, owner) {
    super(`${owner === null ? "null" : owner?.constructor?.name ?? typeof owner} has no attribute "${name}"`);
    this.name = "AttributeError";
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  throw new TypeError(message);
}

/** @param {unknown} error */
function errorData(error) {
  if (error instanceof PageletError) return { pagelet: error.toJSON(), message: error.message };
  return { name: error instanceof Error ? error.name : "Error", message: reason(error) };
}
