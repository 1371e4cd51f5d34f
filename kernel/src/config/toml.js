/** TOML 1.0 (https://toml.io/en/v1.0.0). Dates and times stay text, as they were written. */

import { LOOSE_BRACKETS, Scanner, readBrackets, readList, readLiteral, readQuoted, unescapeText } from "./scanner.js";

/** @typedef {{key: string, at: number}} TomlKeyPart */

const TOML_GAP = /[ \t]*/y;
const TOML_INLINE = { space: TOML_GAP, lastComma: false };

const TOML_NUMBER = /^(?:[+-]?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|inf|nan)|0x[\da-fA-F]+|0o[0-7]+|0b[01]+)$/;
const TOML_UNDERSCORE = /(?<=\d)_(?=\d)|(?<=^0x.+)_(?=[\da-fA-F])/g;
const TOML_DATE =
  /^(?:\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d:\d\d(?:\.\d+)?)$/;

/**
 * How a table came to be, which decides who may still add to it:
 *   implicit  only named on the way to [a.b]; may yet get its own header
 *   header    has its [header]; only further headers may reach through it
 *   dotted    made by a key such as a.b = 1; headers may add sub-tables, no header may open it
 *   list      an array made by [[header]]; each header adds to it
 * Inline tables and arrays have no entry: they are complete as written.
 * @type {WeakMap<object, string>}
 */
const tomlOrigins = new WeakMap();

