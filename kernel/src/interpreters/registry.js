// The two script types, and how each gets its interpreter. A third one is a row here and a file beside it.

import { here, inside } from "../base.js";
import { PageletError, reason } from "../errors.js";
import { MICROPYTHON_VERSION, startMicroPython } from "./micropython.js";
import { PYODIDE_VERSION, pyodideSuspends, startPyodide } from "./pyodide.js";
import { brokenWasm } from "./wasm.js";

/**
 * @typedef {object} Kind
 * @property {string} name as in config files and PyScript's TYPES
 * @property {string} title as its makers write it
 * @property {string} folder where its versions live, beside the kernel
 * @property {string} module
 * @property {string} version
 * @property {(version: string) => boolean} suspends whether its Python can wait without giving up its stack (JSPI)
 * @property {string[]} assets the files that it fetches itself
 * @property {string[]} early those of them to fetch while the module is on its way; browsers keep the compiled form of
 *   WebAssembly only when they compile it while it arrives, so that is none of them
 * @property {(options: import("./contract.js").StartOptions) => Promise<import("./contract.js").Interpreter>} start
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  py: {
    name: "pyodide",
    title: "Pyodide",
    folder: "pyodide-",
    module: "pyodide.mjs",
    version: PYODIDE_VERSION,
    suspends: pyodideSuspends,
    assets: ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"],
    early: ["python_stdlib.zip", "pyodide-lock.json"],
    start: startPyodide,
  },
  mpy: {
    name: "micropython",
    title: "MicroPython",
    folder: "micropython-",
    module: "micropython.mjs",
    version: MICROPYTHON_VERSION,
    suspends: () => false,
    assets: ["micropython.wasm"],
    early: [],
    start: startMicroPython,
  },
};

/**
 * What a config asks for. PyScript's own tool writes "latest" into the config of each project.
 * @param {any} config
 */
function wished({ interpreter, version }) {
  const wish = interpreter?.src ?? interpreter ?? version ?? "";
  return wish === "latest" ? "" : wish;
}

/** The key that asks for it. @param {any} config */
export const interpreterKey = (config) => [config.interpreter === undefined ? "version" : "interpreter"];

/**
 * Find an interpreter's module from what the config says: nothing, a version, or an address.
 * @param {string} type
 * @param {any} config
 * @param {string} base what a relative address starts from
 */
export function interpreterURL(type, config, base) {
  const kind = KINDS[type];
  const wish = wished(config);
  if (typeof wish !== "string" || (wish && !/^[\d.]+[\w.-]*$|[/]/.test(wish)))
    throw new PageletError("PGL-R01", `There is no interpreter "${wish}" for type="${type}".`, { key: interpreterKey(config) });
  if (wish.includes("/")) return new URL(wish.replace(/pyodide\.js$/, "pyodide.mjs"), base).href;
  return `${here}runtimes/${kind.folder}${wish || kind.version}/${kind.module}`;
}

/**
 * Whether the interpreter that a config asks for will be able to suspend.
 * @param {string} type
 * @param {any} config
 */
export function willSuspend(type, config) {
  const kind = KINDS[type];
  const version = /\d[\d.]+/.exec(wished(config) || kind.version)?.[0];
  return kind.suspends(version ?? "");
}

/**
 * Fetch early what the interpreter will ask for late.
 * @param {string} type
 * @param {string} url
 * @param {boolean} ahead whether its library is replaced
 */
export function prefetchInterpreter(type, url, ahead) {
  if (!globalThis.document || inside) return;
  for (const asset of KINDS[type].early) {
    if (ahead && asset.endsWith(".zip")) continue;
    const { href } = new URL(asset, url);
    if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) continue;
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", href, crossOrigin: "anonymous", as: "fetch" }));
  }
}

/**
 * Find out what is wrong when an interpreter does not start: a file that is not there, or one that is damaged.
 * @param {string} type
 * @param {string} url
 * @param {unknown} error
 */
async function whyNot(type, url, error) {
  for (const file of [url, ...KINDS[type].assets.map((asset) => new URL(asset, url).href)]) {
    const answer = await fetch(file).catch((failed) => failed);
    const sent = answer.headers?.get("content-type");
    if (answer.ok && /\.m?js$/.test(file) && !/(java|ecma)script/.test(sent)) {
      const hint = "Let the host send files whose names end in .mjs as text/javascript.";
      return new PageletError("PGL-R03", `The interpreter does not start: the host sends ${file} as ${sent ?? "nothing that it names"}, and browsers run no module that is not sent as text/javascript.`, { cause: error, hint });
    }
    if (answer.ok) continue;
    // The tool's server says why, and in its last line what to do; what others send is a page of theirs.
    const [, why, hint] = /^PGL-\w+ (.+?)\.?\n(?:.*\n)*?(.+)\s*$/.exec(answer.status ? await answer.text() : "") ?? [];
    const failure = answer.status ? `answered ${answer.status}${why ? `: ${why}` : ""}` : `could not be had: ${reason(answer)}`;
    return new PageletError("PGL-R02", `The interpreter could not be fetched: ${file} ${failure}.`, { cause: error, hint });
  }
  return new PageletError("PGL-R03", `The interpreter from ${url} does not start: ${reason(error)}`, { cause: error });
}

/**
 * @param {string} type
 * @param {import("./contract.js").StartOptions} options
 */
export async function startInterpreter(type, options) {
  const broken = brokenWasm(new URL(".", options.url).href);
  try {
    return await Promise.race([KINDS[type].start(options), broken]);
  } catch (error) {
    throw error instanceof PageletError ? error : await whyNot(type, options.url, error);
  }
}
