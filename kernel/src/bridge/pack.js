// Values on their way between a worker and the page. Plain values travel as they are; everything else stays where it
// is and travels as a handle. Some ways carry only text, so what JSON cannot say is spelled out.

/**
 * @typedef {null | boolean | number | string | {u: 1} | {b: string} | {n: string} | {h: number, k: string, c: string}
 *   | {f: number} | {d: any}} Packed
 *   u undefined, b bigint, n a number that JSON lacks, h handle with kind and class, f function of a worker's, d data by value
 */

/**
 * Pack what needs no handle, or return undefined.
 * @param {any} value
 * @returns {Packed | undefined}
 */
export function packPlain(value) {
  switch (typeof value) {
    case "undefined":
      return { u: 1 };
    case "bigint":
      return { b: String(value) };
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { n: Object.is(value, -0) ? "-0" : String(value) };
    case "boolean":
    case "string":
      return value;
    default:
      return value === null ? null : undefined;
  }
}

/**
 * Undo packPlain; handles and functions are the receiver's business.
 * @param {any} packed
 * @param {(handle: {h: number, k: string, c: string}) => any} onHandle
 * @param {(id: number) => any} onFunction
 * @returns {any}
 */
export function unpackValue(packed, onHandle, onFunction) {
  if (packed === null || typeof packed !== "object") return packed;
  if ("h" in packed) return onHandle(packed);
  if ("f" in packed) return onFunction(packed.f);
  if ("b" in packed) return BigInt(packed.b);
  if ("n" in packed) return Number(packed.n);
  if ("d" in packed) return unpackData(packed.d, (inner) => unpackValue(inner, onHandle, onFunction));
  return undefined;
}

/**
 * Copy plain data, with what lies in it packed one by one; lists and dicts of a user's may hold handles and functions.
 * @param {any} value
 * @param {(leaf: any) => Packed} pack
 * @param {boolean} [text] whether it goes a way that carries nothing but text
 * @returns {any}
 */
export function packData(value, pack, text) {
  if (Array.isArray(value)) return { l: value.map((item) => packData(item, pack, text)) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { y: text ? packBytes(value) : alone(value) };
  const prototype = value && typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null)
    return { o: Object.entries(value).map(([key, item]) => [key, packData(item, pack, text)]) };
  return pack(value);
}

/**
 * A message takes all of the memory that a view is of, and would take Python's whole.
 * @param {any} value
 */
function alone(value) {
  if (!ArrayBuffer.isView(value) || value.byteLength === value.buffer.byteLength) return value;
  return value instanceof DataView ? new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)) : /** @type {any} */ (value).slice();
}

/**
 * @param {any} data
 * @param {(packed: any) => any} leaf
 * @returns {any}
 */
function unpackData(data, leaf) {
  if (data === null || typeof data !== "object") return data;
  if ("l" in data) return data.l.map((/** @type {any} */ item) => unpackData(item, leaf));
  if ("o" in data) return Object.fromEntries(data.o.map((/** @type {[string, any]} */ [key, item]) => [key, unpackData(item, leaf)]));
  if ("y" in data) return data.y.text === undefined ? data.y : unpackBytes(data.y);
  return leaf(data);
}

/** @param {ArrayBuffer | ArrayBufferView} value */
function packBytes(value) {
  const [buffer, start, length] = ArrayBuffer.isView(value) ? [value.buffer, value.byteOffset, value.byteLength] : [value, 0, value.byteLength];
  const bytes = new Uint8Array(buffer, start, length);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { type: value.constructor.name, text: btoa(text) };
}

const BYTE_TYPES = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView];

/** @param {{type: string, text: string}} packed */
function unpackBytes({ type, text }) {
  const { buffer } = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const View = BYTE_TYPES.find(({ name }) => name === type);
  return View ? new View(buffer) : buffer;
}
