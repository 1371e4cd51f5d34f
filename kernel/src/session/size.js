// How large a terminal is, where programs look for it. https://docs.python.org/3/library/shutil.html#shutil.get_terminal_size

/** @typedef {{columns: number, lines: number}} Size */

/**
 * @param {import("../interpreters/contract.js").Interpreter} python
 * @param {Size | undefined} size
 */
export function tellSize(python, size) {
  // MicroPython has no environment.
  if (size && python.type === "py") python.run(`__import__("os").environ.update(COLUMNS="${size.columns}", LINES="${size.lines}")`, "<size>");
}
