// A worker's program: one interpreter, the page at the other end of a port.

import { here, pageBase, setPageBase } from "./base.js";
import { Client } from "./bridge/client.js";
import { OneWayClient } from "./bridge/oneway.js";
import { hearQuick, Speaker } from "./bridge/quick.js";
import { allowInput } from "./asks.js";
import { suspendingTransport } from "./bridge/sync/jspi.js";
import { serviceTransport } from "./bridge/sync/serviceworker.js";
import { sharedTransport } from "./bridge/sync/shared.js";
import { attempt, PageletError, reason } from "./errors.js";
import { willSuspend } from "./interpreters/registry.js";
import { addSource } from "./sources.js";
import { explain, fetchOr, importModules, stage, untilExit } from "./stage.js";
import { askedBy } from "./waiting.js";

/** @typedef {import("./plugins.js").Hooks} Hooks */

/**
 * The quickest way to wait for the page that this worker has.
 * @param {any} order
 * @param {Speaker} speaker
 */
function chooseTransport({ type, config, memory, service, token }, speaker) {
  if (config.sync_main_only) return undefined;
  if (memory) return sharedTransport(memory, speaker);
  if (service) return serviceTransport(token, speaker.port);
  if (willSuspend(type, config)) return suspendingTransport(speaker);
  return undefined;
}

/**
 * What the in-page library finds under the name _pagelet.
 * @param {any} order
 * @param {Client} client
 * @param {Record<string, any>} modules
 * @param {(error: any) => void} fail
 */
function workerServices({ type, config, target }, client, modules, fail) {
  return {
    worker: true,
    here,
    type,
    config: { ...config, type },
    target,
    client,
    modules,
    attempt,
    screen: type === "mpy" ? null : undefined,
    base: pageBase(),
    // What happens in the worker itself: its sockets, say.
    answering: (/** @type {any} */ callable) => async (/** @type {Event} */ given) => {
      try {
        await client.run(callable, [given]);
      } catch (error) {
        fail(await client.explain(error));
      }
    },
    suspends: client.transport?.way === "message",
    expose: (/** @type {string} */ name, /** @type {any} */ callable) => client.exported.set(name, callable),
    load: (/** @type {string} */ url) => import(new URL(url, pageBase()).href),
  };
}

const EXPORT = '__import__("pagelet.threads", None, None, ["export"]).export(__export__, globals())';

/**
 * Offer the functions that the script lists in __export__ and return their names.
 * @param {import("./interpreters/contract.js").Interpreter} python
 */
function exportFunctions(python) {
  const listed = python.get("__export__");
  const names = listed ? Array.from(listed) : [];
  for (const name of names) {
    if (!python.get(name)) throw new PageletError("PGL-W04", `__export__ names "${name}", but the script defines no such function.`);
  }
  // Python itself turns what comes into data of its own, and back.
  if (names.length) python.run(EXPORT, "__export__");
  return names;
}

/**
 * @param {any} order
 * @param {MessagePort} port
 */
async function startOrder(order, port) {
  setPageBase(order.page);
  const speaker = new Speaker(port);
  port.postMessage({}); // the page waits for a word
  const none = order.type === "py" ? undefined : null;
  const transport = chooseTransport(order, speaker);
  const client = transport ? new Client(port, transport, none) : new OneWayClient(port, none, order.config.sync_main_only);
  hearQuick(globalThis, (reply) => client.arrive(reply));
  const failed = (/** @type {any} */ data) => port.postMessage({ failed: data });
  const realm = { plugged: undefined, hooks: /** @type {Hooks | undefined} */ (undefined) };
  const fail = (/** @type {PageletError} */ error) => {
    failed(error.toJSON());
    realm.hooks?.failed(error.toJSON());
  };
  try {
    addSource(order.filename, order.code, null, "");
    const session = order.session ? (await import(`${here}pagelet.session.js`)).openSession(port) : undefined;
    if (session) speaker.before = () => session.flush();
    const modules = await importModules(order.config.js_modules?.worker, order.base, "worker");
    const services = { ...workerServices(order, client, modules, failed), plug: (/** @type {any} */ call) => (realm.plugged = call) };
    const python = await stage({ type: order.type, config: order.config, base: order.base, linked: order.linked, packages: order.packages, ahead: order.ahead, pyscript: order.pyscript, services, onError: fail, onWrite: session && ((bytes, error) => session.write(bytes, error)) });
    const { tracebackOf } = python;
    if (client instanceof OneWayClient) python.tracebackOf = (error) => client.named(tracebackOf(error));
    client.plain = python.toJs;
    client.run = (callable, args) => python.call(callable, ...args);
    client.explain = async (error) => (await explain(python, error, "PGL-P03")).toJSON();
    await session?.begin({ python, services, explain: (/** @type {unknown} */ error, /** @type {string} */ code) => explain(python, error, code), allowInput: (/** @type {string} */ code, /** @type {string} */ filename) => allowInput(python, code, filename), addSource: (/** @type {string} */ filename, /** @type {string} */ code) => addSource(filename, code, null, ""), fetchOr, size: order.session.size });
    if (order.config.plugins) realm.hooks = await (await import("./plugins.js")).startPlugins(realm, python, services.config, fail);
    const { breath } = session ?? {};
    port.addEventListener("message", ({ data: { join } }) => {
      if (!join) return;
      addSource(join.filename, join.code, null, "");
      services.target = join.target;
      runOrder(python, { ...order, ...join }, client, port, { breath, hooks: realm.hooks, says: JOINED });
    });
    await runOrder(python, order, client, port, { breath, hooks: realm.hooks, says: BEGUN });
    session?.end();
  } catch (error) {
    const known = error instanceof PageletError ? error : new PageletError("PGL-X01", reason(error), { cause: error });
    port.postMessage({ stopped: known.toJSON() });
  }
}

/** What the page hears of the script that a worker began with, and of those that joined it. */
const BEGUN = { ended: (/** @type {string[]} */ exports) => ({ ready: exports }), failed: (/** @type {object} */ error) => ({ stopped: error }) };
const JOINED = { ended: (/** @type {string[]} */ exports) => ({ joined: { exports } }), failed: (/** @type {object} */ error) => ({ joined: { error } }) };

/**
 * The worker is ready when its script has run: only then are the functions that it exports defined.
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {any} order
 * @param {Client} client
 * @param {MessagePort} port
 * @param {{breath: any, hooks: Hooks | undefined, says: typeof BEGUN | typeof JOINED}} around what could stop it, what plugins do around it, what is said of it
 */
async function runOrder(python, order, client, port, { breath, hooks, says }) {
  try {
    if (client instanceof OneWayClient && askedBy(order.code)) throw client.cannotWait();
    allowInput(python, order.code, order.filename);
    const begin = () => python.runAsync(order.code, order.filename);
    const run = () => untilExit(python, () => (breath ? breath.during(begin) : begin()));
    await hooks?.before(order.script);
    await (order.hooks ? (await import(`${here}core.worker.js`)).runHooked(order.hooks, python, run) : run());
    await hooks?.after(order.script);
    port.postMessage(says.ended(exportFunctions(python)));
  } catch (error) {
    const known = await explain(python, error, "PGL-P02");
    // Afterwards nobody may listen to this worker any more.
    await hooks?.failed(known.toJSON());
    port.postMessage(says.failed(known.toJSON()));
  }
}

addEventListener("message", ({ data }) => startOrder(data.order, data.port), { once: true });
