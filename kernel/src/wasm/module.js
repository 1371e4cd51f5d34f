// WebAssembly modules of the page's, for Python: src/pagelet/wasm.py is the other half. Nothing throws into Python.

import { Failure, PageletError, reason } from "../errors.js";
import { readSignatures } from "./signatures.js";
import { Wasi, WasiExit } from "./wasi.js";

const WASI = "wasi_snapshot_preview1";
const ALIGNED = 16;
const PAGE = 65536;

/** @typedef {{instance: WebAssembly.Instance, memory?: WebAssembly.Memory}} Made */
/** @typedef {{write: (text: string, error: boolean) => void, fs: any, folders: Array<[string, string]>, env: string[]}} Surroundings */

/**
 * @param {Uint8Array} bytes
 * @param {string} name
 */
function refuseOthers(bytes, name) {
  const [magic, version] = [bytes.subarray(0, 4), bytes.subarray(4, 8)];
  if (magic.join() !== "0,97,115,109") {
    const begin = new TextDecoder().decode(bytes.subarray(0, 30));
    throw new PageletError("PGL-A02", `${name} is no WebAssembly module: it ${bytes.length ? `begins with ${JSON.stringify(begin)}` : "is empty"}.`);
  }
  if (version.join() !== "1,0,0,0") throw new PageletError("PGL-A02", `${name} is a WebAssembly component; only core modules can be loaded.`);
}

/**
 * @param {string | Uint8Array} source an address, or what a module is made of
 * @param {string} name
 */
