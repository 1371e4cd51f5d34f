// The Python that editors run in: one worker for all of one "env". It starts when the first of them runs.

/** @typedef {import("../editors.js").Lent} Lent */
/** @typedef {Pick<import("./frame.js").Output, "place" | "write" | "note" | "fail">} Shown */
/** @typedef {{output: Shown, target: string, keep?: string}} Sink where what a cell does is to be seen, and a name for the value that is to be shown */
/** @typedef {{n: number, filename: string, sink: Sink, resolve: (error: any) => void, stopping: boolean}} Job */

/** What is found where nobody can be asked. */
const NOTHING = JSON.stringify({ start: 0, names: [] });
const PATIENCE = 600; // milliseconds for Python to stop by itself

/** @type {Map<string, Environment>} */
const environments = new Map();

export class Environment {
  /**
   * @param {"py" | "mpy"} type
   * @param {string} name
   * @param {HTMLElement} script that began it
   * @param {Lent} lent
   */
  constructor(type, name, script, lent) {
    this.type = type;
    this.name = name;
    this.script = script;
    this.lent = lent;
    /** @type {Promise<void>} */
    this.turn = Promise.resolve();
    /** @type {Job | undefined} */
    this.job = undefined;
    /** @type {Sink | undefined} where what tasks say belongs that go on after their cell */
    this.last = undefined;
    /** @type {Set<{filename: string, stopped: boolean}>} cells that wait for their turn */
    this.queue = new Set();
    /** @type {MessagePort | undefined} */
    this.port = undefined;
    this.worker = /** @type {any} */ (undefined);
    this.session = /** @type {any} */ (undefined); // of this worker, not of one before
    this.started = /** @type {Promise<any> | undefined} */ (undefined);
    this.count = 0;
    /** @type {Map<number, (found: any) => void>} */
    this.questions = new Map();
  }

  /** The tags of this environment that are not shown: they run before the first cell. */
  get setups() {
    const all = /** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll(`script[type="${this.type}-editor"][setup]`));
    return [...all].filter((script) => (script.getAttribute("env") ?? "") === this.name);
  }

  async start() {
    const { type, lent, setups } = this;
    const all = [...document.querySelectorAll(`script[type="${type}-editor"][config]`)];
    const configured = all.find((script) => script === this.script || (this.name && script.getAttribute("env") === this.name)) ?? this.script;
    const [{ config, base }, ...codes] = await Promise.all([lent.workerSettings(type, configured), ...setups.map((script) => lent.codeOf(script, "setup"))]);
    const filename = codes[0]?.filename ?? "setup";
    const code = codes.map((each) => each.code).join("\n");
    if (setups.length) lent.addSource(filename, code, setups[0], codes[0].inline);
    const modules = await lent.importModules(config.js_modules?.main, base);
    const session = {
      opened: (/** @type {any} */ worker, /** @type {MessagePort} */ port) => Object.assign(this, { worker, port, session }),
      heard: (/** @type {any} */ data) => this.session === session && this.hear(data), // what was said before the end comes after it
      shown: () => {}, // what has been heard is kept short, so who asks has waited long enough
    };
    const onError = (/** @type {any} */ error) => (this.last ? this.last.output.fail(error.toJSON()) : lent.report(error));
    await lent.launchWorker({ type, config, base, code, filename, target: "", name: "", service: false, modules, onError, session });
  }

  /** @param {any} data from the worker */
  hear({ wrote, error, ran, completed, found }) {
    const { job } = this;
    if (wrote) this.last?.output.write(wrote, error);
    if (completed) this.questions.get(completed)?.(found);
    if (ran && job?.n === ran) job.resolve(error);
  }

  /**
   * Run code when what was run before is done.
   * @param {string} code
   * @param {string} filename
   * @param {Sink} sink
   * @returns {Promise<any>} what it failed with
   */
  run(code, filename, sink) {
    const cell = { filename, stopped: false };
    this.queue.add(cell);
    const done = this.turn.then(() => {
      this.queue.delete(cell);
      return cell.stopped ? sink.output.note("py-note", "Stopped.") : this.runNow(code, filename, sink);
    });
    this.turn = done.then(() => {}, () => {});
    return done;
  }

  /**
   * @param {string} code
   * @param {string} filename
   * @param {Sink} sink
   */
  async runNow(code, filename, sink) {
    const n = ++this.count;
    /** @type {(error: any) => void} */
    let resolve = () => {};
    const ended = new Promise((done) => (resolve = done));
    const job = (this.job = { n, filename, sink, resolve, stopping: false });
    this.last = sink;
    const wait = setTimeout(() => sink.output.note("py-note", "Python is starting …"), 400);
    if (this.started) clearTimeout(wait);
    this.started ??= this.start();
    // A start that was stopped is never over.
    const stopped = await Promise.race([this.started.then(() => false, () => this.abandon()), ended.then(() => true)]);
    clearTimeout(wait);
    for (const note of sink.output.place.querySelectorAll(".py-note")) note.remove();
    if (!stopped) this.port?.postMessage({ cell: { n, code, filename, target: sink.target, keep: sink.keep } });
    const error = this.started ? await ended : undefined; // a start that failed has shown why
    if (job.stopping) sink.output.note("py-note", this.started ? "Stopped." : "Stopped. Python begins anew with the next run: what was defined is gone.");
    else if (error) sink.output.fail(error);
    this.job = undefined;
    return error;
  }

  /** Let the next run begin with a new worker. */
  abandon() {
    this.worker?.terminate();
    this.started = this.worker = this.port = this.session = undefined;
    this.job?.resolve(undefined);
    for (const answer of this.questions.values()) answer(NOTHING);
    return true;
  }

  /**
   * Stop a cell: politely where Python can listen while it computes, else together with its worker.
   * @param {string} filename the cell's
   */
  stop(filename) {
    const { job } = this;
    for (const cell of this.queue) cell.stopped ||= cell.filename === filename;
    if (job?.filename !== filename || job.stopping) return;
    job.stopping = true;
    this.port?.postMessage({ stop: true });
    setTimeout(() => this.job === job && this.abandon(), PATIENCE);
  }

  /**
   * @param {string} source
   * @param {number} at
   * @returns {Promise<string>} nothing while Python is busy, or is not there yet
   */
  async complete(source, at) {
    if (!this.port || this.job) return NOTHING;
    const n = ++this.count;
    const found = new Promise((resolve) => this.questions.set(n, resolve));
    this.port.postMessage({ complete: { n, source, at } });
    return /** @type {Promise<string>} */ (found).finally(() => this.questions.delete(n));
  }
}

/**
 * The environment of a script's "env"; one of its own where there is none.
 * @param {"py" | "mpy"} type
 * @param {HTMLElement} script
 * @param {Lent} lent
 * @param {string} [name]
 */
export function environmentOf(type, script, lent, name = script.getAttribute("env") ?? "") {
  const key = `${type} ${name}`;
  const known = name && environments.get(key);
  if (known) return known;
  const made = new Environment(type, name, script, lent);
  if (name) environments.set(key, made);
  return made;
}
