// What an interpreter prints when something goes wrong, taken apart; and what of it the author should see.

import { PageletError } from "./errors.js";
import { placeInPage } from "./lines.js";
import { findSource } from "./sources.js";

/**
 * @typedef {import("./errors.js").Frame} Frame
 * @typedef {{frames: Frame[], summary: string}} Traceback the summary as the interpreter gives it
 */

const FRAME = /^\s+File "(.+?)", line (\d+)(?:, in (.+))?$/;
// Ours, the standard library and installed packages: in Pyodide under /lib/python…, in MicroPython frozen or in /lib.
const LIBRARY = /\/pagelet-lib\/|^\/lib\/(pagelet|pyscript|python3)|^\/?pyodide\/|^<|^asyncio\//;

/**
 * Of the errors that a group holds the first one is shown: drop the frame of bars and dashes that is drawn around it.
 * @param {string} text
 */
function withoutGroup(text) {
  const [, first] = /^\s*\+-\+-+ 1 -+\n([^]*?)(?=^\s*\+-)/m.exec(text) ?? [];
  return first === undefined ? text : withoutGroup(first.replace(/^\s*\| ?/gm, ""));
}

/** Of a chain of exceptions the last one counts. @param {string} text */
const lastOf = (text) => text.split(/\n\n(?:During handling of|The above exception was)[^\n]*\n\n/).pop() ?? "";

/**
 * Take a traceback's text apart.
 * @param {string} text
 */
export const parseTraceback = (text) => parsePlain(withoutGroup(lastOf(text)));

// As CPython draws them, two columns further to the right for each group inside of another:
// https://docs.python.org/3/library/exceptions.html#exception-groups
const PARTS = /^ {2}\+-\+-+ 1 -+\n|^ {4}\+-+ (?:\d+|\.\.\.) -+\n/m;

/**
 * Take a traceback's text apart for somebody who is to raise it anew: a group says what it is, and what its parts are.
 * @param {string} text
 * @returns {Traceback}
 */
export function parseWhole(text) {
  const [own, ...parts] = lastOf(text).replace(/^ +\+-+$/gm, "").split(PARTS);
  const { frames, summary } = parsePlain(lastOf(own.replace(/^ {2}[|+] ?/gm, "")));
  const said = parts.map((part) => parseWhole(part.replace(/^ {2}/gm, "")).summary);
  return { frames, summary: [summary, said.join("; ")].filter(Boolean).join(": ") };
}

/**
 * @param {string} text
 * @returns {Traceback}
 */
