// The worker's side of the bridge: asks the page, synchronously where Python needs it.

import { fit } from "./fit.js";
import { packData, packPlain, unpackValue } from "./pack.js";
import { MODULES, SYNC, WINDOW } from "./handles.js";
import { Foresight } from "./foresight.js";
import { Failure, PageletError, reason } from "../errors.js";

/** An object of the page's, held by the worker. */
export class Ref {
  /**
   * @param {number} id
   * @param {string} kind
   * @param {string} cls
   */
  constructor(id, kind, cls) {
    this.id = id;
    this.kind = kind;
    this.cls = cls;
    /** @type {Ref | undefined} what to call it on */
    this.owner = undefined;
    this.name = "";
    this.path = ""; // what a program calls it, where that is known
    /** @type {Promise<any> | undefined} the answer itself, where there is nothing in the page to wait for */
    this.answer = undefined;
    /** @type {Ref | undefined} what an event came to this function by: the event is over, and does not know it any more */
    this.currentTarget = undefined;
  }
}

/** Values that do not live in the page any more: a list of handles, or copied data. */
class Copied {
  /**
   * @param {"items" | "data"} kind
   * @param {any} values
   */
  constructor(kind, values) {
    this.kind = kind;
    this.values = values;
  }
}

/** An answer that Python must suspend itself for. Not a bare promise: Python's own event loop would take that over. */
class Pending {
  /** @param {Promise<any>} promise */
  constructor(promise) {
    this.kind = "pending";
    this.promise = promise;
  }

  /** A call, for Python gets a promise as a method's result in a third of the time that it takes as an attribute. */
  wait() {
    return this.promise;
  }
}

export class Client {
  /**
   * @param {MessagePort} port
   * @param {{way: string, ask: (message: any) => any} | undefined} transport how to ask synchronously; where there is no way, see oneway.js
   * @param {any} none what this worker's Python takes for None
   */
  constructor(port, transport, none) {
    this.port = port;
    this.transport = transport;
    this.none = none;
    /** @type {Map<number, {resolve: Function, reject: Function}>} */
    this.waiting = new Map();
    this.next = 1;
    /** @type {Map<string, number>} methods known by "Class.name", numbered */
    this.methods = new Map();
    this.foresight = new Foresight((values) => values.forEach((value) => value?.h && this.drop(value.h)));
    /** @type {number[]} */
    this.dropped = [];
    this.registry = new FinalizationRegistry((/** @type {number} */ id) => this.drop(id));
    /** @type {WeakMap<object, number>} */
    this.functionIds = new WeakMap();
    /** @type {Map<number, any>} */
    this.functions = new Map();
    /** @type {Map<string, any>} what the worker offers to the page by name */
    this.exported = new Map();
    /** @type {(callable: any, args: any[]) => any} */
    this.run = (callable, args) => callable(...args);
    this.window = new Ref(WINDOW, "object", "Window");
    this.modules = new Ref(MODULES, "object", "Modules");
    port.onmessage = ({ data }) => this.receive(data);
  }

  /** @param {number} id */
  drop(id) {
    if (!this.dropped.length) setTimeout(() => this.port.postMessage({ release: this.dropped.splice(0) }), 50);
    this.dropped.push(id);
  }

  /** @param {any} message from the page */
  receive(message) {
    this.foresight.forget(); // what the page says now may follow from a change
    if (message.reply) return this.arrive(message.reply);
    if (message.args) this.serve(message);
  }

  /** @param {any} reply */
  arrive(reply) {
    const call = this.waiting.get(reply.n);
    this.waiting.delete(reply.n);
    if (reply.error) call?.reject(toError(reply.error));
    else call?.resolve(reply);
  }

  /**
   * Run a function of the worker's that the page calls.
   * @param {{call?: number, exported?: string, n: number, args: any[]}} message
   */
  async serve({ call, exported, n, args }) {
    try {
      const callable = exported === undefined ? this.functions.get(/** @type {number} */ (call)) : this.exported.get(exported);
      if (!callable) throw new PageletError("PGL-W04", `The worker has no function "${exported}" for the page.`);
      const result = await this.run(callable, args.map((arg) => this.unpack(arg)));
      this.port.postMessage({ done: n, value: { d: packData(this.plain(result), (leaf) => this.pack(leaf)) } });
    } catch (error) {
      this.port.postMessage({ done: n, error: await this.explain(error) });
    }
  }

  /** Replaced by the worker, which knows its interpreter. @param {any} value */
  plain(value) {
    return value;
  }

