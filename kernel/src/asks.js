// Code that asks somebody.

/** Calls that wait for an answer. */
export const ASKS = /\b(input|breakpoint|interact|getpass)\(/;

/**
 * Nobody can type into a page's console: for code that calls input(), that becomes a question of the browser's.
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {string} code
 * @param {string} [filename] for a debugger
 */
export function allowInput(python, code, filename = "") {
  if (ASKS.test(code)) python.run(`__import__("pagelet.ask", None, None, ["*"]).install(${JSON.stringify(filename)})`, "");
}