function parsePlain(text) {
  /** @type {Frame[]} */
  const frames = [];
  const summary = [];
  for (const line of text.split("\n")) {
    const match = FRAME.exec(line);
    if (match) frames.push({ file: match[1], line: Number(match[2]), name: (match[3] ?? "").replace("<module>", ""), source: "" });
    else if (frames.length && !summary.length && /^\s/.test(line)) continue; // the source line as the interpreter knows it
    else if (!/^(Exception Group )?Traceback \(most recent/.test(line)) summary.push(line);
  }
  return { frames, summary: summary.join("\n").trim() };
}

/**
 * Say a JavaScript error as JavaScript would: each interpreter wraps it in its own way.
 * @param {string} summary
 */
function tidySummary(summary) {
  return summary.replace(/^(\w+): ?$/, "$1").replace(/^JsException: \(.*?, '(\w+)', ['"]([^]*)['"]\)$/, "$1: $2").replace(/^(pyodide\.ffi\.)?JsException: /, "");
}

/**
 * Keep the frames of the author's own code. A recursion that went too deep fills hundreds of lines; the first and the last
 * few tell all.
 * @param {Frame[]} frames
 */
export function ownFrames(frames) {
  const own = frames.filter((frame) => !LIBRARY.test(frame.file));
  return own.filter((_, at) => at < 5 || at >= own.length - 5);
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
 * @returns {Promise<Frame>}
 */
async function placeFrame(frame, read) {
  const source = findSource(frame.file);
  const text = source?.text ?? read(frame.file) ?? "";
  const excerpt = text.split("\n")[frame.line - 1] ?? "";
  const place = source?.inline ? await placeInPage(source, frame.line) : { file: frame.file, line: frame.line };
  return { ...place, file: place.file.replace(/^\/home\/pyodide\/|^\/(?!\/)/, ""), source: excerpt, name: frame.name };
}

/**
 * @param {Frame[]} frames
 * @returns {Partial<PageletError>} what an error says about its place
 */
export function endOf(frames) {
  const at = frames[frames.length - 1];
  const lines = frames.map(({ file, line, name, source }) => `${file}:${line}${name && `, in ${name}`}\n    ${source.trim()}`);
  return { frames, file: at?.file ?? "", line: at?.line ?? 0, source: at?.source ?? "", traceback: frames.length > 1 ? lines.join("\n") : "" };
}

const LEFT_OUT = "A build has what its pages seem to use: with that line in pagelet.toml the module is in it, too.";

/**
 * Say how a page lists a package.
 * @param {string} name
 * @param {string} tag
 */
function listing(name, tag) {
  const there = globalThis.document?.querySelector(tag);
  return there ? `add "${name}" to packages in the page's <${tag}>` : `write <${tag}>packages = ["${name}"]</${tag}> into the page`;
}

/**
 * Say which line would bring a module that is not there.
 * @param {string} said
 */
function missingModule(said) {
  if (said.includes("was left out of this build")) return { hint: LEFT_OUT };
  // In pandas' words, and in those of its parts, a package that only one of its methods wants is an optional dependency.
  const [, name] = /^\w+: [Nn]o module named '?(\w+)|Missing optional dependency '([\w-]+)/.exec(said)?.filter(Boolean) ?? [];
  if (!name) return {};
  return { hint: `If it is a package, ${listing(name, /^ImportError: no (?!.* package could be installed)/.test(said) ? "mpy-config" : "py-config")}. If it is a file of yours, put it beside the page or name it under "files".` };
}

const NO_FILE = 'There is no such file where Python looks: name it under "files" in the config. Without a name of its own, "data/x.csv" = "", it is x.csv there.';

const NO_AWAIT = 'It is not there yet: write "await" before what gives it.';
const MAYBE_NO_AWAIT = 'If it is what an "async def" gives, write "await" before the call.';

/** What an error says only to those who know why. @type {Array<[RegExp, () => string]>} */
const ADVICE = [
  [/^(OSError: 44$|FileNotFoundError)/, () => NO_FILE], // MicroPython gives no more than Emscripten's number
  [/loadPackage\('tzdata'\)/, () => `The time zones are a package: ${listing("tzdata", "py-config")}.`], // no browser tells Python of them
  [/^(Type|Attribute)Error: .*'(coroutine|Fetch)'/, () => NO_AWAIT],
  [/^(Type|Attribute)Error: .*'generator'/, () => MAYBE_NO_AWAIT], // MicroPython's coroutines are such
];

/** @param {string} said */
function adviceOn(said) {
  const hint = ADVICE.find(([pattern]) => pattern.test(said))?.[1]();
  return hint ? { hint } : {};
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
  const own = ownFrames(frames);
  // An error of ours that went through Python comes back in the exception's text.
  const said = tidySummary(summary) || text.trim();
  const [, known, message] = /(PGL-[A-Z]\d\d): ([^]*)/.exec(said) ?? [];
  const place = endOf(await Promise.all(own.map((frame) => placeFrame(frame, read))));
  const about = known ?? codeFor(summary, code);
  // Of what it could install, Pyodide goes on to say how.
  const error = new PageletError(about, message ?? said.replace(/\nThe module '[^]*|(?:\\n|\s)+On Pyodide you must[^]*/, ""), { ...place, ...(about === "PGL-P05" ? missingModule(said) : adviceOn(said)) });
  const element = own.map(({ file }) => findSource(file)?.element).findLast((found) => found);
  return Object.assign(error, { element });
}
