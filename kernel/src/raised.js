// An exception of one Python, for another one to raise: its class, what it says, and where in the author's code it was raised.
// The other half is src/pagelet/raised.py.

import { PageletError, reason } from "./errors.js";
import { addSource, findSource } from "./sources.js";
import { ownFrames, parseWhole } from "./traceback.js";

/** @typedef {import("./errors.js").Frame} Frame */
/** @typedef {import("./interpreters/contract.js").Interpreter} Interpreter */

/** @param {string} summary as interpreters end a traceback */
function classAndText(summary) {
  const [, kind = "RuntimeError", said = ""] = /^([\w.]+)(?:: ?([^]*))?$/.exec(summary) ?? [];
  return { kind, said };
}

/** @param {Frame[]} frames */
function placesOf(frames) {
  return frames.map(({ file, line, name }) => ({ file, line, name: /^\w*$/.test(name) ? name : "" }));
}

/**
 * By the page's other interpreter.
 * @param {any} error
 * @param {Interpreter} python that interpreter
 */
export function raisedThere(error, python) {
  const text = python.tracebackOf(error);
  if (error instanceof PageletError) return Object.assign(error, { kind: "RuntimeError", said: `${error.code}: ${error.message}` });
  if (text === undefined) return Object.assign(new Error(reason(error), { cause: error }), { kind: "RuntimeError", said: reason(error), frames: [] });
  const { frames, summary } = parseWhole(text);
  for (const { file } of ownFrames(frames)) {
    const source = findSource(file) ? undefined : python.readFile(file);
    if (source) addSource(file, source, null, ""); // the other cannot read it
  }
  return Object.assign(new Error(text, { cause: error }), { name: "PythonError", ...classAndText(summary), frames: placesOf(ownFrames(frames)) });
}

/**
 * By a worker.
 * @param {any} error
 * @param {Interpreter} [python] that is to raise it
 */
export function raisedElsewhere(error, python) {
  if (!(error instanceof PageletError) || !error.code.startsWith("PGL-P")) return { kind: "RuntimeError", said: error.code ? `${error.code}: ${error.message}` : reason(error), frames: [] };
  /** @type {Frame[]} */
  const frames = /** @type {any} */ (error).raised ?? error.frames;
  for (const frame of frames) if (!findSource(frame.file)?.inline && !python?.readFile(frame.file)) keepLine(frame);
  return { ...classAndText(error.message), frames: placesOf(frames) };
}

/**
 * Of files that only a worker has, the page knows the lines that came with exceptions.
 * @param {Frame} frame
 */
function keepLine({ file, line, source }) {
  const lines = (findSource(file)?.text ?? "").split("\n");
  lines[line - 1] ||= source;
  addSource(file, Array.from(lines, (each) => each ?? "").join("\n"), null, "");
}
