// What a WebAssembly module says about itself: browsers tell the names of its exports, not what they take.
// https://webassembly.github.io/spec/core/binary/modules.html

const TYPE_NAMES = /** @type {Record<number, string>} */ ({ 0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64", 0x7b: "v128", 0x70: "funcref", 0x6f: "externref" });
const [TYPE_SECTION, IMPORT_SECTION, FUNCTION_SECTION, EXPORT_SECTION] = [1, 2, 3, 7];

/** @typedef {{params: string[], results: string[]}} Signature */

class BinaryReader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  }

  text() {
    const size = this.number();
    this.at += size;
    return new TextDecoder().decode(this.bytes.subarray(this.at - size, this.at));
  }

  /**
   * @template T
   * @param {() => T} item
   */
  list(item) {
    return Array.from({ length: this.number() }, item);
  }

  limits() {
    const flags = this.byte();
    return { initial: this.number(), ...(flags & 1 && { maximum: this.number() }), shared: Boolean(flags & 2) };
  }
}

/**
 * Read what the functions that a module exports and imports take and return, and the size of the memory that it imports.
 * @param {Uint8Array} bytes
 * @returns {{functions: Record<string, Signature>, imports: Record<string, Signature>, memory?: {initial: number, maximum?: number, shared: boolean}}}
 */
export function readSignatures(bytes) {
  const reader = new BinaryReader(bytes);
  const valueType = () => TYPE_NAMES[reader.byte()] ?? "ref";
  /** @type {Signature[]} */
  let types = [];
  /** @type {number[]} the type of each function, those that are imported first */
  const functions = [];
  /** @type {Record<string, Signature>} */
  const imports = {};
  /** @type {any} */
  let memory;
  /** @type {Array<[string, number]>} */
  let exported = [];
  const imported = () => {
    const name = `${reader.text()} ${reader.text()}`;
    const kind = reader.byte();
    if (kind === 0) imports[name] = types[functions[functions.push(reader.number()) - 1]];
    else if (kind === 1) reader.byte(), reader.limits();
    else if (kind === 2) memory = reader.limits();
    else reader.at += 2;
  };
  const readers = /** @type {Record<number, () => void>} */ ({
    [TYPE_SECTION]: () => void (types = reader.list(() => (reader.byte(), { params: reader.list(valueType), results: reader.list(valueType) }))),
    [IMPORT_SECTION]: () => void reader.list(imported),
    [FUNCTION_SECTION]: () => void functions.push(...reader.list(() => reader.number())),
    [EXPORT_SECTION]: () => {
      exported = reader.list(() => /** @type {[string, number, number]} */ ([reader.text(), reader.byte(), reader.number()])).filter(([, kind]) => kind === 0).map(([name, , index]) => [name, index]);
    },
  });
  for (reader.at = 8; reader.at < bytes.length; ) {
    const section = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    readers[section]?.();
    reader.at = end;
  }
  return { functions: Object.fromEntries(exported.map(([name, index]) => [name, types[functions[index]]])), imports, memory };
}
