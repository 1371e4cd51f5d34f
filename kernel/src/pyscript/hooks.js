// PyScript's hooks: functions and Python that run around every script of a page, and of its workers.

import { dedent } from "../dedent.js";

/** A set of functions, or of texts, that refuses anything else. */
class TypedSet extends Set {
  /** @param {"function" | "string"} kind */
  constructor(kind) {
    super();
    this.kind = kind;
  }

  /** @param {any} value */
  add(value) {
    if (typeof value !== this.kind) throw new TypeError(`Expected a ${this.kind}, got ${typeof value}`);
    return super.add(value);
  }
}

const CALLS = ["onReady", "onBeforeRun", "onBeforeRunAsync", "onAfterRun", "onAfterRunAsync"];
const CODES = ["codeBeforeRun", "codeBeforeRunAsync", "codeAfterRun", "codeAfterRunAsync"];

/** @param {string[]} calls @returns {Record<string, TypedSet>} */
function hookSets(calls) {
  const functions = calls.map((name) => [name, new TypedSet("function")]);
  return Object.fromEntries([...functions, ...CODES.map((name) => [name, new TypedSet("string")])]);
}

export const hooks = { main: hookSets(["onWorker", ...CALLS]), worker: hookSets(CALLS) };

/** @type {Map<string, any>} */
const wraps = new Map();

/**
 * The interpreter as PyScript hands it to hooks and to whenDefined.
 * @param {any} python
 * @param {any} config
 */
export function wrapOf(python, config) {
  let wrap = wraps.get(python.type);
  if (!wrap) {
    wrap = {
      type: python.type,
      interpreter: python.native,
      config,
      io: { stdout: (/** @type {any[]} */ ...text) => console.log(...text), stderr: (/** @type {any[]} */ ...text) => console.error(...text) },
      run: (/** @type {string} */ code) => python.run(dedent(code), "<hook>"),
      runAsync: (/** @type {string} */ code) => python.runAsync(dedent(code), "<hook>"),
      writeFile: (/** @type {string} */ path, /** @type {ArrayBuffer} */ data) => python.writeFiles([{ path, data: new Uint8Array(data) }]),
    };
    wraps.set(python.type, wrap);
  }
  return wrap;
}

let gate = Promise.resolve();

/**
 * Scripts begin one after the other, with their hooks; what they wait for later holds nobody up.
 * @param {() => Promise<any>} begin
 */
async function beginInTurn(begin) {
  const before = gate;
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  await before;
  return begin().finally(open);
}

/**
 * Run a script with what the hooks put around it.
 * @param {any} wrap
 * @param {Element} element
 * @param {() => any} run
 * @param {boolean} sync
 */
export async function runAround(wrap, element, run, sync) {
  const kind = sync ? "Run" : "RunAsync";
  const runHook = sync ? wrap.run : wrap.runAsync;
  // Scripts of the page find themselves as document.currentScript.
  const current = { configurable: true, get: () => element };
  const [running] = await beginInTurn(async () => {
    Object.defineProperty(document, "currentScript", current);
    for (const call of hooks.main[`onBefore${kind}`]) await call(wrap, element);
    for (const code of hooks.main[`codeBefore${kind}`]) await runHook(code);
    const started = Promise.resolve(run());
    started.catch(() => {}); // awaited below
    await wrap.runAsync("").catch(() => {}); // CPython begins in a turn of its own event loop; so does this, after it
    return [started];
  });
  try {
    const result = await running;
    for (const code of hooks.main[`codeAfter${kind}`]) await runHook(code);
    for (const call of hooks.main[`onAfter${kind}`]) await call(wrap, element);
    return result;
  } finally {
    if (document.currentScript === element) delete (/** @type {any} */ (document).currentScript);
  }
}

/** What a worker is to do around its script: functions travel as their text. */
export function workerOrder() {
  const sets = Object.entries(hooks.worker).map(([name, set]) => [name, [...set].map(String)]);
  return sets.some(([, texts]) => texts.length) ? Object.fromEntries(sets) : undefined;
}
