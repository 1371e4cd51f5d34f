// Starting workers, from the page's side.

import { madeAhead } from "../ahead.js";
import { fromDisk, here, inside, pageBase } from "../base.js";
import { PageletError, reason, revive } from "../errors.js";
import { willSuspend } from "../interpreters/registry.js";
import { relocate } from "../relocate.js";
import { seams } from "../seams.js";
import { linkedModules, linkedPackages, usesPyScript } from "../stage.js";
import { Host } from "./host.js";
import { hearQuick, sayQuick } from "./quick.js";
import { SharedWriter, sharedMemory } from "./sync/shared.js";
import { syncService } from "./sync/serviceworker.js";
import { writtenReply } from "./sync/written.js";
import { withLine } from "./whence.js";

/**
 * @typedef {object} Launch
 * @property {"py" | "mpy"} type
 * @property {any} config
 * @property {string} base what the config's relative addresses start from
 * @property {string} code
 * @property {string} filename
 * @property {string} target the id of the element that display() writes to
 * @property {string} [script] the id of the script that started it
 * @property {string} name
 * @property {boolean} service whether to wait through the service worker even where something quicker would do
 * @property {object} modules JavaScript modules of the page that the worker may use
 * @property {(error: PageletError) => void} onError
 * @property {{opened: (worker: any, port: MessagePort) => void, heard: (data: any) => void, shown: () => any, ask?: (what: "begin" | "ask" | "read", question: string) => Promise<string>, size?: () => object}} [session] an editor or a terminal, which hears all that is said, and tells when it has shown that
 * @property {Record<string, any>} [sync] what the page offers to the worker from the start
 */

/** @type {Promise<Window & typeof globalThis> | undefined} */
let workshop;

// Whether the page's policy has stopped a worker: what asked for it is told only that its script did not come.
let forbidden = false;

/** @param {SecurityPolicyViolationEvent} event */
function noteForbidden({ effectiveDirective, blockedURI, disposition }) {
  if (disposition === "enforce" && effectiveDirective === "worker-src" && blockedURI.startsWith(here)) forbidden = true;
}

/**
 * The window whose Worker and service worker container are used. Under Trusted Types 'none' no script of the page may
 * start a worker, ours neither; a document of the kernel's own folder may: it is empty, has a policy of its own, and is
 * there for nothing else. Trying the page's own window first would leave a violation in the console of every such page.
 */
function openWorkshop() {
  workshop ??= inside ? Promise.resolve(globalThis) : new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", noteForbidden);
    const frame = document.createElement("iframe");
    const choose = () => resolve(usable(frame.contentWindow) ?? globalThis);
    Object.assign(frame, { hidden: true, title: "Pagelet workers", src: `${here}pagelet.frame.html`, onload: choose, onerror: choose });
    document.documentElement.append(frame);
  });
  return workshop;
}

/**
 * A page may forbid frames, or lack the file: then the browser's error page is there, which is another origin's.
 * @param {Window | null} window
 */
function usable(window) {
  try {
    return /** @type {Window & typeof globalThis} */ (window?.location.href === `${here}pagelet.frame.html` ? window : undefined);
  } catch {
    return undefined;
  }
}

function refuseForeign() {
  if (!inside && (fromDisk() || new URL(here).origin !== location.origin))
    throw new PageletError(
      "PGL-W01",
      fromDisk() ? "A page opened from disk cannot start workers." : `The worker cannot start: the kernel comes from ${new URL(here).origin}, the page from ${location.origin}.`,
    );
}

/**
 * Whether this worker will want the service worker: the other two ways are quicker, where there are any.
 * @param {Launch} launch
 */
function wantsService({ type, service, config }) {
  if (config.sync_main_only) return false;
  return service || (!globalThis.crossOriginIsolated && !willSuspend(type, config));
}

let launched = 0;

// ms, and how many of them a worker may be silent before another one is made in its place
const TICK = 500;
const TICKS = 12;

/** @type {((url: string) => Promise<void>) | undefined} */
const sound = /** @type {any} */ (globalThis)[Symbol.for("pagelet sound")];

/**
 * Start a worker and wait until its script has run.
 * @param {Launch} launch
 * @returns {Promise<WorkerHandle>}
 */
export async function launchWorker(launch) {
  refuseForeign();
  const { Worker, navigator } = await openWorkshop();
  const service = wantsService(launch) ? await syncService(navigator) : undefined;
  const memory = launch.service || launch.config.sync_main_only ? undefined : sharedMemory();
  const program = `${here}pagelet.worker.js`;
  // A built page knows its hash.
  await sound?.(program).catch((/** @type {unknown} */ error) => {
    throw new PageletError("PGL-W02", `The worker cannot start: ${reason(error)}`);
  });
  const make = () => {
    try {
      return new Worker(program, { type: "module", name: launch.name });
    } catch (cause) {
      throw new PageletError("PGL-W10", "The page's security policy lets no worker start: it allows no frame of Pagelet's.", { cause });
    }
  };
  const token = `${Date.now().toString(36)}-${++launched}`;
  const handle = new WorkerHandle(make, launch, { memory, service, token });
  seams.worker?.(handle, launch.type);
  return handle.ready;
}

