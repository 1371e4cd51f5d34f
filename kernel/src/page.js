// The Python of a page: one interpreter a type, scripts in the order of the document.

import { madeAhead } from "./ahead.js";
import { allowInput, ASKS } from "./asks.js";
import { fromDisk, here, pageBase } from "./base.js";
import { Batch } from "./batch.js";
import { fit } from "./bridge/fit.js";
import { attempt, Failure, forPython, PageletError, reason } from "./errors.js";
import { usesLittle } from "./first.js";
import { seams } from "./seams.js";
import { addSource } from "./sources.js";
import { explain, importModules, linkedModules, linkedPackages, stage, untilExit, usesPyScript } from "./stage.js";
import { codeOf, isWorkerTag, outputOf, placeOutput, SCRIPT_TAGS, typeOf } from "./tags.js";

/** @typedef {import("./interpreters/contract.js").Interpreter} Interpreter */
/** @typedef {import("./tags.js").Type} Type */

/** The config of each type, as pages read it. @type {Record<string, any>} */
export const configs = {};

/**
 * Show an error beside the script that it belongs to.
 * @param {unknown} error
 * @param {Element | null} [near]
 * @param {Element | null} [tag] whose error it is, if it is another
 */
export async function report(error, near, tag = near) {
  const parts = await Promise.all([import("./relocate.js"), import("./box.js")]).catch((missing) => sayPlainly(error, missing));
  if (!parts) return;
  const [{ relocate }, { showError }] = parts;
  await relocate(error, tag);
  showError(error, /** @type {any} */ (error)?.element ?? near);
}

/**
 * Show an error where what shows errors cannot be had: the network has gone, or the page was opened from disk.
 * @param {unknown} thrown
 * @param {unknown} missing why it cannot be had
 */
function sayPlainly(thrown, missing) {
  const more = "pagelet.more.js, which is needed for that, did not come as it should.";
  const error = thrown instanceof PageletError && thrown.code !== "PGL-X01" ? thrown : new PageletError("PGL-R07", `The page cannot go on: ${more} ${reason(thrown)}`, { cause: thrown });
  // Text, for what keeps consoles as text; then what can be looked into.
  console.error(`${error.code}: ${error.message}`, reason(error.cause ?? ""), error, missing);
  if (error.shown) return;
  error.shown = true;
  const again = "Reload; if that does not help, upload all of the site anew.";
  const hint = fromDisk() ? 'Run "pagelet serve" in its folder.' : error === thrown ? `Where it happened is not known: ${more} ${again}` : again;
  const shown = Object.assign(document.createElement("pagelet-error"), { role: "alert", textContent: `${error.code}: ${error.message} ${hint}` });
  (document.body ?? document.documentElement).append(shown);
  dispatchEvent(new CustomEvent("pagelet:error", { detail: { ...error.toJSON(), hint } }));
}

/**
 * @param {Type} type
 * @param {Element[]} scripts
 */
async function settingsOf(type, scripts) {
  const some = document.querySelector(`${type}-config,${type}-env`) ?? scripts.some((script) => script.hasAttribute("config"));
  return some ? (await import("./settings.js")).pageSettings(type, scripts) : { config: {}, base: pageBase() };
}

/** Whether an import map has a name that Python could import by: those of a built site have addresses alone. */
const NAMES_MODULE = /[{,]\s*"(?!(?:imports|integrity|scopes)")[A-Za-z_]\w*"\s*:/;

/** Attributes of a script that say where what it writes is shown, which is done as it writes it. */
const SHOWN_BY = ["terminal", "output", "std-out", "std-err"];

/** One interpreter on the main thread and what belongs to it. */
export class Realm {
  /** @param {Type} type */
  constructor(type) {
    this.type = type;
    /** @type {Element[]} the scripts, by the number that Python knows each by as the owner of what runs */
    this.owners = [];
    /** @type {Element | null} the one whose code began last */
    this.entered = null;
    this.turn = Promise.resolve();
    /** @type {Interpreter | undefined} */
    this.python = undefined;
    this.modules = Object.create(null);
    /** @type {Map<string, any>} names of their own, for the scripts, cells and handlers of one "env" */
    this.environments = new Map();
    /** @type {import("./plugins.js").Hooks | undefined} what plugins do around scripts */
    this.hooks = undefined;
    /** @type {any} the terminal that shows what has no place of its own */
    this.screen = undefined;
    /** Whether what is written is shown before its line ends. */
    this.writes = false;
    /** @type {any} what lets Python give way while it computes, where there is code that may be stopped */
    this.breath = undefined;
    /** @type {any} Python's function that calls what plugins define */
    this.plugged = undefined;
    this.batch = new Batch((dispatch, id) => this.answering(dispatch, id), (error, element) => this.lost(error, "PGL-P03", element));
    this.started = this.start();
    // Each script that waits for it says so, and who wants to know where asks for its config.
    this.started.catch((error) => (error.realm = type));
  }

