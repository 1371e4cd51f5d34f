// Python that computes without end lets nobody else run: no click on "Stop", no message that says so. CPython looks for
// signals every so often while it computes; one of them, ten times a second, makes it give way for a moment, which it can
// in the middle of anything where the browser can put stacks aside (JSPI). So the page stays alive, and a stop is heard.
// https://pyodide.org/en/stable/usage/keyboard-interrupts.html

const EVERY = 100; // milliseconds of computing
const SIGALRM = 14;
const TRIES = 3;

/** Some turns of the event loop. Timers of a page that nobody sees go off once a second; messages arrive at once. */
function someTurns() {
  return new Promise((resolve) => {
    if (!globalThis.document?.hidden) return setTimeout(resolve, 5); // shorter, and messages to Firefox's workers wait
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(0);
  });
}

class Breath {
  /** @param {() => any} current whose code runs */
  constructor(current) {
    this.current = current;
    this.last = 0;
    this.depth = 0; // how many runs there are
    this.asked = false;
    /** @type {any} the cell that is to stop, where one is named */
    this.meant = undefined;
    this.resting = 0; // how many times Python waits here now
    /** @type {Promise<any> | undefined} what Python is to wait for before it goes on */
    this.held = undefined;
    /** @type {Set<{cell: any, wake: () => void}>} who sleeps */
    this.sleepers = new Set();
    /** @type {Array<{cell: any, task: any}>} what Python's asyncio could cancel, and whose it is */
    this.running = [];
  }

  /** What CPython reads the number of a signal from: it thinks that this is shared memory. */
  get signals() {
    const breath = this;
    return {
      get 0() {
        const now = performance.now();
        if (!breath.depth || breath.resting || now - breath.last < EVERY) return 0;
        breath.last = now;
        return SIGALRM;
      },
      set 0(_) {},
    };
  }

  async rest(/** @type {Promise<any>} */ promise) {
    this.resting++;
    await promise;
    this.resting--;
    this.last = performance.now();
  }

  /**
   * Let Python pause at once, and until something has happened.
   * @param {Promise<any>} promise
   */
  hold(promise) {
    this.last = 0;
    this.held = promise.finally(() => (this.held = undefined));
  }

  /** @param {number} milliseconds */
  async sleep(milliseconds) {
    const sleeper = { cell: this.current(), wake: () => {} };
    this.sleepers.add(sleeper);
    let timer;
    const woken = new Promise((resolve) => {
      sleeper.wake = () => resolve(undefined);
      timer = setTimeout(resolve, milliseconds);
    });
    await this.rest(woken);
    clearTimeout(timer);
    this.sleepers.delete(sleeper);
  }

  /** Whether the Python that asks is to stop; told once. */
  stopped() {
    if (!this.asked || (this.meant && this.meant !== this.current())) return false;
    this.asked = false;
    return true;
  }

  /**
   * @template T
   * @param {() => T} run
   * @param {any} [cell] whose run it is, where several wait at a time
   */
  async during(run, cell) {
    if (!this.depth++) this.asked = false;
    this.last = performance.now();
    /** @type {any} */
    let running;
    try {
      const task = /** @type {any} */ (run());
      running = task?.copy?.(); // to await it ends the proxy
      if (running) this.running.push({ cell, task: running });
      return await task;
    } finally {
      this.depth--;
      this.running = this.running.filter(({ task }) => task !== running);
      running?.destroy();
    }
  }

  /** @param {any} [cell] the last one that began, where none is named */
  stop(cell) {
    if (!this.depth) return;
    this.asked = true;
    this.meant = cell;
    for (const sleeper of this.sleepers) if (!cell || sleeper.cell === cell) sleeper.wake();
    this.cancelLater(TRIES);
  }

  /**
   * Who computes has heard of it by then. Else Python is at an await: nothing there looks for signals. While another one
   * computes, this is called in its pauses alone, so a pause says nothing.
   * @param {number} tries
   */
  cancelLater(tries) {
    setTimeout(() => {
      if (!this.asked || !this.depth) return;
      if (this.resting && tries > 1) return this.cancelLater(tries - 1);
      this.asked = false;
      this.running.findLast(({ cell }) => !this.meant || cell === this.meant)?.task.cancel?.();
    }, 3 * EVERY);
  }
}

/**
 * @param {import("../interpreters/contract.js").Interpreter} python CPython
 * @param {any} services what the in-page library finds under the name _pagelet
 * @param {() => any} [current] whose code runs
 */
export function startBreathing(python, services, current = () => undefined) {
  const breath = new Breath(current);
  Object.assign(services, {
    breathe: () => breath.rest(breath.held ?? someTurns()),
    sleep: (/** @type {number} */ milliseconds) => breath.sleep(milliseconds),
    stopped: () => breath.stopped(),
  });
  python.run('__import__("pagelet.tags.breath", None, None, ["begin"]).begin()', "<breath>");
  python.native.setInterruptBuffer(breath.signals);
  return breath;
}
