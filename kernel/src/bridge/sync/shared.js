// Waiting in shared memory: the quickest way, for pages that are cross-origin isolated.

import { quickMessage } from "../quick.js";
import { readReply, writtenReply } from "./written.js";

const WINDOW_BYTES = 64 * 1024;
const STATE = 0; // 0 while the worker waits, 1 when a piece is there
const TOTAL = 1;
const PIECE = 2;
const EAR = 3; // the page's: it does not listen, it listens, or it has a question of so many bytes to read
const DEAF = 0;
const LISTENING = 1;
const HEADER = 16;

// To wake a thread takes longer than to answer. So who waits stays awake for a moment, where each has a processor: the worker
// for its answer, the page for the next question of a program that asks one after the other, and only so long in a turn.
const LOOKOUT = navigator.hardwareConcurrency > 1 ? 0.25 : 0; // milliseconds
const HURRY = LOOKOUT; // from an answer to the next question
const TURN = 4;
const GLANCES = 100; // between two looks at the clock

/**
 * Look out for a change of the state, for a moment.
 * @param {Int32Array} state
 * @param {number} place
 * @param {number} before
 */
function hasChanged(state, place, before) {
  for (const begin = performance.now(); performance.now() - begin < LOOKOUT; )
    for (let glance = 0; glance < GLANCES; glance++) if (Atomics.load(state, place) !== before) return true;
  return false;
}

/** @returns {SharedArrayBuffer | undefined} */
export function sharedMemory() {
  return globalThis.crossOriginIsolated ? new SharedArrayBuffer(HEADER + WINDOW_BYTES) : undefined;
}

/** The page's end: answers are written in pieces as large as the window. */
export class SharedWriter {
  /** @param {SharedArrayBuffer} buffer */
  constructor(buffer) {
    this.state = new Int32Array(buffer, 0, 4);
    this.bytes = new Uint8Array(buffer, HEADER);
    this.rest = new Uint8Array();
    this.total = 0;
    this.answered = true; // and whole
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
    this.answered = !this.rest.length;
    Atomics.store(this.state, STATE, 1);
    Atomics.notify(this.state, STATE);
  }

  /**
   * Hear a question, and the next ones at once when the program is in a hurry. What the page does meanwhile, it does in between.
   * @param {any} question
   * @param {(question: any) => void} hear
   */
  async hear(question, hear) {
    const begin = performance.now();
    for (let next = question; next; next = next.hurry && this.answered && performance.now() - begin < TURN && this.overheard()) {
      this.answered = false;
      hear(next);
      await undefined;
    }
  }

  /** The next question, if it is asked in a moment. */
  overheard() {
    const { state } = this;
    Atomics.store(state, EAR, LISTENING);
    hasChanged(state, EAR, LISTENING);
    const size = Atomics.exchange(state, EAR, DEAF) - LISTENING;
    return size && quickMessage(questionDecoder.decode(this.bytes.slice(0, size)));
  }
}

const questionDecoder = new TextDecoder();
const questionEncoder = new TextEncoder();

/**
 * The worker's end.
 * @param {SharedArrayBuffer} buffer
 * @param {import("../quick.js").Speaker} speaker
 */
export function sharedTransport(buffer, speaker) {
  const state = new Int32Array(buffer, 0, 4);
  const bytes = new Uint8Array(buffer, HEADER);
  // What is asked stands where the answer will.
  const post = (/** @type {string} */ text) => {
    if (Atomics.load(state, EAR) === LISTENING) {
      const question = questionEncoder.encode(text);
      if (question.length <= WINDOW_BYTES) {
        bytes.set(question);
        if (Atomics.compareExchange(state, EAR, LISTENING, LISTENING + question.length) === LISTENING) return;
      }
    }
    postMessage(text);
  };
  const exchange = (/** @type {() => void} */ say) => {
    Atomics.store(state, STATE, 0);
    say();
    if (!hasChanged(state, STATE, 0)) Atomics.wait(state, STATE, 0);
    return bytes.slice(0, state[PIECE]); // what reads it refuses shared memory
  };
  const wholeAnswer = (/** @type {any} */ message) => {
    const first = exchange(() => speaker.ask(message, post));
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
  let left = -Infinity; // when Python got its last answer
  const ask = (/** @type {any} */ message) => {
    const hurry = performance.now() - left < HURRY;
    const reply = wholeAnswer({ ...message, hurry });
    left = performance.now();
    return reply;
  };
  return { way: "shared", ask };
}
