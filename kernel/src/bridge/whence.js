// Which line of a worker asked for what the page could not do. Workers that do not wait have gone on when that is known, and
// MicroPython tells nobody where it is. So the line is the first that says what was asked, or most of it.

const STEP_WORDS = /"((?:\\.|[^"\\])+)"|([^\W\d]\w*)/g; // texts and names
const STANDS_FOR = /^\s*(\w+)\s*=[^=]/; // what a name stands for
const TEXT_WORTH = 10; // a text says as much as so many names

/** @param {string} word */
const named = (word) => new RegExp(`\\b${word}\\b`);
/** @param {string} text */
const quoted = (text) => ({ test: (/** @type {string} */ line) => [`"${text}"`, `'${text}'`].some((each) => line.includes(each)) });

/**
 * @param {string} code
 * @param {{name?: string, path: string}} step the last of its names, and all of it
 * @returns {number} from 1; 0 if it stands nowhere
 */
export function lineOf(code, { name, path }) {
  const lines = code.split("\n").map((line) => line.replace(/^\s*#.*/, ""));
  const said = [...path.matchAll(STEP_WORDS)].map(([, text, word]) => (text ? { is: quoted(text), worth: TEXT_WORTH } : { is: named(word), worth: 1 }));
  const given = lines.flatMap((line) => STANDS_FOR.exec(line)?.[1] ?? []).map((word) => ({ is: named(word), line: lines.findLast((line) => STANDS_FOR.exec(line)?.[1] === word) }));
  const worths = lines.map((line) => {
    const whole = [line, ...given.flatMap((other) => (other.is.test(line) ? other.line : []))].join("\n");
    return said.reduce((sum, { is, worth }) => sum + (is.test(whole) ? worth : 0), name && named(name).test(line) ? 1 : 0);
  });
  const most = Math.max(...worths);
  return most > 1 ? worths.indexOf(most) + 1 : 0;
}

/**
 * @template {import("../errors.js").PageletError} T
 * @param {T} error
 * @param {{name?: string, path: string}} step
 * @param {{code: string, filename: string}} script
 */
export function withLine(error, step, { code, filename: file }) {
  const line = lineOf(code, step);
  const source = code.split("\n")[line - 1];
  return line ? Object.assign(error, { file, line, source, frames: [{ file, line, name: "", source }] }) : error;
}
