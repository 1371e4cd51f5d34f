// Where Python cannot wait, who wrote the code hears of it before it runs.

import { PageletError } from "./errors.js";
import { hintFor } from "./hints.js";
import { usesPyScript } from "./stage.js";

// Comments and texts say nothing about what is called.
const SAID = /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*/g;
const ASKING = /(?<![\w.])(input|breakpoint|getpass|getpass\.getpass|code\.interact)\(/g;
const SLEEPING = /(?<![\w.])time\.sleep\(/;

/**
 * The call with which code waits for an answer, unless the name is its own; nothing if there is none.
 * @param {string} text
 * @param {RegExp} [which]
 */
export function askedBy(text, which = /./) {
  const code = text.replace(SAID, "");
  const calls = [...code.matchAll(ASKING)].map(([, name]) => name);
  return calls.find((name) => which.test(name) && !new RegExp(`\\b(?:def|as)\\s+${name}\\b|\\b${name}\\s*=`).test(code));
}

/**
 * On the page itself, questions can still be asked by the browser's own dialog, one at a time; a terminal cannot, nor a debugger.
 * @param {import("./page.js").Realm} realm
 * @param {Element} element
 * @param {string} text
 */
export async function refuseWaiting(realm, element, text) {
  const python = await realm.started;
  if (python.canSuspend) return;
  const who = realm.type === "mpy" ? "MicroPython" : "CPython, in a browser without JSPI,";
  const terminal = element.hasAttribute("terminal") || realm.screen;
  const call = askedBy(text, terminal ? /./ : /breakpoint|interact/);
  if (call) throw new PageletError("PGL-P07", `${call}() has to wait for an answer, and on the page itself ${who} cannot wait.`);
  if (!SLEEPING.test(text.replace(SAID, ""))) return;
  const slow = new PageletError("PGL-P08", `The page freezes for each time.sleep(): on the page itself ${who} cannot wait.`);
  // It runs nevertheless; pages that were written for PyScript look as they did there.
  if (usesPyScript()) console.warn(`${slow.code}: ${slow.message} ${hintFor(slow)}`);
  else await realm.lost(slow, slow.code, element);
}