  /** Replaced by the worker, which knows tracebacks. @param {unknown} error */
  async explain(error) {
    return new PageletError("PGL-P03", reason(error)).toJSON();
  }

  /** @param {any} value */
  pack(value) {
    const plain = packPlain(value);
    if (plain !== undefined) return plain;
    if (value instanceof Ref) return value.id < 0 ? { h: value.owner?.id, m: value.name } : { h: value.id };
    if (typeof value === "function") return { f: this.functionId(value) };
    throw new PageletError("PGL-W06", `An object of the worker's cannot be given to the page: ${nameOfType(value)}.`);
  }

  /** @param {any} callable */
  functionId(callable) {
    let id = this.functionIds.get(callable);
    if (id === undefined) {
      id = this.next++;
      this.functionIds.set(callable, id);
      this.functions.set(id, callable);
    }
    return id;
  }

  /** @param {any} packed */
  unpack(packed) {
    const value = fit(unpackValue(packed, ({ h, k, c, t }) => this.hold(h, k, c, t), () => undefined), this.none);
    const data = typeof value === "bigint" || (value && typeof value === "object" && !(value instanceof Ref));
    return data ? new Copied("data", value) : value;
  }

  /**
   * @param {number} id
   * @param {string} kind
   * @param {string} cls
   * @param {import("./pack.js").Packed} [current] an event's currentTarget
   */
  hold(id, kind, cls, current) {
    const ref = new Ref(id, kind, cls);
    if (current) ref.currentTarget = this.unpack(current);
    this.registry.register(ref, id);
    return ref;
  }

  /**
   * Ask and go on at once: the answer comes as a promise.
   * @param {any} request
   * @param {string} [way] by which it comes
   * @param {(message: any) => void} [send]
   */
  later(request, way = "port", send = (message) => this.port.postMessage(message)) {
    const n = this.next++;
    const answer = new Promise((resolve, reject) => this.waiting.set(n, { resolve, reject }));
    send({ ...request, n, way });
    return answer;
  }

  /**
   * Ask and have the answer before Python's next instruction; under JSPI as a promise that Python waits for.
   * @param {any} request
   * @param {(reply: any) => any} use
   */
  now(request, use) {
    this.foresight.forget();
    const { way, ask } = /** @type {NonNullable<typeof this.transport>} */ (this.transport);
    if (way === "message") return new Pending(this.later(request, way, ask).then(use, (error) => new Failure(error)));
    const reply = ask({ ...request, n: this.next++, way });
    return reply.error ? new Failure(toError(reply.error)) : use(reply);
  }

  // What the in-page library calls.

  /**
   * @param {Ref} ref
   * @param {string} name
   */
  get(ref, name) {
    if (name === "currentTarget" && ref.currentTarget) return ref.currentTarget;
    const key = `${ref.cls}.${name}`;
    const number = this.methods.get(key);
    if (number) return this.method(ref, name, number);
    if (ref.id < 0) return this.held(ref, (own) => this.get(own, name));
    this.foresight.note(ref, name);
    const known = this.foresight.take(name);
    if (known) return this.land(ref, name, known.value, known.rest);
    const hints = this.foresight.hints();
    return this.now({ op: "look", on: ref.id, name, hints }, (reply) => {
      if (!reply.value?.m) return this.land(ref, name, reply.value, { names: hints, values: reply.ahead ?? [] });
      if (!this.methods.has(key)) this.methods.set(key, this.methods.size + 1);
      return this.get(ref, name);
    });
  }

  /**
   * Receive the end of a chain, as far as it goes.
   * @param {Ref} ref what it was a member of
   * @param {string} name
   * @param {any} packed
   * @param {import("./foresight.js").Ahead} rest
   */
  land(ref, name, packed, rest) {
    const value = this.unpack(packed);
    const isRef = value instanceof Ref;
    this.foresight.arrive(isRef ? value.id : 0, rest);
    if (isRef && value.kind === "function") Object.assign(value, { owner: ref, name });
    return value;
  }

  /**
   * A method is called by name and has no handle; what is below nothing only tells one from another.
   * @param {Ref} ref
   * @param {string} name
   * @param {number} number
   */
  method(ref, name, number) {
    return Object.assign(new Ref(-4096 * ref.id - number, "function", "Function"), { owner: ref, name });
  }

