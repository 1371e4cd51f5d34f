// Python that computes without end holds the page up: no click on "Stop" is heard. Where it cannot give way (session/breath.js),
// who is at the page is asked: one question of the browser's is shown even then.

const ENOUGH = 1000; // milliseconds
const LATER = 3; // times as long until the same run is asked about again
const CALLS = 4096; // of MicroPython's functions between two looks at the clock

class Overrun {
  constructor() {
    this.depth = 0; // how many cells run
    this.since = 0; // when this turn of the page's began to be long; 0 if it did not
    this.next = Infinity;
    this.turn = new MessageChannel(); // its messages wait for the end of a turn, but not, as timers do, for somebody to look
    this.turn.port1.onmessage = () => (this.since = 0);
  }

  /** Whether Python is to stop now. */
  refused() {
    if (!this.depth) return false;
    const now = performance.now();
    if (!this.since) {
      this.since = now;
      this.next = now + ENOUGH;
      this.turn.port2.postMessage(0);
    }
    if (now < this.next) return false;
    const seconds = Math.round((now - this.since) / 1000);
    const stop = confirm(`This Python has been running for ${seconds === 1 ? "a second" : `${seconds} seconds`} and holds up the page. Stop it?`);
    const waited = performance.now() - now; // for the answer
    this.since += waited;
    this.next = this.since + (now + waited - this.since) * LATER;
    return stop;
  }

  /** @template T @param {() => T} run */
  async during(run) {
    this.depth++;
    try {
      return await run();
    } finally {
      this.depth--;
    }
  }

  /** Whoever can ask for it does so between two turns, when nothing is held up. */
  stop() {}
}

const overrun = new Overrun();

/** @type {() => void} */
let interrupt = () => {};

/**
 * MicroPython looks for interrupts whenever it jumps back, but hears of one only from outside. It is called through JavaScript by
 * itself, though: where C catches an exception, each function that is called there goes through it, and asks for the stack's end
 * before. https://emscripten.org/docs/porting/setjmp-longjmp.html
 * @param {WebAssembly.Exports} exports MicroPython's
 * @returns {WebAssembly.Exports} the same, but for the function that tells the stack's end
 */
export function overheard(exports) {
  const end = /** @type {() => number} */ (exports.emscripten_stack_get_current);
  let calls = 0;
  const counting = () => {
    if (++calls % CALLS === 0 && overrun.refused()) interrupt();
    return end();
  };
  return { ...exports, emscripten_stack_get_current: counting };
}

/**
 * Ask about code that runs for long, in an interpreter that cannot give way.
 * @param {import("./interpreters/contract.js").Interpreter} python
 */
export function watchLong(python) {
  if (python.type === "mpy") ({ interrupt } = python);
  else {
    python.run('__import__("pagelet.tags.breath", None, None, ["allow_stops"]).allow_stops()', "<stops>");
    // CPython looks here now and then, and thinks that this is memory: https://pyodide.org/en/stable/usage/keyboard-interrupts.html
    python.native.setInterruptBuffer({ get 0() { return overrun.refused() ? 2 : 0; }, set 0(_) {} });
  }
  return overrun;
}

// Strings and comments, or the one loop that calls nothing: nobody would hear of it.
const LOOPS = /("""|''')[^]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*|\bwhile\s+(?:True|1)\s*:/g;

/**
 * Let loops without a condition have one, which takes a call.
 * @param {string} code for MicroPython
 */
export function heardLoops(code) {
  return code.replace(LOOPS, (found) => (found.startsWith("while") ? "while not []:" : found));
}
