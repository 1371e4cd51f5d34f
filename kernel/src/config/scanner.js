/** What the three config formats have in common: a cursor, quoted text, and brackets with commas between. */

import { ConfigSyntaxError, keyOffset, markKey, placeAt, plainText } from "./place.js";

/**
 * What differs between the formats inside brackets.
 * @typedef {{space: RegExp, lastComma: boolean}} Dialect
 */

// A recursive reader must not be driven into a stack overflow by a text of ten thousand brackets.
const DEEPEST_NESTING = 100;

/** Brackets over several lines, with comments and a last comma, as TOML's arrays and YAML have them. @type {Dialect} */
export const LOOSE_BRACKETS = { space: /(?:[ \t\n]|#[^\n]*)*/y, lastComma: true };

/** A text and a position in it. Patterns given to `take` are sticky (`/…/y`). */
export class Scanner {
  /** @param {string} text */
  constructor(text) {
    this.text = plainText(text);
    this.at = 0;
    this.depth = 0;
    /** The column of the current line's content; only YAML looks at it. */
    this.indent = 0;
  }

  get done() {
    return this.at >= this.text.length;
  }

  /** @param {string} expected */
  sees(expected) {
    return this.text.startsWith(expected, this.at);
  }

  /** Step over `expected` if it is next. @param {string} expected */
  eat(expected) {
    const seen = this.sees(expected);
    if (seen) this.at += expected.length;
    return seen;
  }

  /** Step over what the pattern matches here. @param {RegExp} pattern */
  take(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }

  /** @param {string} message @param {number} [at] @returns {never} */
  fail(message, at = this.at) {
    throw new ConfigSyntaxError(message, this.text, at);
  }

  /** @param {string} what @returns {never} */
  expected(what) {
    const found = this.text.slice(this.at).match(/^(?:[\w.]+|.)/su)?.[0] ?? "";
    const name = found === "\n" ? "the end of the line" : found ? `"${found}"` : "the end of the text";
    this.fail(`expected ${what}, found ${name}`);
  }

  /** @param {number} [offset] */
  lineOf(offset) {
    return placeAt(this.text, offset).line;
  }

  /**
   * Put a value where it belongs and remember where its key was written.
   * "__proto__" is refused outright: whoever copies the table later could change a prototype with it.
   * @param {any} container @param {string | number} key @param {number} at @param {unknown} value
   */
  set(container, key, at, value) {
    if (key === "__proto__") this.fail(`"__proto__" cannot be a key`, at);
    markKey(container, key, at);
    container[key] = value;
  }

  /**
   * The same for a format in which a key may be written only once.
   * @param {any} table @param {string | number} key @param {number} at @param {unknown} value
   */
  setOnce(table, key, at, value) {
    if (Object.hasOwn(table, key)) {
      this.fail(`the key "${key}" is already set on line ${this.lineOf(keyOffset(table, key))}`, at);
    }
    this.set(table, key, at, value);
  }

  /** Run a reader one level further in. @template T @param {() => T} read @returns {T} */
  nested(read) {
    if (++this.depth > DEEPEST_NESTING) this.fail("nested too deep");
    const value = read();
    this.depth--;
    return value;
  }
}

/**
 * Read from an opening bracket to its closing one, with commas between the items.
 * @param {Scanner} scanner @param {string} close @param {Dialect} dialect @param {() => void} readItem
 */
export function readBrackets(scanner, close, dialect, readItem) {
  const open = scanner.at++;
  const what = `${close === "]" ? "array" : "table"} that opens on line ${scanner.lineOf(open)}`;
  let [items, comma] = [0, true];
  for (scanner.take(dialect.space); !scanner.sees(close); items++) {
    if (scanner.done) scanner.fail(`"${close}" is missing: the ${what} is never closed`, open);
    if (!comma) scanner.expected(`"," or "${close}" in the ${what}`);
    scanner.nested(readItem);
    scanner.take(dialect.space);
    comma = scanner.eat(",");
    scanner.take(dialect.space);
  }
  if (items && comma && !dialect.lastComma) scanner.fail(`no "," is allowed before the closing "${close}"`);
  scanner.at++;
}

/** @param {Scanner} scanner @param {Dialect} dialect @param {(scanner: Scanner) => unknown} readValue */
export function readList(scanner, dialect, readValue) {
  /** @type {unknown[]} */
  const items = [];
  readBrackets(scanner, "]", dialect, () => scanner.set(items, items.length, scanner.at, readValue(scanner)));
  return items;
}

/** Read text in double quotes that ends on its own line. @param {Scanner} scanner */
export function readQuoted(scanner) {
  const start = scanner.at + 1;
  return unescapeText(scanner, readLiteral(scanner, /"([^"\\\n]*(?:\\[^\n][^"\\\n]*)*)"/y), start);
}

/** Read text between quotes as it is. @param {Scanner} scanner @param {RegExp} pattern */
export function readLiteral(scanner, pattern) {
  return (scanner.take(pattern) ?? scanner.fail("the closing quotes are missing"))[1];
}

/**
 * Replace backslash escapes. A backslash at the end of a line swallows the line break (only TOML's long texts have any).
 * @param {Scanner} scanner @param {string} raw @param {number} start where `raw` begins
 */
export function unescapeText(scanner, raw, start) {
  // Surrogates (D800 to DFFF) are no characters.
  const pattern = /\\(?:(["\\bfnrt]|u(?![dD][89a-fA-F])[\da-fA-F]{4})|U((?:0010|000[\da-fA-F])[\da-fA-F]{4})|([ \t]*\n[ \t\n]*)|[^])/g;
  return raw.replace(pattern, (whole, short, long, lineEnd, at) => {
    if (short) return JSON.parse(`"${whole}"`);
    if (long) return String.fromCodePoint(parseInt(long, 16));
    return lineEnd ? "" : scanner.fail(`"${whole}" is no escape: a backslash is written "\\\\"`, start + at);
  });
}