/** @param {string} text @returns {Record<string, any>} */
export function parseToml(text) {
  const scanner = new Scanner(text);
  const control = scanner.text.search(/[\0-\x08\v-\x1f\x7f]/);
  if (control >= 0) scanner.fail("control characters must be escaped", control);
  const root = {};
  let table = root;
  for (scanner.take(LOOSE_BRACKETS.space); !scanner.done; scanner.take(LOOSE_BRACKETS.space)) {
    if (scanner.sees("[")) table = tomlHeader(scanner, root);
    else tomlPair(scanner, table);
    scanner.take(/[ \t]*(?:#[^\n]*)?/y);
    if (!scanner.done && !scanner.sees("\n")) scanner.expected("the end of the line");
  }
  return root;
}

/** Read `[name]` or `[[name]]` and return the table that it opens. @param {Scanner} scanner @param {object} root */
function tomlHeader(scanner, root) {
  const close = scanner.eat("[[") ? "]]" : "]";
  if (close === "]") scanner.at++;
  const path = tomlKey(scanner);
  if (!scanner.eat(close)) scanner.expected(`"${close}" after the table name`);
  const { key, at } = /** @type {TomlKeyPart} */ (path.pop());
  const parent = tomlReach(scanner, root, path, "implicit");
  const known = Object.hasOwn(parent, key) && tomlOrigins.get(parent[key]);
  if (close === "]") return known === "implicit" ? tomlMark(parent[key], "header") : tomlOpen(scanner, parent, key, at);
  if (known !== "list") scanner.setOnce(parent, key, at, tomlMark([], "list"));
  return tomlOpen(scanner, parent[key], parent[key].length, at);
}

/** @param {Scanner} scanner @param {any} parent @param {string | number} key @param {number} at */
function tomlOpen(scanner, parent, key, at) {
  scanner.setOnce(parent, key, at, tomlMark({}, "header"));
  return parent[key];
}

/** @template {object} T @param {T} table @param {string} origin @returns {T} */
function tomlMark(table, origin) {
  tomlOrigins.set(table, origin);
  return table;
}

/**
 * Walk along a dotted key, making the tables that are not there yet.
 * @param {Scanner} scanner @param {any} table @param {TomlKeyPart[]} path
 * @param {"implicit" | "dotted"} origin of the tables it makes: named in a header, or in a key
 */
function tomlReach(scanner, table, path, origin) {
  for (const { key, at } of path) {
    if (!Object.hasOwn(table, key)) scanner.set(table, key, at, tomlMark({}, origin));
    const next = table[key];
    const known = tomlOrigins.get(next);
    const isOpen = origin === "implicit" ? known : known === "implicit" || known === "dotted";
    if (!isOpen) scanner.fail(`nothing can be added to "${key}" here`, at);
    if (origin === "dotted") tomlMark(next, origin);
    table = known === "list" ? next.at(-1) : next;
  }
  return table;
}

/** Read `key = value` into the table. @param {Scanner} scanner @param {object} table */
function tomlPair(scanner, table) {
  const path = tomlKey(scanner);
  if (!scanner.eat("=")) scanner.expected(`"=" after the key "${path.map((part) => part.key).join(".")}"`);
  scanner.take(TOML_GAP);
  const { key, at } = /** @type {TomlKeyPart} */ (path.pop());
  const owner = tomlReach(scanner, table, path, "dotted");
  scanner.setOnce(owner, key, at, tomlValue(scanner));
}

/** Read a key such as `a."b c".d`. @param {Scanner} scanner */
function tomlKey(scanner) {
  /** @type {TomlKeyPart[]} */
  const parts = [];
  do {
    scanner.take(TOML_GAP);
    parts.push({ at: scanner.at, key: tomlKeyPart(scanner) });
    scanner.take(TOML_GAP);
  } while (scanner.eat("."));
  return parts;
}

/** @param {Scanner} scanner @returns {string} */
function tomlKeyPart(scanner) {
  return tomlText(scanner) ?? scanner.take(/[\w-]+/y)?.[0] ?? scanner.expected("a key");
}

/** Read text in quotes, if any is next. @param {Scanner} scanner */
function tomlText(scanner) {
  if (scanner.sees('"')) return readQuoted(scanner);
  if (scanner.sees("'")) return readLiteral(scanner, /'([^'\n]*)'/y);
}

/** @param {Scanner} scanner @returns {unknown} */
function tomlValue(scanner) {
  if (scanner.sees('"""')) return tomlLongText(scanner, /("""\n?)((?:[^\\]|\\[^])*?)"""("{0,2})/y);
  if (scanner.sees("'''")) return tomlLongText(scanner, /('''\n?)([^]*?)'''('{0,2})/y);
  if (scanner.sees("[")) return readList(scanner, LOOSE_BRACKETS, tomlValue);
  if (scanner.sees("{")) return tomlInline(scanner);
  return tomlText(scanner) ?? tomlWord(scanner);
}

/** @param {Scanner} scanner */
function tomlInline(scanner) {
  const table = {};
  readBrackets(scanner, "}", TOML_INLINE, () => tomlPair(scanner, table));
  return table;
}

/** Read text in three quotes; up to two more quotes at its end belong to it. @param {Scanner} scanner @param {RegExp} pattern */
function tomlLongText(scanner, pattern) {
  const start = scanner.at;
  const match = scanner.take(pattern);
  if (!match) scanner.fail("the closing quotes are missing", start);
  const [, open, raw, quotes] = match;
  return (open[0] === "'" ? raw : unescapeText(scanner, raw, start + open.length)) + quotes;
}

/** Read a value that is one bare word: a boolean, a number, a date. @param {Scanner} scanner */
function tomlWord(scanner) {
  const start = scanner.at;
  const word = scanner.take(/[\w+\-.:]+(?: \d\d:[\w+\-.:]+)?/y)?.[0] ?? scanner.expected("a value");
  if (word === "true" || word === "false") return word === "true";
  if (TOML_DATE.test(word)) return word;
  const digits = word.replace(TOML_UNDERSCORE, "");
  if (!TOML_NUMBER.test(digits)) scanner.fail(`${word} is no TOML value: text needs quotes, like "${word}"`, start);
  const number = Number(digits.replace("inf", "Infinity"));
  const isFloat = /^[^x]*[.eEin]/.test(digits);
  // TOML demands an error where a whole number cannot be kept exactly.
  if (!isFloat && !Number.isSafeInteger(number)) scanner.fail(`${word} is too large a number`, start);
  return number;
}