  /**
   * Give a method the handle that it needs to be looked at.
   * @param {Ref} ref
   * @param {(own: Ref) => any} use
   */
  held(ref, use) {
    return this.now({ op: "get", on: ref.owner?.id, name: ref.name }, ({ value }) => use(this.unpack(value)));
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   * @param {any} value
   */
  set(ref, name, value) {
    return this.giving([value], ([packed]) => this.now({ op: "set", on: ref.id, name, value: packed }, () => this.none));
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   */
  delete(ref, name) {
    return this.now({ op: "delete", on: ref.id, name }, () => this.none);
  }

  /**
   * Pack what the page is to be given, then ask.
   * @param {any[]} values
   * @param {(packed: any[]) => any} ask
   */
  giving(values, ask) {
    try {
      return ask(values.map((value) => ({ d: packData(value, (leaf) => this.pack(leaf)) })));
    } catch (error) {
      return new Failure(error);
    }
  }

  /**
   * @param {Ref} ref
   * @param {any[]} args
   */
  call(ref, ...args) {
    const [on, name] = ref.owner ? [ref.owner.id, ref.name] : [ref.id, undefined];
    this.foresight.note(ref.owner ?? ref, `${ref.name}()`);
    const hints = this.foresight.hints();
    const use = (/** @type {any} */ reply) => this.land(ref, "", reply.value, { names: hints, values: reply.ahead ?? [] });
    return this.giving(args, (packed) => this.now({ op: "call", on, name, args: packed, hints }, use));
  }

  /**
   * @param {Ref} ref
   * @param {any[]} args
   */
  construct(ref, ...args) {
    return this.giving(args, (packed) => this.now({ op: "new", on: ref.id, args: packed }, (reply) => this.unpack(reply.value)));
  }

  /**
   * @param {Ref} ref
   * @param {string} name
   */
  has(ref, name) {
    return this.now({ op: "has", on: ref.id, name }, (reply) => reply.value);
  }

  /** @param {Ref} ref */
  items(ref) {
    return this.now({ op: "items", on: ref.id }, (reply) => this.listed(reply.value));
  }

  /** @param {any} value */
  listed({ d }) {
    return new Copied("items", d.l.map((/** @type {any} */ item) => this.unpack(item)));
  }

  /**
   * DOM work of many steps.
   * @param {string} name
   * @param {any[]} args
   */
  dom(name, ...args) {
    // At the end of a turn nobody waits for an answer.
    if (name === "later") return this.giving(args, (packed) => void this.later({ op: "dom", name: "change", args: packed }));
    return this.giving(args, (packed) => this.now({ op: "dom", name, args: packed }, ({ value }) => (value?.d ? this.listed(value) : this.unpack(value))));
  }

  /** @param {Ref} ref */
  text(ref) {
    if (ref.id < 0) return this.held(ref, (own) => this.text(own));
    return this.now({ op: "text", on: ref.id }, (reply) => reply.value);
  }

  /** Wait for a promise of the page's. @param {Ref} ref */
  promised(ref) {
    return ref.answer ?? this.later({ op: "promised", on: ref.id, wait: true }).then((reply) => this.unpack(reply.value));
  }

  /** Copy an array of numbers. @param {Ref} ref */
  copied(ref) {
    return this.now({ op: "promised", on: ref.id, wait: true, whole: true }, (reply) => this.unpack(reply.value));
  }

  /** Copy what only messages carry, such as a file. @param {Ref} ref */
  brought(ref) {
    return this.later({ op: "promised", on: ref.id, wait: true, whole: true }).then((reply) => this.unpack(reply.value));
  }

  /**
   * Call a function that the page put into this worker's sync object; the result is copied.
   * @param {string} name
   * @param {any[]} args
   */
  sync(name, ...args) {
    // Python has one nothing; between programs it is null, for JavaScript drops an undefined at the end of a call.
    return this.giving(args.map((arg) => arg ?? null), (packed) => this.synced({ op: "call", on: SYNC, name, wait: true, data: true, args: packed }));
  }

  /** @param {any} request */
  synced(request) {
    return this.now(request, (reply) => this.unpack(reply.value));
  }
}

/** @param {any} value */
function nameOfType(value) {
  try {
    return value.type ?? value.constructor.name; // Pyodide's proxies tell the Python type
  } catch {
    return "a Python object"; // MicroPython's proxies raise for what the object itself has not
  }
}

/** @param {{pagelet?: any, name?: string, message: string}} data */
function toError(data) {
  if (data.pagelet) return new PageletError(data.pagelet.code, data.message, data.pagelet);
  return Object.assign(new Error(data.message), { name: data.name });
}