  /** The script whose code runs, or ran last: also when a task or handler that it started does. @returns {Element | null} */
  get current() {
    return this.owners[this.python?.owner ?? 0] ?? null;
  }

  /** @param {Element} element whose code is to run */
  enter(element) {
    this.entered = element;
    const known = this.owners.indexOf(element);
    /** @type {Interpreter} */ (this.python).owner = known < 0 ? this.owners.push(element) - 1 : known;
  }

  /**
   * The names of an "env"; nothing for the page's own.
   * @param {string | null} env
   */
  namesOf(env) {
    if (!env) return undefined;
    if (!this.environments.has(env)) this.environments.set(env, /** @type {Interpreter} */ (this.python).names());
    return this.environments.get(env);
  }

  /** @returns {Promise<Interpreter>} */
  async start() {
    const scripts = [...document.querySelectorAll(SCRIPT_TAGS)].filter((script) => typeOf(script) === this.type && !isWorkerTag(script));
    // Now, for tags that run are emptied.
    const maps = [...document.querySelectorAll("script[type=importmap]")].filter(({ textContent }) => NAMES_MODULE.test(textContent ?? ""));
    const code = maps.length ? scripts.map(({ textContent }) => textContent).join("\n") : "";
    const mapped = code ? import("./importmaps.js").then(({ importMapped }) => importMapped(maps, code)) : undefined;
    mapped?.catch(() => {});
    const { config, base } = await settingsOf(this.type, scripts);
    configs[this.type] = { ...config, type: this.type };
    const modules = importModules(config.js_modules?.main, base);
    modules.catch(() => {});
    const tag = document.querySelector(`${this.type}-terminal`);
    const writes = tag || document.querySelector(`${this.type}-repl:not([worker])`) || scripts.some((script) => SHOWN_BY.some((name) => script.hasAttribute(name)));
    const terminals = writes ? await import("./terminals.js") : undefined;
    const screen = tag && terminals?.fillTerminal(/** @type {HTMLElement} */ (tag));
    const linked = linkedModules(this.type);
    const onWrite = terminals?.writer(this);
    this.writes = Boolean(onWrite);
    const little = this.type === "mpy" && !linked.length && !Object.keys(config).length && usesLittle(scripts);
    const python = await stage({ type: this.type, config, base, linked, packages: linkedPackages(this.type, "page"), ahead: madeAhead(this.type), little, pyscript: usesPyScript(), services: (this.lent = this.services()), onError: report, onPrint: (line, error) => this.print(line, error), onWrite });
    Object.assign(this.modules, await modules);
    for (const [name, module] of Object.entries((await mapped) ?? {})) python.register(name, module);
    this.python = python;
    if (screen) await terminals?.connect(this, python, await screen);
    if (config.plugins) {
      this.hooks = await (await import("./plugins.js")).startPlugins(this, python, configs[this.type], report);
      addEventListener("pagelet:error", (event) => this.hooks?.failed(/** @type {CustomEvent} */ (event).detail));
    }
    return python;
  }

  /**
   * Make a listener of a Python function: it may block where the interpreter can, and its errors show on the page.
   * @param {any} callable
   * @param {any[]} first what it is called with before the event
   */
  answering(callable, ...first) {
    const owner = this.current; // whose output the handler's display() goes to
    return async (/** @type {Event} */ given) => {
      if (owner) this.enter(owner);
      try {
        await this.python?.call(callable, ...first, given);
      } catch (error) {
        await this.lost(error, "PGL-P03");
      }
    };
  }

  /**
   * Show an error that came by another way than a script's own run.
   * @param {unknown} error
   * @param {string} code
   * @param {Element | null} [near]
   */
  async lost(error, code, near) {
    await report(await explain(await this.started, error, code), near ?? this.current);
  }

  /**
   * Show a line where the element whose code runs wants it: what "std-out", "std-err" or "output" name, or its own place.
   * @param {string} line
   * @param {boolean} error
   */
  print(line, error) {
    const place = this.placeOf(error);
    if (!place && this.screen) return this.screen.write(`${line}\n`);
    if (!place) return console[error ? "error" : "log"](line);
    place.append(lineFor(error, line));
  }

