// The worker's side of an editor or a terminal: it runs what the page sends, tells what is written as it is written, and
// stops when it is told to. Only such workers fetch it.

import { here } from "../base.js";
import { SYNC } from "../bridge/handles.js";
import { startBreathing } from "./breath.js";
import { flushOutput } from "./flush.js";
import { tellSize } from "./size.js";

/**
 * What the worker's own program lends.
 * @typedef {object} Tools
 * @property {import("../interpreters/contract.js").Interpreter} python
 * @property {any} services
 * @property {(error: unknown, code: string) => Promise<any>} explain
 * @property {(code: string, filename: string) => void} allowInput
 * @property {(filename: string, code: string) => void} addSource
 * @property {typeof import("../stage.js").fetchOr} fetchOr
 * @property {import("./size.js").Size} [size] of the terminal, where there is one
 */

const MOST_WAITING = 4096; // letters
const MOST_AHEAD = 65_536; // letters that the page has not shown
const PIECE = 64; // letters that take as long as a message does
const PAUSE = 20; // milliseconds between messages to a page that is behind

export class Session {
  /** @param {MessagePort} port */
  constructor(port) {
    this.decoders = [new TextDecoder(), new TextDecoder()];
    this.waiting = "";
    this.error = false;
    this.ahead = 0;
    this.behind = false; // whether the page was asked to catch up, and has not
    this.posted = 0; // when
    this.post = port.postMessage.bind(port);
    // What was written before something else is said arrives before it.
    port.postMessage = (/** @type {any[]} */ ...args) => {
      this.flush();
      this.post(.../** @type {[any, any]} */ (args));
    };
    port.addEventListener("message", ({ data }) => {
      if (data.cell) this.run(data.cell);
      if (data.stop) this.stop();
      if (data.complete) this.complete(data.complete);
      if (data.size && this.tools) tellSize(this.tools.python, data.size);
    });
  }

  /** @param {Uint8Array} bytes @param {boolean} error */
  write(bytes, error) {
    this.say(this.decoders[Number(error)].decode(bytes, { stream: true }), error);
  }

  /** MicroPython writes letter by letter. @param {string} text @param {boolean} error */
  say(text, error) {
    if (error !== this.error) this.flush();
    this.error = error;
    if (!this.waiting) queueMicrotask(() => this.flush());
    this.waiting += text;
    if (!this.waiting.endsWith("\n") && this.waiting.length <= MOST_WAITING) return;
    if (this.behind && performance.now() - this.posted < PAUSE) return;
    this.flush();
    if (this.ahead > MOST_AHEAD && !this.behind && this.tools) this.catchUp();
  }

  flush() {
    const { waiting, error } = this;
    this.waiting = "";
    if (!waiting) return;
    this.ahead += PIECE + waiting.length;
    this.posted = performance.now();
    this.post({ wrote: waiting, error });
  }

  /**
   * Who writes faster than the page shows would have a stop wait behind all of it: Python goes on when the page has caught up.
   * Until it can pause, and where it never can, the page hears less often and more at a time.
   */
  catchUp() {
    const { client } = /** @type {Tools} */ (this.tools).services;
    this.behind = true;
    const caughtUp = () => {
      this.ahead = 0;
      this.behind = false;
      this.flush();
    };
    if (client.transport && !this.breath) {
      client.sync("__shown");
      caughtUp();
    } else {
      const shown = client.later({ op: "call", on: SYNC, name: "__shown", wait: true, args: [] }).then(caughtUp);
      this.breath?.hold(shown);
    }
  }

  stop() {
    this.breath?.stop();
    this.post({ stopping: true });
  }

  /** The interpreter is there. @param {Tools} tools */
  async begin(tools) {
    this.tools = tools;
    const { python, services, fetchOr, size } = tools;
    python.addLibrary(await (await fetchOr(`${here}pagelet.tags.json`, "PGL-R04", "The in-page library")).json());
    tellSize(python, size);
    if (size) services.screen = this.screen(services.client);
    if (python.canSuspend) this.breath = startBreathing(python, services);
    this.post({ begun: { stops: Boolean(this.breath) } });
  }

  /** What Python has of a terminal: what is asked of it waits for the page, nothing else does. @param {any} client */
  screen(client) {
    return {
      draw: (/** @type {string} */ text) => {
        this.flush();
        this.post({ drawn: text });
      },
      begin: (/** @type {string} */ question) => client.sync("__input", "begin", question),
      ask: (/** @type {string} */ question) => client.sync("__input", "ask", question),
      read: () => client.sync("__input", "read", ""),
      end: () => this.post({ ended: true }),
    };
  }

  /** @param {{n: number, code: string, filename: string, target: string, keep?: string}} cell */
  async run({ n, code, filename, target, keep }) {
    const { python, services, explain, allowInput, addSource } = /** @type {Tools} */ (this.tools);
    services.target = target;
    addSource(filename, code);
    const run = () => python.runAsync(keep ? this.ask("cell", "prepared", [code, keep]) : code, filename);
    let error;
    try {
      allowInput(code, filename);
      await (this.breath ? this.breath.during(run) : run());
    } catch (raised) {
      error = (await explain(raised, "PGL-P02")).toJSON();
    }
    this.end();
    this.post({ ran: n, error });
  }

  end() {
    if (this.tools) flushOutput(this.tools.python);
    this.flush();
  }

  /** @param {{n: number, source: string, at: number}} question */
  async complete({ n, source, at }) {
    const answer = () => this.ask("completion", "answer", [source, at]);
    let found = answer();
    // Where it cannot be had, names are what there is.
    if (JSON.parse(found).jedi && (await this.tools?.python.install(["jedi"]).then(() => true, () => false))) found = answer();
    this.post({ completed: n, found });
  }

  /**
   * Ask a module of the library's tags about code.
   * @param {string} module
   * @param {string} name
   * @param {any[]} question
   */
  ask(module, name, question) {
    const { python } = /** @type {Tools} */ (this.tools);
    python.set("_pagelet_question", JSON.stringify(question));
    python.run(`_pagelet_question = __import__("pagelet.tags.${module}", None, None, ["*"]).${name}(_pagelet_question, globals())`, "<question>");
    return python.get("_pagelet_question");
  }
}

/** @param {MessagePort} port */
export function openSession(port) {
  return new Session(port);
}

export { startBreathing };
