/**
 * Where things are in the text of a config, so that every complaint can point at its place.
 *
 *     Error
 *     ├── ConfigSyntaxError   the text cannot be read; carries line, column and the source line
 *     └── ConfigFileError     the text can be read, but a file it asks for makes no sense; carries the key path
 */

/**
 * @typedef {{line: number, column: number, text: string}} Place
 * @typedef {(string | number)[]} KeyPath  for example ["files", "./data.csv"] or ["packages", 2]
 */

/** The text is not what its format allows; `line` and `column` count from 1, `text` is the source line. */
export class ConfigSyntaxError extends Error {
  line = 0;
  column = 0;
  text = "";

  /** @param {string} message @param {string} source @param {number} offset */
  constructor(message, source, offset) {
    super(message);
    this.name = "ConfigSyntaxError";
    Object.assign(this, placeAt(source, offset));
  }
}

/** A file that cannot be fetched as the config says; `path` leads to the key, see `findKey`. */
export class ConfigFileError extends Error {
  /** @param {string} message @param {KeyPath} path */
  constructor(message, path) {
    super(message);
    this.name = "ConfigFileError";
    this.path = path;
  }
}

/** @type {WeakMap<object, Map<string | number, number>>} for each table or list: its keys and where they were written */
const keyOffsets = new WeakMap();

/** Remember where a key was written. @param {object} container @param {string | number} key @param {number} offset */
export function markKey(container, key, offset) {
  const offsets = keyOffsets.get(container) ?? new Map();
  keyOffsets.set(container, offsets.set(key, offset));
}

/** @param {any} container @param {string | number} key @returns {number | undefined} */
export function keyOffset(container, key) {
  return keyOffsets.get(container)?.get(key);
}

/** Drop what editors on Windows add, which is no part of any format. @param {string} text */
export function plainText(text) {
  return text.replace(/^\ufeff/, "").replace(/\r\n/g, "\n");
}

/** Turn an offset into what people count in. @param {string} source @param {number} [offset] @returns {Place} */
export function placeAt(source, offset) {
  const before = source.slice(0, offset).split("\n");
  const line = before.length;
  return { line, column: before[line - 1].length + 1, text: source.split("\n")[line - 1] };
}
