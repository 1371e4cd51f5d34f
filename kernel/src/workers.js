// The page's workers: from tags, from JavaScript and from Python.

import { pageBase, shortName } from "./base.js";
import { arrivalOf, exportsProxy, launchWorker, nameWorker } from "./bridge/launch.js";
import { PageletError } from "./errors.js";
import { sayWhoIsMissing } from "./missing.js";
import { announce, report } from "./page.js";
import { givenSettings, pageSettings, workerSettings } from "./settings.js";
import { addSource } from "./sources.js";
import { fetchOr, importModules } from "./stage.js";
import { codeOf, outputOf, placeOutput, typeOf } from "./tags.js";

/** @typedef {import("./bridge/launch.js").WorkerHandle} WorkerHandle */
/** @typedef {import("./tags.js").Type} Type */

/** Errors that are none: somebody stopped the code, in its terminal. @type {WeakSet<PageletError>} */
const interrupts = new WeakSet();

/** @param {Element} element */
export async function runInWorker(element) {
  const type = typeOf(element);
  const output = outputOf(element);
  placeOutput(element, output);
  Object.defineProperty(element, "target", { value: output, configurable: true });
  const name = element.getAttribute("name") ?? "";
  const started = inEnvironment(element, type, (first) => (first ? joinFromTag(element, output, first) : startFromTag(element, type, output, name)));
  if (name) nameWorker(name, started);
  await started.catch((error) => {
    if (!interrupts.has(error)) throw error;
  });
  announce(element, "done");
}

/** Workers that the scripts of one "env" share: who began it, and the one that came last. @type {Map<string, {first: Element, last: Promise<WorkerHandle>}>} */
const sharing = new Map();

/**
 * Let a script begin when those of its "env" that came before it have run.
 * @param {Element} element
 * @param {Type} type
 * @param {(first?: Promise<WorkerHandle>) => Promise<WorkerHandle>} begin
 */
function inEnvironment(element, type, begin) {
  const env = element.getAttribute("env");
  if (!env) return begin();
  const key = `${type} ${env}`;
  const known = sharing.get(key);
  const config = element.getAttribute("config");
  if (known && config !== null && config !== known.first.getAttribute("config")) return Promise.reject(new PageletError("PGL-C04", `The worker of env="${env}" has two configs.`));
  const last = begin(known?.last);
  sharing.set(key, { first: known?.first ?? element, last: known ? last.catch(() => known.last) : last });
  last.catch(() => {}); // shown at its own script
  return last;
}

/**
 * @param {Element} element
 * @param {Element} output
 * @param {Promise<WorkerHandle>} before
 */
async function joinFromTag(element, output, before) {
  const [{ code, filename, inline }, worker] = await Promise.all([codeOf(element, output.id), before.catch(() => {
    throw new PageletError("PGL-W02", `The worker of env="${element.getAttribute("env")}" could not start; its own error is shown at its script.`, { hint: "Correct the script that comes first: it starts the worker." });
  })]);
  addSource(filename, code, element, inline);
  Object.defineProperty(element, "xworker", { value: worker, configurable: true });
  announce(element, "ready");
  await worker.join({ code, filename, target: output.id, script: element.id });
  return worker;
}

/**
 * @param {Element} element
 * @param {Type} type
 * @param {Element} output
 * @param {string} name
 */
async function startFromTag(element, type, output, name) {
  const [{ code, filename, inline }, { config, base }] = await Promise.all([codeOf(element, output.id), workerSettings(type, element)]);
  addSource(filename, code, element, inline);
  const modules = await importModules(config.js_modules?.main, base);
  const terminals = element.hasAttribute("terminal") ? await import("./terminals.js") : undefined;
  const screen = await terminals?.openTerminal(element, output);
  const session = terminals?.terminalSession(screen, () => announce(element, "done"));
  const onError = (/** @type {PageletError} */ error) => (terminals?.wasStopped(screen, error) ? interrupts.add(error) : report(error, output, element));
  const service = element.hasAttribute("service-worker");
  // Plugins get the script by its id.
  if (config.plugins && !element.id) element.id = `${output.id}-script`;
  const worker = launchWorker({ type, config, base, code, filename, target: output.id, script: element.id, name, service, modules, onError, session });
  const handle = await worker;
  Object.defineProperty(element, "xworker", { value: handle, configurable: true });
  announce(element, "ready");
  return handle;
}

/**
 * Start a worker from JavaScript or Python.
 * @param {string} file
 * @param {{type?: string, config?: any, name?: string, sync?: Record<string, any>, serviceWorker?: string, code?: string}} [options] the code, where there is no file
 */
export async function startWorker(file, { type = "py", config, name = "", sync, serviceWorker, code: given } = {}) {
  const kind = /** @type {Type} */ (type.startsWith("m") ? "mpy" : "py");
  const start = async () => {
    const url = new URL(file, pageBase()).href;
    const code = given ?? (await (await fetchOr(url, "PGL-F02", "The worker's script")).text());
    const settings = config === undefined ? await pageSettings(kind, []) : await givenSettings(config);
    const modules = await importModules(settings.config.js_modules?.main, settings.base);
    const onError = (/** @type {PageletError} */ error) => report(error);
    addSource(shortName(url), code, null, "");
    return launchWorker({ type: kind, ...settings, code, filename: shortName(url), target: "", name, service: serviceWorker !== undefined, modules, onError, sync });
  };
  const worker = start();
  if (name) nameWorker(name, worker);
  worker.catch((error) => report(error));
  return exportsProxy(await worker, name || file);
}

/**
 * Wait for a worker by its name, however late it comes; while there is none, the page says so.
 * @param {string} name
 */
export function workerByName(name) {
  const arrival = arrivalOf(name);
  sayWhoIsMissing(name, arrival);
  return arrival;
}
