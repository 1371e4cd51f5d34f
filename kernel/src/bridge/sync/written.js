// An answer as bytes, for the ways that carry nothing else: JSON, and behind it, as they are, the arrays that lie in it.

const FRAME_HEAD = 8; // a frame with arrays begins with a zero, which JSON never does, and the length of its JSON
const replyEncoder = new TextEncoder();
const replyDecoder = new TextDecoder();

/**
 * @param {any} reply
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writtenReply(reply) {
  // Only data by value has arrays in it; all else is quicker without looking.
  if (!reply.value?.d) return replyEncoder.encode(JSON.stringify(reply));
  /** @type {Uint8Array[]} */
  const arrays = [];
  let size = 0;
  const text = JSON.stringify(reply, (_key, value) => {
    if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) return value;
    const bytes = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
    arrays.push(bytes);
    size += bytes.length;
    return { type: value.constructor.name, at: size - bytes.length, size: bytes.length };
  });
  const json = replyEncoder.encode(text);
  if (!arrays.length) return json;
  const frame = new Uint8Array(FRAME_HEAD + json.length + size);
  new DataView(frame.buffer).setUint32(4, json.length);
  frame.set(json, FRAME_HEAD);
  let at = FRAME_HEAD + json.length;
  for (const bytes of arrays) {
    frame.set(bytes, at);
    at += bytes.length;
  }
  return frame;
}

const REPLY_VIEWS = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView];

/** @param {Uint8Array<ArrayBuffer>} frame */
export function readReply(frame) {
  if (frame[0]) return JSON.parse(replyDecoder.decode(frame));
  const start = FRAME_HEAD + new DataView(frame.buffer, frame.byteOffset).getUint32(4);
  // Of data, only arrays are named "y": a dict's keys stand in lists (packData).
  return JSON.parse(replyDecoder.decode(frame.subarray(FRAME_HEAD, start)), (key, value) => {
    if (key !== "y" || value?.at === undefined) return value;
    const from = frame.byteOffset + start + value.at;
    const buffer = frame.buffer.slice(from, from + value.size);
    const View = REPLY_VIEWS.find(({ name }) => name === value.type);
    return View ? new View(buffer) : buffer;
  });
}
