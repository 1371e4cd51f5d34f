// What JavaScript throws while MicroPython calls it. Left alone it flies through the interpreter's WebAssembly, past every
// "except" and "finally", and what these had prepared stays behind. So Python raises it where JavaScript was called: by a
// function of its own, which is called as the interpreter calls one, in the middle of its work. How an object tells what
// it is called by: https://github.com/micropython/micropython/blob/v1.27.0/py/obj.h (_mp_obj_type_t)

import { PageletError } from "../errors.js";

const CROSSINGS = /^(call\d|calln|has_attr$|lookup_attr$|store_attr$|js_(get_iter|iter_next|reflect_construct|subscr_))/;

// It says itself what it is: MicroPython's own shows its three arguments.
const RAISING = `
def _raising(thrown):
    import builtins, jsffi
    kinds = {each: getattr(builtins, each) for each in dir(builtins) if isinstance(getattr(builtins, each), type)}
    class JsException(jsffi.JsException):
        def __init__(self, error, name, message):
            super().__init__(error, name, message)
            self.name = name
            self.message = message
        def __str__(self):
            return self.name + ": " + self.message
        def __repr__(self):
            return "JsException: " + str(self)
    def raising():
        kind = kinds.get(thrown.name)
        if thrown.python and kind and issubclass(kind, BaseException):
            raise kind(thrown.message)
        raise JsException(thrown.error, thrown.name, thrown.message)
    return raising, id(raising)`;

const CALLED_BY = 10; // where a type says which of its slots it is called by
const TYPE_SLOTS = 20; // and where these begin

export class Thrown {
  constructor() {
    /** @type {any} */
    this.error = undefined;
    this.name = "";
    this.message = "";
    this.python = false;
    /** @type {(() => void) | undefined} */
    this.raise = undefined;
  }

  /**
   * Stand between the interpreter and what it calls.
   * @param {Record<string, Function>} env
   * @param {() => (() => void) | undefined} prepare makes what raises in Python, when something is thrown for the first time
   */
  watch(env, prepare) {
    for (const name of Object.keys(env)) {
      if (!CROSSINGS.test(name)) continue;
      const plain = env[name];
      // None takes more than eight; to gather them would take half as long as the call.
      env[name] = (/** @type {any} */ a, /** @type {any} */ b, /** @type {any} */ c, /** @type {any} */ d, /** @type {any} */ e, /** @type {any} */ f, /** @type {any} */ g, /** @type {any} */ h) => {
        try {
          return plain(a, b, c, d, e, f, g, h);
        } catch (error) {
          // A number is how WebAssembly leaves C functions; what the kernel says it says to the page.
          if (typeof error === "number" || error instanceof PageletError) throw error;
          this.raise ??= prepare();
          if (!this.raise) throw error;
          this.keep(error);
          this.raise();
        }
      };
    }
  }

  /** @param {any} error */
  keep(error) {
    this.error = asError(error);
    this.python = error?.name === "PythonError";
    if (!this.python) {
      this.name = String(this.error.name);
      this.message = this.error.message;
      return;
    }
    const { summary } = takenApart(error.message);
    const said = summary === error.type ? "" : summary.replace(`${error.type}: `, "");
    [, this.name, this.message] = (error.type === "JsException" && /^(\w+): ([^]*)$/.exec(said)) || [said, error.type, said];
  }

  /**
   * Where an error of Python's came to Python again by way of JavaScript, its traceback begins at the call: go on with that of
   * the function that JavaScript called.
   * @param {string} text
   */
  whole(text) {
    const { frames, summary } = takenApart(text);
    const inner = this.python ? takenApart(this.error.message) : undefined;
    return inner && inner.summary === summary && text !== this.error.message ? [...frames, ...inner.frames.slice(1), summary, ""].join("\n") : text;
  }
}

/** Anything can be thrown; an exception of Python's own stays one. @param {any} thrown */
export function asError(thrown) {
  const known = thrown instanceof Error || thrown?._ref !== undefined || typeof thrown?.message === "string";
  return known ? thrown : Object.assign(new Error(String(thrown)), { cause: thrown });
}

/** @param {string} text a traceback */
function takenApart(text) {
  const lines = text.trimEnd().split("\n");
  const end = lines.findLastIndex((line) => line.startsWith("  ")) + 1;
  return { frames: lines.slice(0, end), summary: lines.slice(end).join("\n") };
}

/**
 * A function of Python's as WebAssembly's own, by the address of its object.
 * @param {number} address
 * @param {WebAssembly.Memory} memory
 * @param {WebAssembly.Table} table
 */
function callable(address, memory, table) {
  const view = new DataView(memory.buffer);
  const type = view.getUint32(address, true);
  const slot = view.getUint8(type + CALLED_BY);
  const called = slot && table.get(view.getUint32(type + TYPE_SLOTS + 4 * (slot - 1), true));
  return called?.length === 4 ? () => called(address, 0, 0, 0) : undefined;
}

/**
 * @param {Thrown} thrown
 * @param {(code: string, name: string) => any} helper
 * @param {{memory?: WebAssembly.Memory, table?: WebAssembly.Table}} wasm
 */
export function raiser(thrown, helper, { memory, table }) {
  const [kept, address] = helper(RAISING, "_raising")(thrown);
  Object.assign(thrown, { kept }); // or Python collects it
  return memory && table && callable(address, memory, table);
}