/** A worker as the page's programs see it. */
export class WorkerHandle {
  /**
   * @param {() => Worker} make
   * @param {Launch} launch
   * @param {{memory?: SharedArrayBuffer, service?: ServiceWorkerRegistration, token: string}} ways
   */
  constructor(make, launch, { memory, service, token }) {
    const channel = new MessageChannel();
    const writer = memory && new SharedWriter(memory);
    /** @type {Record<string, any>} */
    const offered = launch.sync ?? {};
    const ask = (/** @type {string} */ prompt, /** @type {boolean} */ secret) => import("../asking.js").then(({ askPerson }) => askPerson(prompt, secret));
    Object.defineProperty(offered, "__input", { value: launch.session?.ask ?? ask, configurable: true });
    Object.defineProperty(offered, "__shown", { value: launch.session?.shown, configurable: true });
    this.worker = make();
    this.host = new Host(channel.port1, {
      sync: offered,
      modules: launch.modules,
      lost: (error, step) => launch.onError(withLine(error, step, launch)),
      late: ({ type, cancelable, defaultPrevented }) => {
        if (cancelable && !defaultPrevented) import("../toolate.js").then(({ sayTooLate }) => sayTooLate(type, launch)).catch(() => {}); // it is advice
      },
      answer: (way, reply) => {
        if (way === "shared") writer?.write(reply);
        else if (way === "service") service?.active?.postMessage({ key: `${token}/${reply.n}`, body: writtenReply(reply) });
        else if (way === "message") sayQuick((text) => this.worker.postMessage(text), reply, () => this.host.port.postMessage({ reply }));
        else this.host.port.postMessage({ reply });
      },
    });
    this.sync = syncProxy(this.host, offered);
    /** @type {string[]} */
    this.exports = [];
    /** What those who join it wait for. @type {Array<(outcome: {exports?: string[], error?: any}) => void>} */
    this.joining = [];
    /** @type {PageletError | undefined} */
    this.broken = undefined;
    const { type, config, base, code, filename, target, script, name } = launch;
    const order = { type, config, base, page: pageBase(), code, filename, target, script, name, linked: linkedModules(type), packages: linkedPackages(type, "worker"), ahead: madeAhead(type), pyscript: usesPyScript(), hooks: seams.order?.(type), token, memory, service: Boolean(service), session: launch.session && { size: launch.session.size?.() } };
    this.ready = new Promise((resolve, reject) => {
      const stop = (/** @type {PageletError} */ error) => {
        clearInterval(this.watch);
        launch.onError(error);
        this.host.end(error);
        this.broken = error;
        for (const tell of this.joining.splice(0)) tell({});
        reject(error);
      };
      let heard = false;
      let silent = 0;
      let patience = TICKS;
      const renew = () => {
        silent = 0;
        patience *= 2;
        this.worker.terminate();
        this.worker = make();
        const next = new MessageChannel();
        this.host.listen(next.port1);
        begin(next);
      };
      // Chromium loses a new worker once in a great while: no script is fetched, and no error is raised. A page that was busy
      // has one tick for all that time, so what the worker said meanwhile is heard first.
      this.watch = setInterval(() => {
        if (heard || patience > 4 * TICKS) clearInterval(this.watch);
        else if (++silent > patience) renew();
      }, TICK);
      const hear = (/** @type {MessageEvent} */ { data }) => {
        heard = true;
        if (data.more) writer?.more();
        launch.session?.heard(data);
        if (data.failed) launch.onError(revive(data.failed));
        if (data.stopped) stop(revive(data.stopped));
        if (data.joined) this.joining.shift()?.(data.joined);
        if (data.ready) {
          this.exports = data.ready;
          resolve(this);
        }
      };
      const begin = (/** @type {MessageChannel} */ { port1, port2 }) => {
        const answer = (/** @type {any} */ question) => this.host.hear(question);
        hearQuick(this.worker, writer ? (question) => writer.hear(question, answer) : answer);
        port1.addEventListener("message", hear);
        this.worker.onerror = (event) => {
          event.preventDefault();
          // Nothing but that: the browser could not load the script. Busy machines and networks can the next moment.
          if (forbidden && !heard) stop(new PageletError("PGL-W10", "The page's security policy (worker-src) does not let the worker start."));
          else if (patience === TICKS && !heard && !event.message) renew();
          else stop(new PageletError("PGL-W02", `The worker${launch.name && ` "${launch.name}"`} stopped: ${event.message || "its script could not be loaded"}.`));
        };
        this.worker.postMessage({ order, port: port2 }, [port2]);
        launch.session?.opened(this, port1);
        // Last, when all who listen have heard it, whatever they made of it.
        for (const arrived of ["message", "messageerror"]) port1.addEventListener(arrived, () => this.host.count());
      };
      begin(channel);
    });
    this.ready.catch(() => {}); // shown by onError; whoever waits for it sees it too
  }

