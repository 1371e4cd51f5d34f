// Small WebAssembly modules, written by hand. https://webassembly.github.io/spec/core/binary/index.html

/** The codes of types by the letters that Emscripten has for them. */
export const TYPE_CODES = /** @type {Record<string, number>} */ ({ i: 0x7f, p: 0x7f, j: 0x7e, f: 0x7d, d: 0x7c, e: 0x6f });

/** A number as WebAssembly writes it, where it has no sign. @param {number} number @returns {number[]} */
export const leb = (number) => (number < 0x80 ? [number] : [0x80 | (number & 0x7f), ...leb(number >> 7)]);
/** @param {number[]} bytes @returns {number[]} */
export const withLength = (bytes) => [...leb(bytes.length), ...bytes];
/** @param {number} id @param {number[][]} items */
const section = (id, items) => [id, ...withLength([...leb(items.length), ...items.flat()])];

/**
 * A module of these sections; those without items may be left out.
 * @param {Array<[id: number, items: number[][]]>} sections
 */
export const moduleOf = (sections) => new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flatMap(([id, items]) => section(id, items))]));