  /**
   * @param {boolean} error
   * @param {Element | null} [script] not the owner that Python knows: it writes at this moment, and cannot be asked
   */
  placeOf(error, script = this.entered) {
    const id = this.placeName(error, script);
    return (id && document.getElementById(id)) || /** @type {any} */ (script)?.printer;
  }

  /** @param {boolean} error @param {Element | null} script */
  placeName(error, script) {
    return script?.getAttribute(error ? "std-err" : "std-out") ?? script?.getAttribute("output");
  }

  /** Wait until the interpreter is there and every script so far has begun, or has failed to. */
  async settled() {
    await this.started.catch(() => {});
    await this.turn;
  }

  /** What the in-page library finds under the name _pagelet. */
  services() {
    const realm = this;
    const none = this.type === "mpy" ? null : undefined;
    const failures = new WeakSet();
    return {
      worker: false,
      here,
      suspends: false,
      type: this.type,
      modules: this.modules,
      attempt,
      answering: (/** @type {any} */ callable) => this.answering(callable),
      get base() {
        return pageBase();
      },
      get config() {
        return configs[realm.type];
      },
      get target() {
        return /** @type {any} */ (realm.current)?.target?.id ?? "";
      },
      get output() {
        return /** @type {any} */ (realm.current)?.target ?? none;
      },
      report: (/** @type {unknown} */ error, /** @type {string} */ code) => this.lost(error, code),
      load: (/** @type {string} */ url) => import(new URL(url, pageBase()).href),
      dom: this.batch.do.bind(this.batch),
      raised: (/** @type {any} */ answer) => failures.has(answer),
      // The call is made here: of its promise, Pyodide makes a future of Python's, which has another error.
      answer: async (/** @type {any} */ owner, /** @type {string} */ name, /** @type {any[]} */ ...args) => {
        try {
          return fit(await owner[name](...args), none);
        } catch (error) {
          const { raisedElsewhere } = await import("./raised.js");
          const failure = raisedElsewhere(error, this.python);
          failures.add(failure);
          return failure;
        }
      },
      offer: (/** @type {any} */ offered, /** @type {string} */ name, /** @type {any} */ callable) => {
        offered[name] = (/** @type {any[]} */ ...args) => callable(...args.map((arg) => fit(arg, none)));
      },
      run_cell: (/** @type {Element} */ element, /** @type {string} */ code, /** @type {string} */ filename, /** @type {string} */ source, /** @type {string} */ env) =>
        import("./cells.js").then(({ runCell }) => runCell(this, element, { code, filename, source, env })),
      // Pyodide destroys the proxy that a call gives it.
      names_of: (/** @type {string} */ env) => (this.type === "py" ? this.namesOf(env).copy() : this.namesOf(env)),
      stop_cell: (/** @type {Element} */ cell) => import("./cells.js").then(({ stopCell }) => stopCell(this, cell)),
      get screen() {
        const current = /** @type {any} */ (realm.current);
        const screen = current?.screen ?? realm.screen;
        if (screen) screen.goOn = () => (realm.entered = current); // others may have begun meanwhile
        return screen ?? none;
      },
      ask: async (/** @type {string} */ prompt, /** @type {boolean} */ secret) => {
        const current = this.current;
        const answer = await import("./asking.js").then(({ askPerson }) => askPerson(prompt, secret));
        this.entered = current; // others may have begun meanwhile
        return answer;
      },
      read_named: (/** @type {Element} */ element, /** @type {string} */ address) => import("./builtin.js").then(({ readNamed }) => readNamed(element, address)),
      add_source: addSource,
      blame: (/** @type {Element} */ element, /** @type {string} */ code, /** @type {string} */ message) => import("./builtin.js").then(({ blameTag }) => blameTag(element, code, message)),
      plug: (/** @type {any} */ call) => (this.plugged = call),
      worker_named: (/** @type {string} */ name) => forPython(import("./workers.js").then(({ workerByName }) => workerByName(name))),
      handover: (/** @type {Type} */ type) => handOver(this.type, type),
      start_worker: (/** @type {string} */ file, /** @type {any} */ options) => forPython(import("./workers.js").then(({ startWorker }) => startWorker(file, options))),
    };
  }

  /**
   * Let a script begin when those before it have begun: in the order of the document, but a pause holds nobody up.
   * @param {Element} element
   * @param {Promise<any>} ready what the script itself has to wait for
   * @param {(python: Interpreter) => Promise<any>} begin
   */
  async inTurn(element, ready, begin) {
    const before = this.turn;
    let begun = () => {};
    this.turn = new Promise((resolve) => (begun = resolve));
    try {
      const [python] = await Promise.all([this.started, ready]);
      await before;
      await this.hooks?.before(element);
      const done = begin(python);
      // CPython begins in a turn of its own event loop; so does this, after it.
      if (this.type === "py") await python.runAsync("", "").catch(() => {});
      begun();
      return await done;
    } finally {
      begun();
    }
  }
}

