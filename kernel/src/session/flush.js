// What Python itself keeps back is written, too.

/** @param {import("../interpreters/contract.js").Interpreter} python */
export function flushOutput(python) {
  if (python.type === "py") python.run('[each.flush() for each in (__import__("sys").stdout, __import__("sys").stderr)]', "<flush>");
}
