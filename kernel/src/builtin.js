// The library's own tags: each is a Python module, which only pages that use the tag load.

import { pageBase } from "./base.js";
import { PageletError } from "./errors.js";
import { configs, realmOf, report } from "./page.js";
import { explain, fetchOr } from "./stage.js";
import { fetchTags, teach } from "./teach.js";

/** What stands behind "py-" or "mpy-". */
const BUILTIN = new Set(["box", "button", "inputbox", "list", "md", "register-widget", "repl", "title", "tutor"]);

/** @type {Map<string, Promise<void>>} */
const used = new Map();

/** @param {string} tag */
async function load(tag) {
  const type = tag.startsWith("mpy") ? "mpy" : "py";
  const realm = realmOf(type);
  const [python] = await Promise.all([realm.started, fetchTags()]);
  await teach(python);
  await realm.settled(); // what the page's scripts define, tags may use
  if (configs[type].plugins?.includes(`!${tag}`)) return;
  try {
    python.run(`__import__("pagelet.tags", None, None, ["use"]).use("${tag}", globals())`, "<tags>");
  } catch (error) {
    throw await explain(python, error, "PGL-X01");
  }
}

/**
 * See that a tag of the library's has its Python.
 * @param {Element} element
 */
export async function useTag(element) {
  const tag = element.localName;
  if (tag === "script" && /** @type {HTMLScriptElement} */ (element).type.endsWith("-game")) return (await import("./games.js")).openGame(/** @type {HTMLScriptElement} */ (element));
  if (tag === "script") return (await import("./editors.js")).openEditor(/** @type {HTMLScriptElement} */ (element));
  if (tag.endsWith("-terminal")) return (await import("./terminals.js")).useTerminal(/** @type {HTMLElement} */ (element));
  if (/-(loader|splashscreen)$/.test(tag)) return (await import("./loader.js")).fillLoader(element);
  if (tag.endsWith("-repl") && element.hasAttribute("worker")) return (await import("./editors.js")).openRepl(/** @type {HTMLElement} */ (element));
  if (used.has(tag) || customElements.get(tag) || !BUILTIN.has(tag.replace(/^m?py-/, ""))) return;
  if (tag.endsWith("repl")) (await import("./editors.js")).fetchEditors();
  used.set(tag, load(tag));
  await used.get(tag)?.catch(report);
}

/**
 * Read a file that a tag names; where there is none, the page says so at the tag.
 * @param {Element} element
 * @param {string} address
 * @returns {Promise<string | undefined>}
 */
export async function readNamed(element, address) {
  try {
    return await (await fetchOr(new URL(address, pageBase()).href, "PGL-F02", "The file")).text();
  } catch (error) {
    await report(error, element);
    return undefined;
  }
}

/**
 * @param {Element} element whose fault it is
 * @param {string} code
 * @param {string} message
 */
export function blameTag(element, code, message) {
  return report(new PageletError(code, message), element);
}
