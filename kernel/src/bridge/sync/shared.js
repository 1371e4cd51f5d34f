// Waiting in shared memory: the quickest way, for pages that are cross-origin isolated.

import { readReply, writtenReply } from "./written.js";

const WINDOW_BYTES = 64 * 1024;
const STATE = 0; // 0 while the worker waits, 1 when a piece is there
const TOTAL = 1;
const PIECE = 2;
const HEADER = 16;

/** @returns {SharedArrayBuffer | undefined} */
export function sharedMemory() {
  return globalThis.crossOriginIsolated ? new SharedArrayBuffer(HEADER + WINDOW_BYTES) : undefined;
}

/** The page's end: answers are written in pieces as large as the window. */
export class SharedWriter {
  /** @param {SharedArrayBuffer} buffer */
  constructor(buffer) {
    this.state = new Int32Array(buffer, 0, 3);
    this.bytes = new Uint8Array(buffer, HEADER);
    this.rest = new Uint8Array();
    this.total = 0;
  }

  /** @param {any} reply */
  write(reply) {
    this.rest = writtenReply(reply);
    this.total = this.rest.length;
    this.more();
  }

  more() {
    const piece = this.rest.subarray(0, WINDOW_BYTES);
    this.rest = this.rest.subarray(piece.length);
    this.bytes.set(piece);
    this.state[TOTAL] = this.total;
    this.state[PIECE] = piece.length;
    Atomics.store(this.state, STATE, 1);
    Atomics.notify(this.state, STATE);
  }
}

/**
 * The worker's end.
 * @param {SharedArrayBuffer} buffer
 * @param {import("../quick.js").Speaker} speaker
 */
export function sharedTransport(buffer, speaker) {
  const state = new Int32Array(buffer, 0, 3);
  const bytes = new Uint8Array(buffer, HEADER);
  const exchange = (/** @type {() => void} */ say) => {
    Atomics.store(state, STATE, 0);
    say();
    Atomics.wait(state, STATE, 0);
    return bytes.slice(0, state[PIECE]); // what reads it refuses shared memory
  };
  const ask = (/** @type {any} */ message) => {
    const first = exchange(() => speaker.ask(message));
    const total = state[TOTAL];
    if (first.length === total) return readReply(first);
    const whole = new Uint8Array(total);
    whole.set(first);
    for (let at = first.length; at < total; ) {
      const piece = exchange(() => speaker.port.postMessage({ more: true }));
      whole.set(piece, at);
      at += piece.length;
    }
    return readReply(whole);
  };
  return { way: "shared", ask };
}
