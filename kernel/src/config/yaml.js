/**
 * The part of YAML that configs of 2022 are written in: maps, lists, flow brackets, quotes, comments, | and > texts.
 * Anchors, tags, several documents and plain text over several lines are refused.
 *
 * Between lines the cursor stands on the first character of a line's content and `scanner.indent` is its column.
 */

import { LOOSE_BRACKETS, Scanner, readBrackets, readList, readLiteral, readQuoted } from "./scanner.js";

// A colon belongs to plain text unless a space follows it, a # unless a space stands before it.
const YAML_PLAIN = /(?:[^:#\n]|:(?=[^ \t\n])|(?<=[^ \t])#)+/y;
const YAML_FLOW_PLAIN = /(?:[^:#\n,[\]{}]|:(?=[^ \t\n,[\]{}])|(?<=[^ \t])#)+/y;
// Looks ahead for what makes a line an item of a list, or a line of a map: no sign of YAML begins a plain key.
const YAML_DASH = /(?=-(?!\S))/y;
const YAML_KEY =
  /(?=(?:"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\n]|'')*'|(?:[^\s"'[{#-]|-(?=\S))(?:[^:#\n]|:(?=[^ \t\n])|(?<=[^ \t])#)*)[ \t]*:(?!\S))/y;

const YAML_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** @param {string} text @returns {any} */
export function parseYaml(text) {
  const scanner = new Scanner(text);
  yamlIndent(scanner);
  if (scanner.done) return {};
  const value = yamlNode(scanner, -1);
  if (!scanner.done) scanner.fail("this line does not fit the ones above");
  return value;
}

/** Finish a line and go to the content of the next. @param {Scanner} scanner */
function yamlEndLine(scanner) {
  scanner.take(/[ \t]*(?:(?<=[ \t])#[^\n]*)?/y);
  if (!scanner.done && !scanner.eat("\n")) scanner.expected("the end of the line");
  yamlIndent(scanner);
}

/** Go from the start of a line to the next content. @param {Scanner} scanner */
function yamlIndent(scanner) {
  scanner.take(/(?:[ \t]*(?:#[^\n]*)?\n)*(?:[ \t]*(?:#[^\n]*)?$)?/y);
  const start = scanner.at;
  scanner.take(/ */y);
  if (scanner.sees("\t")) scanner.fail("tabs cannot indent YAML: use spaces");
  scanner.indent = scanner.done ? -1 : scanner.at - start;
}

/**
 * Read whatever begins at the cursor.
 * @param {Scanner} scanner @param {number} parent the indentation it belongs to @returns {unknown}
 */
function yamlNode(scanner, parent) {
  return scanner.nested(() => {
    if (scanner.take(YAML_DASH)) return yamlList(scanner, scanner.indent);
    return scanner.take(YAML_KEY) ? yamlMap(scanner, scanner.indent) : yamlInline(scanner, parent);
  });
}

/** @param {Scanner} scanner @param {number} indent */
function yamlList(scanner, indent) {
  /** @type {unknown[]} */
  const list = [];
  while (scanner.indent === indent && scanner.take(YAML_DASH)) {
    const start = scanner.at;
    scanner.take(/- */y);
    // What follows the dash is a line of its own, further in: `- a: 1` opens a map at the column of "a".
    scanner.indent += scanner.at - start;
    scanner.set(list, list.length, start, yamlRest(scanner, indent, false));
  }
  return list;
}

/** @param {Scanner} scanner @param {number} indent */
function yamlMap(scanner, indent) {
  const map = {};
  while (scanner.indent === indent) {
    if (!scanner.take(YAML_KEY)) scanner.expected('"key: value"');
    const start = scanner.at;
    const key = yamlKey(scanner, YAML_PLAIN);
    scanner.take(/[ \t]*/y);
    scanner.setOnce(map, key, start, yamlRest(scanner, indent, true));
  }
  return map;
}

/**
 * Read what a dash or a key introduces: the rest of the line, or the deeper lines below it.
 * @param {Scanner} scanner @param {number} indent @param {boolean} isMap a key's list may stand at the key's own column
 */
function yamlRest(scanner, indent, isMap) {
  if (!scanner.take(/(?=[\n#]|$)/y)) {
    return isMap ? yamlInline(scanner, indent) : yamlNode(scanner, indent);
  }
  yamlEndLine(scanner);
  const below = scanner.indent > indent || (isMap && scanner.indent === indent && scanner.take(YAML_DASH));
  return below ? yamlNode(scanner, indent) : null;
}

/** Read a value that begins on this line. @param {Scanner} scanner @param {number} parent */
function yamlInline(scanner, parent) {
  const block = scanner.take(/([|>])(-?)[ \t]*(?:#[^\n]*)?(?:\n|$)/y);
  if (block) return yamlBlockText(scanner, block[1], block[2], parent);
  const value = yamlFlowValue(scanner, YAML_PLAIN);
  yamlEndLine(scanner);
  return value;
}

/** @param {Scanner} scanner @param {RegExp} plain @returns {unknown} */
function yamlFlowValue(scanner, plain) {
  if (scanner.sees("[")) return readList(scanner, LOOSE_BRACKETS, () => yamlFlowValue(scanner, YAML_FLOW_PLAIN));
  if (scanner.sees("{")) return yamlFlowMap(scanner);
  if (scanner.sees('"')) return readQuoted(scanner);
  if (scanner.sees("'")) return readLiteral(scanner, /'((?:[^'\n]|'')*)'/y).replaceAll("''", "'");
  if (scanner.take(/(?=[&*!%@`|>]|[?-](?!\S))/y)) scanner.fail("text that begins with this sign needs quotes");
  return yamlPlainValue((scanner.take(plain) ?? scanner.expected("a value"))[0].trim());
}

/** @param {Scanner} scanner */
function yamlFlowMap(scanner) {
  const map = {};
  readBrackets(scanner, "}", LOOSE_BRACKETS, () => {
    const start = scanner.at;
    const key = yamlKey(scanner, YAML_FLOW_PLAIN);
    scanner.take(LOOSE_BRACKETS.space);
    scanner.setOnce(map, key, start, yamlFlowValue(scanner, YAML_FLOW_PLAIN));
  });
  return map;
}

/** Read a key and its colon. @param {Scanner} scanner @param {RegExp} plain */
function yamlKey(scanner, plain) {
  const key = String(yamlFlowValue(scanner, plain));
  scanner.take(/[ \t]*/y);
  if (!scanner.eat(":")) scanner.expected(`":" after the key "${key}"`);
  return key;
}

/** @param {string} text */
function yamlPlainValue(text) {
  if (/^(?:~|null|true|false)$/i.test(text)) return JSON.parse(text.toLowerCase().replace("~", "null"));
  return YAML_NUMBER.test(text) ? Number(text) : text;
}

/**
 * Read the lines of a `|` (kept) or `>` (folded) text.
 * @param {Scanner} scanner @param {string} style @param {string} chomp @param {number} parent
 */
function yamlBlockText(scanner, style, chomp, parent) {
  const lines = [];
  let margin = 0;
  while (!scanner.done) {
    const start = scanner.at;
    const [, spaces, content] = /** @type {RegExpExecArray} */ (scanner.take(/( *)([^\n]*)\n?/y));
    if (content && spaces.length <= parent) {
      scanner.at = start;
      break;
    }
    if (content) margin ||= spaces.length;
    lines.push(spaces.slice(margin) + content);
  }
  yamlIndent(scanner);
  const body = lines.join("\n").replace(/\n*$/, "");
  const folded = style === ">" ? body.replace(/(?<=\S)\n(\n*)(?=\S)/g, (_, blank) => blank || " ") : body;
  return folded + (chomp || !body ? "" : "\n");
}