async function moduleBytes(source, name) {
  if (typeof source !== "string") return source.slice(); // it may lie in Python's memory
  const answer = await fetch(source).catch((error) => {
    throw new PageletError("PGL-A01", `The WebAssembly module ${name} could not be reached: ${reason(error)}`);
  });
  if (!answer.ok) throw new PageletError("PGL-A01", `The WebAssembly module ${name} could not be fetched: the server answered ${answer.status}.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * Load a module, and make it ready to be called if it is no program that runs from its begin to its end.
 * @param {string | Uint8Array} source
 * @param {string} name
 * @param {Record<string, Record<string, any>>} given what it may import
 * @param {Surroundings} surroundings
 */
export async function loadWasm(source, name, given, surroundings) {
  try {
    const bytes = await moduleBytes(source, name);
    refuseOthers(bytes, name);
    const module = await WebAssembly.compile(bytes).catch((error) => {
      throw new PageletError("PGL-A02", `${name} is no sound WebAssembly module: ${reason(error)}`);
    });
    const loaded = new Loaded(module, readSignatures(bytes), name, given, surroundings);
    return await loaded.begin();
  } catch (error) {
    return new Failure(error);
  }
}

class Loaded {
  /**
   * @param {WebAssembly.Module} module
   * @param {ReturnType<typeof readSignatures>} said
   * @param {string} name
   * @param {Record<string, Record<string, any>>} given
   * @param {Surroundings} surroundings
   */
  constructor(module, said, name, given, surroundings) {
    this.module = module;
    this.said = said;
    this.signatures = said.functions;
    this.name = name;
    this.given = given;
    this.surroundings = surroundings;
    /** @type {WebAssembly.Exports} */
    this.exports = {};
    /** @type {WebAssembly.Memory | undefined} */
    this.memory = undefined;
    this.wasi = new Wasi([name], "", surroundings);
    /** @type {{at: number, end: number}} memory of our own, in a module that gives none */
    this.spare = { at: 0, end: 0 };
    /** @type {Made | undefined} what the next run of a program begins with */
    this.next = undefined;
  }

  /** The imports, each checked before the browser does, which names only the first that is missing. */
  imports() {
    /** @type {Record<string, Record<string, any>>} */
    const imports = {};
    /** @type {WebAssembly.Memory | undefined} */
    let memory;
    const missing = [];
    for (const { module, name, kind } of WebAssembly.Module.imports(this.module)) {
      const own = this.given[module]?.[name];
      const answer = kind === "function" ? this.said.imports[`${module} ${name}`].results[0] : "";
      const value = (answer === "i64" && own ? (/** @type {any[]} */ ...args) => converted(own(...args), answer) : own) ?? (module === WASI ? (/** @type {any[]} */ ...args) => this.wasi.call(name, args) : kind === "memory" ? new WebAssembly.Memory(/** @type {any} */ (this.said.memory)) : undefined);
      if (kind === "memory") memory = value;
      if (value === undefined) missing.push(`${module}.${name}`);
      (imports[module] ??= {})[name] = value;
    }
    if (missing.length) throw new PageletError("PGL-A03", `${this.name} needs ${missing.join(", ")}, which nothing gives it.`);
    return { imports, memory };
  }

  /** @returns {Promise<Made>} */
  async make() {
    const { imports, memory } = this.imports();
    const instance = await WebAssembly.instantiate(this.module, imports).catch((error) => {
      if (error instanceof WebAssembly.RuntimeError) throw this.trapped("its start", error);
      throw new PageletError("PGL-A03", `${this.name} does not fit what it imports: ${reason(error)}`);
    });
    return { instance, memory };
  }

  /** Browsers make large modules at once only in workers. @returns {Made} */
  makeNow() {
    const { imports, memory } = this.imports();
    return { instance: new WebAssembly.Instance(this.module, imports), memory };
  }

  connect(/** @type {Made} */ { instance, memory }) {
    this.exports = instance.exports;
    this.memory = /** @type {any} */ (Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory)) ?? memory;
    this.wasi.memory = this.memory;
  }

  async begin() {
    const made = await this.make();
    if ("_start" in this.signatures) this.next = made;
    else this.connect(made);
    const begun = "_initialize" in this.signatures ? this.call("_initialize", [], []) : undefined;
    return begun instanceof Failure ? begun : this;
  }

  /**
   * Run a program from its begin to its end.
   * @param {string[]} args
   * @param {string | Uint8Array} input
   */
  run(args, input) {
    try {
      this.wasi = new Wasi([this.name, ...args], input, this.surroundings);
      // Each run has a memory of its own: what another has left in it must not be there.
      this.connect(this.next ?? this.makeNow());
      this.next = undefined;
      /** @type {any} */ (this.exports)._start();
      return 0;
    } catch (error) {
      return error instanceof WasiExit ? error.status : new Failure(this.trapped("_start", error));
    } finally {
      this.wasi.end();
      this.make().then((made) => (this.next = made), () => {}); // the next run says what is wrong
    }
  }

  /**
   * @param {string} place
   * @param {any} error
   */
  trapped(place, error) {
    const ended = error instanceof WasiExit && `it ended with the exit code ${error.status}`;
    const trap = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || error?.name === "InternalError";
    return ended || trap ? new PageletError("PGL-A05", `${this.name} broke off in ${place}: ${ended || reason(error)}.`) : error;
  }

  /**
   * Call a function. Texts and arrays are copied into the module's memory; it gets where they are, and how long they are
   * if it takes as many arguments more. What may be changed is copied back. What it returns comes in a list.
   * @param {string} name
   * @param {any[]} args
   * @param {boolean[]} writable
   */
  call(name, args, writable) {
    /** @type {Array<{pointer: number, size: number, whole: number, back: any}>} */
    const lent = [];
    try {
      const { params, results } = this.signatures[name];
      const data = args.filter((arg) => typeof arg === "string" || ArrayBuffer.isView(arg)).length;
      const measured = data > 0 && params.length === args.length + data;
      if (!measured && params.length !== args.length) throw new PageletError("PGL-A04", `${name} takes (${params.join(", ")}), and was given ${args.length}.`);
      const values = args.flatMap((arg, number) => {
        if (typeof arg !== "string" && !ArrayBuffer.isView(arg)) return [arg];
        const bytes = typeof arg === "string" ? new TextEncoder().encode(`${arg}\0`) : bytesOf(arg);
        const place = this.lend(bytes, writable[number] ? arg : undefined);
        lent.push(place);
        return measured ? [place.pointer, typeof arg === "string" ? bytes.length - 1 : /** @type {any} */ (arg).length] : [place.pointer];
      });
      const result = /** @type {any} */ (this.exports)[name](...values.map((value, number) => converted(value, params[number])));
      for (const { pointer, size, back } of lent) if (back) bytesOf(back.length || !size ? back : back.renew()).set(this.part(pointer, size));
      return (results.length > 1 ? [...result] : [result]).map((value, number) => shown(value, results[number]));
    } catch (error) {
      return new Failure(this.trapped(name, error));
    } finally {
      for (const place of lent.reverse()) this.release(place);
      this.wasi.end();
    }
  }

  /**
   * @param {Uint8Array} bytes
   * @param {any} back
   */
  lend(bytes, back) {
    const whole = bytes.length + ALIGNED;
    const raw = this.allocate(whole);
    const pointer = Math.ceil(raw / ALIGNED) * ALIGNED;
    this.part(pointer, bytes.length).set(bytes);
    return { pointer, raw, size: bytes.length, whole, back };
  }

  /** By the names that compilers and tutorials give to it. @param {number} size */
  allocate(size) {
    const { malloc, alloc, __wbindgen_malloc: bound, cabi_realloc: canonical } = /** @type {any} */ (this.exports);
    if (!this.memory) throw new PageletError("PGL-A04", `${this.name} exports no memory: it can be given numbers only.`);
    const found = malloc?.(size) ?? alloc?.(size) ?? bound?.(size, ALIGNED) ?? canonical?.(0, 0, ALIGNED, size);
    if (found === undefined) return this.spared(size);
    if (!found) throw new PageletError("PGL-A05", `${this.name} has no memory left for ${size} bytes.`);
    return Number(found) >>> 0;
  }

  /** @param {number} size */
  spared(size) {
    const memory = /** @type {WebAssembly.Memory} */ (this.memory);
    if (this.spare.at + size > this.spare.end) {
      const pages = Math.ceil(size / PAGE);
      const at = memory.grow(pages) * PAGE;
      if (at !== this.spare.end) this.spare.at = at;
      this.spare.end = at + pages * PAGE;
    }
    this.spare.at += size;
    return this.spare.at - size;
  }

  /** @param {any} place */
  release({ raw, whole }) {
    const { malloc, free, alloc, dealloc, __wbindgen_malloc: bound, __wbindgen_free: unbind, cabi_realloc: canonical } = /** @type {any} */ (this.exports);
    if (malloc) free?.(raw);
    else if (alloc) dealloc?.(raw, whole);
    else if (bound) unbind?.(raw, whole, ALIGNED);
    else if (!canonical) this.spare.at = raw;
  }

  /**
   * @param {number} pointer
   * @param {number} size
   */
  part(pointer, size) {
    return new Uint8Array(/** @type {WebAssembly.Memory} */ (this.memory).buffer, pointer >>> 0, size);
  }

  // What Python asks of the memory.

  /** @returns {number} */
  size() {
    return this.memory?.buffer.byteLength ?? 0;
  }

  /**
   * The memory itself as numbers of a kind.
   * @param {number} pointer
   * @param {number} count
   * @param {string} kind
   * @returns {any}
   */
  look(pointer, count, kind) {
    try {
      const seen = new /** @type {any} */ (globalThis)[kind](/** @type {WebAssembly.Memory} */ (this.memory).buffer, pointer >>> 0, count);
      return Object.assign(seen, { renew: () => this.look(pointer, count, kind) });
    } catch (error) {
      return new Failure(error);
    }
  }

  /** The text at a place that ends with a zero byte. @param {number} pointer */
  text(pointer) {
    const bytes = new Uint8Array(/** @type {WebAssembly.Memory} */ (this.memory).buffer);
    const end = bytes.indexOf(0, pointer >>> 0);
    return new TextDecoder().decode(bytes.slice(pointer >>> 0, end < 0 ? bytes.length : end));
  }

  /** The value of a global. @param {string} name */
  value(name) {
    return /** @type {WebAssembly.Global} */ (this.exports[name]).value;
  }

  /** What it has, by kind. */
  names() {
    return WebAssembly.Module.exports(this.module).map(({ name, kind }) => `${kind} ${name}`);
  }
}

/** @param {any} view */
function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/**
 * @param {any} value
 * @param {string} type
 */
function converted(value, type) {
  return type === "i64" ? BigInt(value) : /^[if]/.test(type) ? Number(value) : value;
}

/**
 * MicroPython cuts whole numbers off at 32 bits; large ones with a point go as texts.
 * @param {any} value
 * @param {string} type
 */
function shown(value, type) {
  return type?.startsWith("f") && Number.isInteger(value) && value !== (value | 0) ? String(value) : value;
}