  /**
   * Run another script in it, among the names of the first, and wait until it has run.
   * @param {{code: string, filename: string, target: string, script: string}} join
   */
  async join(join) {
    this.host.port.postMessage({ join });
    /** @type {{exports?: string[], error?: any}} */
    const { exports = [], error } = this.broken ? {} : await new Promise((resolve) => this.joining.push(resolve));
    if (this.broken) throw this.broken;
    if (error) throw revive(error);
    this.exports = [...new Set([...this.exports, ...exports])];
  }

  /**
   * Call a function that the worker exports.
   * @param {string} name
   * @param {...any} args
   */
  call(name, ...args) {
    return this.host.invoke({ exported: name }, args, true);
  }

  terminate() {
    clearInterval(this.watch);
    this.worker.terminate();
    this.host.end(new PageletError("PGL-W02", "The worker was ended before it answered."));
  }
}

/**
 * What page and worker offer each other by name: the page's own functions, or calls of the worker's.
 * @param {Host} host
 * @param {Record<string, any>} offered
 */
function syncProxy(host, offered) {
  return new Proxy(offered, {
    get(target, name) {
      // A promise-like look would make "await worker.sync" call the worker.
      if (typeof name === "symbol" || name === "then" || name in target) return target[/** @type {string} */ (name)];
      return (/** @type {any[]} */ ...args) => host.invoke({ exported: name }, args, true);
    },
  });
}

/** @type {Map<string, {promise: Promise<WorkerHandle>, resolve: (worker: Promise<WorkerHandle>) => void, taken: boolean}>} */
const namedWorkers = new Map();

/** @param {string} name */
function nameSlot(name) {
  let entry = namedWorkers.get(name);
  if (!entry) {
    let resolve = (/** @type {Promise<WorkerHandle>} */ _) => {};
    const promise = /** @type {Promise<WorkerHandle>} */ (new Promise((done) => (resolve = done)));
    promise.catch(() => {}); // shown at its own script; who waits for it is told by arrivalOf
    namedWorkers.set(name, (entry = { promise, resolve, taken: false }));
  }
  return entry;
}

/**
 * @param {string} name
 * @param {Promise<WorkerHandle>} worker
 */
export function nameWorker(name, worker) {
  const entry = nameSlot(name);
  if (entry.taken) throw new PageletError("PGL-W05", `There are two workers named "${name}".`);
  entry.taken = true;
  entry.resolve(worker);
}

/** The names that workers have. */
export const takenNames = () => [...namedWorkers.keys()].filter((name) => namedWorkers.get(name)?.taken);

/**
 * Wait for a named worker; what comes has the functions of its __export__.
 * @param {string} name
 */
export async function arrivalOf(name) {
  const worker = await nameSlot(name).promise.catch(() => {
    throw new PageletError("PGL-W02", `The worker "${name}" could not start; its own error is shown at its script.`);
  });
  return exportsProxy(worker, name);
}

/**
 * Let an exception of a worker's say its places as the author of the page knows them, in JavaScript's own way, too.
 * @param {any} error
 */
async function asRaised(error) {
  const raised = error.frames;
  await relocate(error);
  const lines = error.frames?.toReversed().map((/** @type {import("../errors.js").Frame} */ { file, line, name }) => `\n    at ${name || "script"} (${file}:${line})`);
  throw raised?.length ? Object.assign(error, { raised, stack: `${error.code}: ${error.message}${lines.join("")}` }) : error;
}

/**
 * A worker with the functions of its __export__ as its own.
 * @param {WorkerHandle} worker
 * @param {string} name
 */
export function exportsProxy(worker, name) {
  return new Proxy(worker, {
    get(target, key) {
      if (typeof key === "symbol" || key === "then") return undefined;
      if (key in target && !target.exports.includes(key)) return /** @type {any} */ (target)[key];
      // Rejected, not thrown: MicroPython cannot catch what JavaScript throws.
      const unknown = () => Promise.reject(new PageletError("PGL-W04", `The worker "${name}" exports no "${key}"; it exports ${target.exports.join(", ") || "nothing"}.`));
      return (/** @type {any[]} */ ...args) => (target.exports.includes(key) ? target.call(key, ...args) : unknown()).catch(asRaised);
    },
  });
}
