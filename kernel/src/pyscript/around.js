// In a worker: run its script with what the page's hooks put around it.

import { dedent } from "../dedent.js";
import { PageletError, reason } from "../errors.js";

const METHOD = /^(async\s+)?(?!function\b|async\b)([\w$]+\s*\()/;

/**
 * Make a function of its text again. A policy may forbid that, as it forbids eval.
 * @param {string} text
 */
async function revived(text) {
  const source = /=>/.test(text.split("{")[0]) ? text : text.replace(METHOD, "$1function $2");
  try {
    return (await import(`data:text/javascript,${encodeURIComponent(`export default ${source}`)}`)).default;
  } catch (error) {
    throw new PageletError("PGL-J01", `A function of hooks.worker cannot be brought into the worker: ${reason(error)}`, {
      hint: 'It travels as text. Allow that in pagelet.toml, csp = { script-src = ["data:"] }, or use hooks.worker.codeBeforeRunAsync, which is Python.',
    });
  }
}

/**
 * @param {Record<string, string[]>} order
 * @param {any} python
 * @param {() => Promise<any>} run
 */
export async function runHooked(order, python, run) {
  const runAsync = (/** @type {string} */ code) => python.runAsync(dedent(code), "<hook>");
  const wrap = { type: python.type, interpreter: python.native, run: (/** @type {string} */ code) => python.run(dedent(code), "<hook>"), runAsync };
  const call = async (/** @type {string} */ name) => {
    for (const text of order[name]) await (await revived(text))(wrap, globalThis);
  };
  await call("onReady");
  await call("onBeforeRunAsync");
  for (const code of order.codeBeforeRunAsync) await runAsync(code);
  const result = await run();
  for (const code of order.codeAfterRunAsync) await runAsync(code);
  await call("onAfterRunAsync");
  return result;
}
