// Values on their way between a worker and the page. Plain values travel as they are; everything else stays where it
// is and travels as a handle. Some ways carry only JSON, so what that cannot say is spelled out; for arrays see sync/written.js.

/**
 * @typedef {null | boolean | number | string | {u: 1} | {b: string} | {n: string} | {h: number, k: string, c: string, t?: any}
 *   | {f: number} | {d: any}} Packed
 *   u undefined, b bigint, n a number that JSON lacks, h handle with kind and class, and t, an event's currentTarget; f function of a worker's,
 *   d data by value
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
 * @param {(handle: {h: number, m?: string, k: string, c: string, t?: Packed}) => any} onHandle m: a method of it
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
 * @returns {any}
 */
export function packData(value, pack) {
  if (Array.isArray(value) || value instanceof Set) return { l: Array.from(value, (item) => packData(item, pack)) };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { y: alone(value) };
  const prototype = value && typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Object.prototype || prototype === null)
    return { o: Object.entries(value).map(([key, item]) => [key, packData(item, pack)]) };
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
  if ("y" in data) return data.y;
  return leaf(data);
}