/** @type {Map<Type, Realm>} */
const realms = new Map();

/** @param {Type} type */
export function realmOf(type) {
  let realm = realms.get(type);
  if (!realm) realms.set(type, (realm = new Realm(type)));
  return realm;
}

/**
 * Start another interpreter for one.
 * @param {Type} from
 * @param {Type} to
 */
async function handOver(from, to) {
  try {
    const { openHandover } = await import("./handover.js").catch((error) => {
      throw new PageletError("PGL-R02", `What starts a second interpreter could not be fetched: ${reason(error)}.`);
    });
    return await forPython(openHandover(from, to));
  } catch (error) {
    return new Failure(error);
  }
}

/** Let who asks next begin anew, if this one could not start. @param {Type} type */
export async function forgetFailed(type) {
  const realm = realms.get(type);
  await realm?.started.catch(() => realms.get(type) === realm && realms.delete(type));
}

/**
 * @param {Element} element
 * @param {string} name ready or done
 */
export function announce(element, name) {
  element.dispatchEvent(new CustomEvent(`${typeOf(element)}:${name}`, { bubbles: true }));
}

/** @type {WeakSet<Element>} */
const seen = new WeakSet();
let running = 0;

/**
 * Run a script tag, once.
 * @param {Element} element
 */
export async function runTag(element) {
  if (seen.has(element)) return;
  seen.add(element);
  running++;
  try {
    if (isWorkerTag(element)) await (await import("./workers.js")).runInWorker(element);
    else await runOnPage(element);
  } catch (error) {
    await report(error, outputElement(element) ?? element, element);
  } finally {
    if (--running === 0) document.dispatchEvent(new CustomEvent("py:all-done", { bubbles: true }));
  }
}

/** @param {Element} element @returns {Element | undefined} */
function outputElement(element) {
  const output = /** @type {any} */ (element).target;
  return output?.isConnected ? output : undefined;
}

/** @param {Element} element */
async function runOnPage(element) {
  const realm = realmOf(typeOf(element));
  const output = outputOf(element);
  Object.defineProperty(element, "target", { value: output, configurable: true });
  const code = codeOf(element, output.id);
  const terminal = element.hasAttribute("terminal") && import("./terminals.js").then(({ openPageTerminal }) => (placeOutput(element, output), openPageTerminal(realm, element, output)));
  const waits = code.then(({ code: text }) => (ASKS.test(text) || /\bsleep\(/.test(text)) && import("./waiting.js").then(({ refuseWaiting }) => refuseWaiting(realm, element, text)));
  const ready = Promise.all([code, terminal, waits]);
  ready.catch(() => {});
  await realm.inTurn(element, ready, async (python) => {
    const source = await code;
    placeOutput(element, output);
    addSource(source.filename, source.code, element, source.inline);
    Object.assign(element, { process: (/** @type {string} */ text) => runCode(python, element, text, source.filename) });
    await seams.ready?.(python, element);
    announce(element, "ready");
    await runCode(python, element, source.code, source.filename);
    await realm.hooks?.after(element);
    announce(element, "done");
  });
}

/**
 * @param {Interpreter} python
 * @param {Element} element
 * @param {string} code
 * @param {string} filename
 */
async function runCode(python, element, code, filename) {
  const realm = realmOf(typeOf(element));
  return untilExit(python, async () => {
    allowInput(python, code, filename);
    const sync = element.getAttribute("async") === "false";
    const names = realm.namesOf(element.getAttribute("env"));
    const run = () => {
      realm.enter(element); // not before, for others may begin meanwhile
      return sync ? python.run(code, filename, names) : python.runAsync(code, filename, names);
    };
    if (realm.writes || realm.screen || element.hasAttribute("terminal")) return (await import("./terminals.js")).runWriting(realm, element, run);
    return seams.run ? seams.run(python, element, run, sync) : run();
  });
}

/**
 * A line of what Python writes, as it is shown.
 * @param {boolean} error
 * @param {string} [text]
 */
export function lineFor(error, text = "") {
  const line = document.createElement("div");
  line.className = error ? "py-stderr" : "py-stdout";
  line.style.whiteSpace = "pre-wrap";
  line.textContent = text;
  return line;
}
