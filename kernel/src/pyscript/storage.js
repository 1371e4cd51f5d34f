// The storages of pages, for JavaScript: those that Python opens by the same names.

// How Python's records name what JSON has no word for; see records.py.
/** @type {Record<string, (inner: any, parts: Uint8Array[]) => any>} */
const KINDS = {
  bytes: (place, parts) => parts[place],
  bytearray: (place, parts) => parts[place].slice().buffer,
  memoryview: (place, parts) => parts[place],
  dict: (pairs, parts) => Object.fromEntries(pairs.map((/** @type {any[]} */ pair) => pair.map((item) => readRecord(item, parts)))),
  float: (text) => Number(text.replace("inf", "Infinity")),
};

/**
 * @param {any} value
 * @param {Uint8Array[]} parts
 * @returns {any}
 */
function readRecord(value, parts) {
  if (Array.isArray(value)) return value.map((item) => readRecord(item, parts));
  if (value === null || typeof value !== "object") return value;
  if ("$" in value) return KINDS[value.$]?.(value.v, parts) ?? readRecord(value.v, parts);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readRecord(item, parts)]));
}

/** What PyScript itself kept: every text, list and dict once, and its place wherever else it occurs. @param {string} text */
function readFlatted(text) {
  const values = JSON.parse(text);
  for (const value of values) if (value && typeof value === "object") for (const key in value) if (typeof value[key] === "string") value[key] = values[value[key]];
  const [kind, value] = values[0];
  if (kind === "null") return null;
  if (kind === "generic") return value;
  return kind === "bytearray" ? Uint8Array.from(value).buffer : Uint8Array.from(value);
}

/** @param {[string, ...Uint8Array[]]} record */
function decodeRecord([text, ...parts]) {
  if (text[0] === "T") return text.slice(1);
  return text[0] === "F" ? readFlatted(text.slice(1)) : readRecord(JSON.parse(text), parts);
}

/** @param {any} value */
function encodeRecord(value) {
  if (typeof value === "string" && !value.includes("\0")) return [`T${value}`];
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") throw new TypeError(`Unexpected value: ${String(value)}`);
  /** @type {Uint8Array[]} */
  const parts = [];
  const text = JSON.stringify(value ?? null, (_, inner) => {
    const view = ArrayBuffer.isView(inner);
    if (!view && !(inner instanceof ArrayBuffer)) return inner && typeof inner === "object" && "$" in inner && !inner.told ? { $: "dict", v: Object.entries(inner) } : inner;
    parts.push(view ? new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength) : new Uint8Array(inner));
    return Object.defineProperty({ $: view ? "memoryview" : "bytearray", v: parts.length - 1 }, "told", { value: true });
  });
  return [text, ...parts];
}

/**
 * Open the storage of that name: an object whose properties are kept; `await store.sync()` waits until they are.
 * @param {string} name
 */
export async function storage(name) {
  if (!name) throw new SyntaxError("The storage name must be defined");
  const { openKeep } = await import(new URL("pagelet.keep.js", import.meta.url).href);
  const keep = await openKeep(name, (/** @type {string} */ message) => console.error(message));
  if (!keep.put) throw new Error(keep.message);
  /** @type {Record<string, any>} */
  const entries = Object.create(null);
  const receive = () => {
    const news = keep.take();
    if (!news) return;
    for (const key of Object.keys(entries)) delete entries[key];
    for (const [key, record] of news) entries[JSON.parse(key)] = decodeRecord(record);
  };
  const drop = (/** @type {string} */ key) => {
    if (key in entries) keep.put(JSON.stringify(key), null);
    return delete entries[key];
  };
  const clear = () => Object.keys(entries).forEach(drop);
  const sync = async () => {
    const problem = await keep.sync();
    if (problem) throw new Error(problem.message);
    receive();
  };
  receive();
  return new Proxy(entries, {
    get: (_, key) => ({ clear, sync })[/** @type {"clear"} */ (key)] ?? entries[/** @type {string} */ (key)],
    set(_, key, value) {
      keep.put(JSON.stringify(key), encodeRecord(value));
      entries[/** @type {string} */ (key)] = value;
      return true;
    },
    deleteProperty: (_, key) => drop(/** @type {string} */ (key)),
  });
}
