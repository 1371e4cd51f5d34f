// The worker's side of the bridge where nothing lets Python wait for the page. What is done to the page is said to it, and
// Python goes on. What the page would answer is a handle that the worker numbers itself: the next step begins with it before
// the page has heard of the last, and "await" gives what is behind it. https://capnproto.org/rpc.html#promise-pipelining

import { Client, Ref } from "./client.js";
import { Failure, PageletError } from "../errors.js";

const OWN = 1e9; // above all numbers that the page gives to handles, and below what MicroPython cuts off
const WORD = 40; // letters of a value in a message

export class OneWayClient extends Client {
  /**
   * @param {MessagePort} port
   * @param {any} none what this worker's Python takes for None
   * @param {boolean} [chosen] whether its config says so (sync_main_only)
   */
  constructor(port, none, chosen) {
    super(port, undefined, none);
    this.why = chosen ? "its config says sync_main_only" : "there is neither SharedArrayBuffer, nor JSPI, nor a service worker";
    this.window.path = "window";
    /** @type {Ref | undefined} what Python began to iterate over, until that turns out to be an "await" */
    this.iterated = undefined;
  }

  cannotWait() {
    return new PageletError("PGL-W03", `This worker has no way to wait for the page: ${this.why}.`);
  }

  /** What Python gets that needs an answer now. @param {Ref} ref */
  unknown(ref) {
    return new Failure(new PageletError("PGL-W07", `${called(ref)} is not known here yet, for this worker cannot wait for the page: ${this.why}.`));
  }

  /**
   * @param {any} request
   * @param {string} path what it is in the program
   */
  say(request, path) {
    const ref = Object.assign(new Ref(OWN + this.next++, "later", "answer"), { path });
    this.registry.register(ref, ref.id);
    this.port.postMessage({ ...request, as: ref.id, path });
    return ref;
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   */
  get(ref, name) {
    if (name === "currentTarget" && ref.currentTarget) return ref.currentTarget;
    return Object.assign(this.say({ op: "look", on: ref.id, name }, member(ref, name)), { owner: ref, name });
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   * @param {any} value
   */
  set(ref, name, value) {
    const say = (/** @type {any[]} */ [packed]) => this.port.postMessage({ op: "set", on: ref.id, name, value: packed, path: `${member(ref, name)} = ${word(value)}` });
    return this.giving([value], (packed) => (say(packed), this.none));
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   */
  delete(ref, name) {
    this.port.postMessage({ op: "delete", on: ref.id, name, path: `del ${member(ref, name)}` });
    return this.none;
  }

  /**
   * @param {Ref} ref
   * @param {any[]} args
   */
  call(ref, ...args) {
    const [on, name] = ref.owner ? [ref.owner.id, ref.name] : [ref.id, undefined];
    return this.giving(args, (packed) => this.say({ op: "call", on, name, args: packed }, `${called(ref)}(${args.map(word).join(", ")})`));
  }

  /**
   * @param {Ref} ref
   * @param {any[]} args
   */
  construct(ref, ...args) {
    return this.giving(args, (packed) => this.say({ op: "new", on: ref.id, args: packed }, `${called(ref)}.new(${args.map(word).join(", ")})`));
  }

  /**
   * @param {string} name
   * @param {any[]} args
   */
  dom(name, ...args) {
    return this.giving(args, (packed) => this.say({ op: "dom", name: name === "later" ? "change" : name, args: packed }, changes(args)));
  }

  /** @param {Ref} ref */
  has(ref) {
    return this.unknown(ref);
  }

  /** @param {Ref} ref */
  copied(ref) {
    return this.unknown(ref);
  }

  /** @param {Ref} ref */
  items(ref) {
    return this.unknown(ref);
  }

  /** @param {Ref} ref */
  text(ref) {
    return this.unknown(ref);
  }

  /** @param {Ref} ref */
  iterates(ref) {
    this.iterated = ref;
  }

  /** @param {Ref} ref */
  promised(ref) {
    this.iterated = undefined;
    return super.promised(ref).catch((/** @type {any} */ error) => new Failure(error));
  }

  /**
   * MicroPython's loops find no more than that there is nothing to iterate over: say of what.
   * @param {string | undefined} traceback
   */
  named(traceback) {
    const ref = this.iterated;
    return ref ? traceback?.replace(/\w+: 'Unanswered' object isn't an iterator/, () => `RuntimeError: ${this.unknown(ref).message}`) : traceback;
  }

  /** @param {any} request */
  synced(request) {
    if (request.name === "__input") return new Failure(this.cannotWait());
    const answer = this.later(request).then((reply) => this.unpack(reply.value));
    return Object.assign(new Ref(0, "later", "answer"), { answer, path: `sync.${request.name}()` });
  }
}

/** @param {any[]} args */
function changes(args) {
  return `changes of ${args.flatMap((arg) => (arg instanceof Ref ? called(arg) : [])).join(", ") || "elements"}`;
}

/** @param {Ref} ref */
function called(ref) {
  return ref.path || `the page's ${ref.cls}`;
}

/**
 * @param {Ref} ref
 * @param {string} name
 */
function member(ref, name) {
  return ref.path === "window" ? name : `${called(ref)}.${name}`;
}

/** @param {any} value */
function word(value) {
  if (value instanceof Ref) return called(value);
  const text = typeof value === "string" ? JSON.stringify(value) : typeof value === "number" ? `${value}` : "…";
  return text.length > WORD ? "…" : text;
}
