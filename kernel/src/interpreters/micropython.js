// MicroPython: small, starts at once, cannot suspend.

import { importAgain } from "../again.js";
import { readFrom, writeInto } from "./contract.js";
import { offerFiles } from "./shelf.js";
import { asError, raiser, Thrown } from "./thrown.js";
import { compileEarly } from "./wasm.js";
import { PageletError } from "../errors.js";

export const MICROPYTHON_VERSION = "1.27.0";

// In words. Recursion ends at the engine's own stack before this does; long argument lists and generators need it.
const PYSTACK = 16 * 1024;
const HEAP = 2 * 1024 * 1024;

const LOST_TASK = "Task exception wasn't retrieved";

/**
 * MicroPython names all code that it is handed "<stdin>". Each piece therefore begins on a line of its own in one
 * long imaginary file: blank lines cost nothing, and every line tells which piece it belongs to.
 */
class Spans {
  constructor() {
    /** @type {Array<{name: string, start: number}>} */
    this.pieces = [];
    /** @type {Map<string, string>} an event's code comes again and again */
    this.known = new Map();
    this.next = 0;
  }

  /**
   * @param {string} code
   * @param {string} name
   */
  place(code, name) {
    if (!code.trim()) return ""; // of blank lines alone MicroPython dies
    const known = this.known.get(`${name}\n${code}`);
    if (known) return known;
    const start = this.next;
    const placed = "\n".repeat(start) + code;
    this.pieces.push({ name, start });
    this.known.set(`${name}\n${code}`, placed);
    this.next += code.split("\n").length;
    return placed;
  }

  /** @param {string} traceback */
  rename(traceback) {
    return traceback.replace(/File "<stdin>", line (\d+)/g, (whole, number) => {
      const piece = this.pieces.findLast(({ start }) => start < Number(number));
      return piece ? `File "${piece.name}", line ${Number(number) - piece.start}` : whole;
    });
  }
}

/**
 * Collect the report that MicroPython's asyncio writes when a task fails and nobody awaits it.
 * @param {import("./contract.js").StartOptions} options
 */
function watchTasks(options) {
  /** @type {string[] | undefined} */
  let report;
  return (/** @type {string} */ line) => {
    if (line === LOST_TASK) report = [];
    else if (!report) return options.stderr(line);
    else if (!line.startsWith("future:")) report.push(line);
    // The exception's own line ends it: the only one that is neither indented nor the heading.
    if (report?.length && !/^(\s|Traceback)/.test(line)) {
      const error = Object.assign(new Error(report.join("\n")), { name: "PythonError" });
      report = undefined;
      options.onError(error, "PGL-P04");
    }
  };
}

/** @param {(line: string) => void} take */
function byLine(take) {
  /** @type {number[]} */
  const bytes = [];
  return (/** @type {Uint8Array} */ [byte]) => void (byte === 10 ? take(new TextDecoder().decode(new Uint8Array(bytes.splice(0)))) : bytes.push(byte));
}

// MicroPython's asyncio takes all that JavaScript called for one task, so that of two scripts or handlers that sleep only
// one would wake. Each pause gets a task of its own here; "set" is called at each. Pauses and tasks also know whose code
// they belong to, for MicroPython has no context variables.
const TASKS = `
def _tasks(whose):
    import asyncio
    from asyncio import core
    class Pause:
        def send(self, value):
            whose.resume(self.resolve, self.owner)
        def throw(self, error):
            whose.resume(lambda: self.reject(error), self.owner)
    class TopLevelCoro:
        def set(resolve, reject):
            pause = core._top_level_task.coro
            pause.resolve = resolve
            pause.reject = reject
            pause.owner = whose.owner
            renew()
    class Owned:
        def __init__(self, coro):
            self.coro = coro
            self.owner = whose.owner
        def send(self, value):
            whose.owner = self.owner
            return self.coro.send(value)
        def throw(self, error):
            whose.owner = self.owner
            return self.coro.throw(error)
    def renew():
        core.cur_task = core._top_level_task = core.Task(Pause(), core.__dict__)
    create = core.create_task
    core.create_task = asyncio.create_task = lambda coro: create(Owned(coro) if hasattr(coro, "send") else coro)
    core.TopLevelCoro = TopLevelCoro
    renew()
import _pagelet_owner
_tasks(_pagelet_owner)
del _tasks, _pagelet_owner`;

