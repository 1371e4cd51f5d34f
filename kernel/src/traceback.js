// What an interpreter prints when something goes wrong, taken apart; and what of it the author should see.

import { PageletError } from "./errors.js";
import { findSource, placeInPage } from "./sources.js";

/**
 * @typedef {{file: string, line: number, name: string, source: string[]}} Frame
 * @typedef {{frames: Frame[], summary: string}} Traceback
 */

const FRAME = /^\s+File "(.+?)", line (\d+)(?:, in (.+))?$/;
const LIBRARY = /\/pagelet-lib\/|\/lib\/(pagelet|pyscript)\/|_pyodide|\/pyodide\/|^<frozen |^asyncio\/|\/asyncio\/|\/python3\d+\.zip\//;

/**
 * Take a traceback's text apart; of a chain of exceptions the last one counts.
 * @param {string} text
 * @returns {Traceback}
 */
export function parseTraceback(text) {
  const last = text.split(/\n\n(?:During handling of|The above exception was)[^\n]*\n\n/).pop() ?? "";
  /** @type {Frame[]} */
  const frames = [];
  const summary = [];
  for (const line of last.split("\n")) {
    const match = FRAME.exec(line);
    if (match) frames.push({ file: match[1], line: Number(match[2]), name: match[3] ?? "", source: [] });
    else if (frames.length && !summary.length && /^\s/.test(line)) frames[frames.length - 1].source.push(line);
    else if (!line.startsWith("Traceback (most recent")) summary.push(line);
  }
  return { frames, summary: tidySummary(summary.join("\n").trim()) };
}

/**
 * Say a JavaScript error as JavaScript would: each interpreter wraps it in its own way.
 * @param {string} summary
 */
function tidySummary(summary) {
  return summary.replace(/^pyodide\.ffi\.JsException: /, "").replace(/^JsException: \(.*?, '(\w+)', ['"]([^]*)['"]\)$/, "$1: $2");
}

/**
 * Keep the frames of the author's own code.
 * @param {Frame[]} frames
 */
export function ownFrames(frames) {
  return frames.filter((frame) => !LIBRARY.test(frame.file));
}

/** @type {Array<[RegExp, string]>} */
const PYTHON_CODES = [
  [/^(SyntaxError|IndentationError|TabError)/, "PGL-P01"],
  [/^(ModuleNotFoundError|ImportError)/, "PGL-P05"],
];

/**
 * @param {string} summary
 * @param {string} fallback the code for "it failed here", by the way the code was called
 */
function codeFor(summary, fallback) {
  return PYTHON_CODES.find(([pattern]) => pattern.test(summary))?.[1] ?? fallback;
}

/**
 * Show a frame's place as the author knows it.
 * @param {Frame} frame
 * @param {(path: string) => string | undefined} read gives a file of the interpreter's, if it is there
 */
async function placeFrame(frame, read) {
  const source = findSource(frame.file);
  const text = source?.text ?? read(frame.file) ?? "";
  const excerpt = text.split("\n")[frame.line - 1] ?? "";
  const place = source?.inline ? await placeInPage(source, frame.line) : { file: frame.file, line: frame.line };
  return { ...place, file: place.file.replace(/^\/home\/pyodide\/|^\/(?!\/)/, ""), source: excerpt, element: source?.element ?? null, name: frame.name };
}

/**
 * Turn an interpreter's error text into one for the page's author.
 * @param {string} text
 * @param {string} code the code for what was being done
 * @param {(path: string) => string | undefined} read
 * @returns {Promise<PageletError & {element?: Element | null}>}
 */
export async function explainTraceback(text, code, read) {
  const { frames, summary } = parseTraceback(text);
  const own = await Promise.all(ownFrames(frames).map((frame) => placeFrame(frame, read)));
  const at = own[own.length - 1];
  const lines = own.map((frame) => `  ${frame.file}:${frame.line}${frame.name ? `, in ${frame.name}` : ""}\n    ${frame.source.trim()}`);
  // An error of ours that went through Python comes back in the exception's text.
  const [, known, message] = /(PGL-[A-Z]\d\d): ([^]*)/.exec(summary) ?? [];
  const error = new PageletError(known ?? codeFor(summary, code), message ?? (summary || text.trim()), {
    file: at?.file,
    line: at?.line,
    source: at?.source,
    traceback: own.length > 1 ? lines.join("\n") : "",
  });
  return Object.assign(error, { element: at?.element });
}
