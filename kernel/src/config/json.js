/** JSON, read strictly. `JSON.parse` would do, but its errors name no line and it keeps no places of keys. */

import { Scanner, readBrackets, readList } from "./scanner.js";

const JSON_DIALECT = { space: /[ \t\n\r]*/y, lastComma: false };

/** @param {string} text @returns {any} */
export function parseJson(text) {
  const scanner = new Scanner(text);
  scanner.take(JSON_DIALECT.space);
  const value = jsonValue(scanner);
  scanner.take(JSON_DIALECT.space);
  if (!scanner.done) scanner.expected("the end of the text");
  return value;
}

/** @param {Scanner} scanner @returns {unknown} */
function jsonValue(scanner) {
  if (scanner.sees("{")) return jsonTable(scanner);
  if (scanner.sees("[")) return readList(scanner, JSON_DIALECT, jsonValue);
  if (scanner.sees('"')) return jsonText(scanner, "a value");
  const scalar = scanner.take(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y);
  return scalar ? JSON.parse(scalar[0]) : scanner.expected("a value");
}

/** @param {Scanner} scanner */
function jsonTable(scanner) {
  const table = {};
  readBrackets(scanner, "}", JSON_DIALECT, () => {
    const at = scanner.at;
    const key = jsonText(scanner, "a key in double quotes");
    scanner.take(JSON_DIALECT.space);
    if (!scanner.eat(":")) scanner.expected(`":" after the key "${key}"`);
    scanner.take(JSON_DIALECT.space);
    scanner.set(table, key, at, jsonValue(scanner));
  });
  return table;
}

/** @param {Scanner} scanner @param {string} expected */
function jsonText(scanner, expected) {
  const start = scanner.at;
  // This stops at the closing quote, or else at the very character that is wrong.
  if (!scanner.take(/"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y)) scanner.expected(expected);
  if (!scanner.eat('"')) scanner.expected("a closing quote or an escape");
  return JSON.parse(scanner.text.slice(start, scanner.at));
}