// Top-level code finds its names where "exec" has put it, and when it goes on after a pause, where that was called from: each
// of its steps is an "exec" of its own.
const WITHIN = `
def _within(code, scope):
    code = exec(compile(code, "<stdin>", "exec"), scope)
    step = compile("_pagelet_step()", "<stdin>", "exec")
    def steps():
        go, given = code.send, None
        awaited = []
        while True:
            try:
                exec(step, {"_pagelet_step": lambda: awaited.append(go(given))}, scope)
            except StopIteration:
                return
            try:
                go, given = code.send, (yield awaited.pop())
            except BaseException as error:
                go, given = code.throw, error
    return steps() if code else None`;

const NAMES = `
def _names():
    return {"__name__": "__main__"}`;

const PUT = `
def _put(scope, name, value):
    scope[name] = value`;

const LOOK = `
def _look(name, scope=globals()):
    names = name.split(".")
    value = scope.get(names.pop(0))
    for name in names:
        value = getattr(value, name, None)
    return value`;

/**
 * @param {import("./contract.js").StartOptions} options
 * @returns {Promise<import("./contract.js").Interpreter>}
 */
export async function startMicroPython(options) {
  const wasm = compileEarly(new URL("micropython.wasm", options.url).href);
  const { loadMicroPython } = await importAgain(options.url);
  const { write } = options;
  const out = write
    ? { linebuffer: false, stdout: (/** @type {Uint8Array} */ bytes) => write(bytes, false, whose.owner), stderr: byLine(watchTasks({ ...options, stderr: (line) => write(new TextEncoder().encode(`${line}\n`), true, whose.owner) })) }
    : { stdout: options.stdout, stderr: watchTasks(options) };
  const spans = new Spans();
  const whose = {
    owner: 0,
    /** What JavaScript resolves goes on in the next microtask, and so does a coroutine that it calls: this one comes just before. */
    resume(/** @type {() => any} */ resolve, /** @type {number} */ owner) {
      queueMicrotask(() => (whose.owner = owner));
      return resolve();
    },
  };
  const thrown = new Thrown();
  wasm.adapt = ({ env }) => {
    thrown.watch(env, () => raiser(thrown, helper, wasm));
    const wait = env.js_then_continue;
    // Code that waits outside of tasks goes on by itself when a promise is kept; what was there first comes just before.
    env.js_then_continue = (/** @type {number} */ promise, /** @type {number[]} */ ...rest) => {
      const { owner } = whose;
      const mine = () => void (whose.owner = owner);
      const { proxy_js_ref: held } = globalThis;
      const promised = held[promise];
      promised.then(mine, mine);
      // Some reject with a text, which Python cannot raise.
      held[promise] = { then: (/** @type {any} */ kept, /** @type {any} */ broken) => promised.then(kept, (/** @type {unknown} */ reason) => broken(asError(reason))) };
      try {
        return wait(promise, ...rest);
      } finally {
        held[promise] = promised;
      }
    };
  };
  const python = await loadMicroPython({ url: wasm, pystack: PYSTACK, heapsize: HEAP, ...out });
  // It knows how long a text is, and yet ends it at its first NUL: https://emscripten.org/docs/api_reference/preamble.js.html#UTF8ToString
  const { UTF8ToString } = python._module;
  python._module.UTF8ToString = (/** @type {number} */ at, /** @type {number} */ length) => UTF8ToString(at, length, true);
  if (wasm.memory) handOverWhole(python._module, wasm.memory);
  const soon = (/** @type {() => any} */ begin) => whose.resume(begin, whose.owner);
  const fs = python.FS;
  /** @type {Map<string, any>} */
  const helpers = new Map();
  /** A function of Python's own, which the page's Python does not see. @param {string} code @param {string} name */
  const helper = (code, name) => {
    if (!helpers.has(name)) {
      python.runPython(spans.place(code, `<${name}>`));
      helpers.set(name, python.globals.get(name));
      python.globals.delete(name);
    }
    return helpers.get(name);
  };
  const within = (/** @type {string} */ code, /** @type {any} */ scope) => helper(WITHIN, "_within")(code, scope);
  /**
   * Only while runPythonAsync begins does MicroPython read "await" at the top of code, also of code that is compiled then.
   * @param {string} code
   * @param {any} scope
   */
  const beginWithin = (code, scope) => {
    /** @type {{value?: any, error?: unknown}} what JavaScript throws, MicroPython cannot hand on */
    let made = {};
    const begin = () => {
      try {
        made = { value: within(code, scope) };
      } catch (error) {
        made = { error };
      }
    };
    python.globals.set("_pagelet_begin", begin);
    python.runPythonAsync("_pagelet_begin()");
    python.globals.delete("_pagelet_begin");
    if (made.error) throw made.error;
    return made.value;
  };
  let asyncioIsReady = false;
  /** Importing asyncio takes a third of a small page's start: only what names it needs it. @param {string} code */
  const prepare = (code) => {
    if (asyncioIsReady || !code.includes("asyncio")) return code;
    asyncioIsReady = true;
    python.registerJsModule("_pagelet_owner", whose);
    python.runPython(spans.place(TASKS, "<tasks>"));
    return code;
  };
  return {
    type: "mpy",
    native: python,
    version: /MicroPython v([\d.]+(?:-\d+)?)/.exec(python.pyimport("sys").version)?.[1] ?? "",
    canSuspend: false,
    get owner() {
      return whose.owner;
    },
    set owner(number) {
      whose.owner = number;
    },
    names: () => helper(NAMES, "_names")(),
    run(code, filename, scope) {
      const placed = spans.place(prepare(code), filename);
      return scope ? within(placed, scope) : python.runPython(placed);
    },
    runAsync: async (code, filename, scope) => {
      const placed = spans.place(prepare(code), filename);
      return soon(() => (scope ? beginWithin(placed, scope) : python.runPythonAsync(placed)));
    },
    call: (callable, ...args) => soon(() => callable(...args)),
    register: (name, module) => python.registerJsModule(name, module),
    addLibrary(files) {
      offerFiles(fs, "/lib", files, prepare);
    },
    writeFiles(entries) {
      for (const { path, data } of entries) {
        if (path.endsWith(".py")) prepare(typeof data === "string" ? data : new TextDecoder().decode(data));
        writeInto(fs, path, data);
      }
    },
    fs,
    memory: wasm.memory,
    readFile: (path) => readFrom(fs, path),
    // JavaScript sees a class as a function without attributes, so Python itself follows a dotted name.
    get(name, scope) {
      if (scope) return helper(LOOK, "_look")(name, scope) ?? undefined;
      return name.includes(".") ? (helper(LOOK, "_look")(name) ?? undefined) : python.globals.get(name);
    },
    set: (name, value, scope) => (scope ? helper(PUT, "_put")(scope, name, value) : python.globals.set(name, value)),
    toJs: (value) => python.PyProxy.toJs(value),
    async install(packages, prepared) {
      this.writeFiles((prepared?.files ?? []).map(({ path, data }) => ({ path: `/lib/${path}`, data })));
      if (packages.length) throw new PageletError("PGL-R05", `MicroPython cannot install packages: ${packages.join(", ")}.`);
    },
    tracebackOf: (error) => (error instanceof Error && error.name === "PythonError" ? spans.rename(thrown.whole(error.message)) : undefined),
    // It looks for interrupts only between calls from JavaScript, so a thread of its own could not reach it.
    listen() {},
    interrupt: () => python._module._mp_sched_keyboard_interrupt(),
  };
}

/**
 * Of a whole number beyond 32 bits, such as a time in milliseconds, it takes over what is left of it: let it be a float,
 * which is the same number. Its loader writes a value first, then what kind of value it is, in the word before.
 * @param {any} module
 * @param {WebAssembly.Memory} memory
 */
function handOverWhole(module, memory) {
  const [INTEGER, FLOAT] = [3, 4];
  const { setValue } = module;
  const float = new Float64Array(1);
  const halves = new Int32Array(float.buffer);
  let words = new Int32Array(memory.buffer);
  let large = 0;
  module.setValue = (/** @type {number} */ at, /** @type {any} */ value, /** @type {string} */ type) => {
    if (type !== "i32") return setValue(at, value, type);
    if (!words.length) words = new Int32Array(memory.buffer); // it has grown
    const word = at >> 2;
    if (value > 0x7fffffff || value < -0x80000000) {
      float[0] = value;
      words.set(halves, word);
      large = word - 1;
    } else {
      words[word] = word === large && value === INTEGER ? FLOAT : value;
      large = 0;
    }
  };
}
