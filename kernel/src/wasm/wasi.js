// WASI preview 1: what programs ask of a system. Output goes to Python's, files are Python's own.
// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md

import { WasiFiles } from "./wasifiles.js";

const [NO_FILE, NOTHING_ASKED, NO_SYSTEM] = [8, 28, 52]; // WASI's errors
const RANDOM_MOST = 65536; // bytes that browsers give at once
const NANOSECONDS = 1_000_000n; // in a millisecond

/** What ends a program that calls exit(). */
export class WasiExit extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`exit(${status})`);
    this.status = status;
  }
}

export class Wasi {
  /**
   * @param {string[]} args
   * @param {string | Uint8Array} input
   * @param {import("./module.js").Surroundings} surroundings
   */
  constructor(args, input, { write, fs, folders, env }) {
    const encoder = new TextEncoder();
    this.args = args.map((text) => encoder.encode(`${text}\0`));
    this.env = env.map((text) => encoder.encode(`${text}\0`));
    this.input = typeof input === "string" ? encoder.encode(input) : input.slice();
    this.write = write;
    this.files = new WasiFiles(fs, folders, this);
    this.decoders = [new TextDecoder(), new TextDecoder()];
    /** @type {WebAssembly.Memory | undefined} */
    this.memory = undefined;
  }

  /** @returns {DataView} */
  get data() {
    return new DataView(/** @type {WebAssembly.Memory} */ (this.memory).buffer);
  }

  /** @param {number} pointer @param {number} size */
  bytes(pointer, size) {
    return new Uint8Array(/** @type {WebAssembly.Memory} */ (this.memory).buffer, pointer, size);
  }

  /**
   * Do what a function is for. Those that browsers have nothing for say so.
   * @param {string} name
   * @param {any[]} args
   * @returns {number}
   */
  call(name, args) {
    const own = SYSTEM[name];
    if (own) return own.call(this, ...args) ?? 0;
    return name in this.files ? this.files.attempt(name, args) : NO_SYSTEM;
  }

  /**
   * The parts of memory that a list of buffers names.
   * @param {number} list
   * @param {number} count
   */
  *buffers(list, count) {
    for (let number = 0; number < count; number++) {
      const at = list + 8 * number;
      yield this.bytes(this.data.getUint32(at, true), this.data.getUint32(at + 4, true));
    }
  }

  /**
   * @param {Uint8Array[]} texts
   * @param {number} pointers
   * @param {number} at
   */
  putTexts(texts, pointers, at) {
    for (const text of texts) {
      this.data.setUint32(pointers, at, true);
      this.bytes(at, text.length).set(text);
      pointers += 4;
      at += text.length;
    }
  }

  /**
   * @param {Uint8Array[]} texts
   * @param {number} count
   * @param {number} size
   */
  putSizes(texts, count, size) {
    this.data.setUint32(count, texts.length, true);
    this.data.setUint32(size, texts.reduce((sum, text) => sum + text.length, 0), true);
  }

  /**
   * @param {number} error 1 for output, 2 for errors
   * @param {Uint8Array} bytes
   */
  print(error, bytes) {
    const text = this.decoders[error - 1].decode(bytes.slice(), { stream: true });
    if (text) this.write(text, error === 2);
  }

  /** Write what is left of a letter that was begun. */
  end() {
    this.decoders.forEach((decoder, error) => {
      const text = decoder.decode();
      if (text) this.write(text, error === 1);
    });
  }
}

/** @param {number} clock */
function nanoseconds(clock) {
  const milliseconds = clock === 0 ? performance.timeOrigin + performance.now() : performance.now();
  return (BigInt(Math.round(milliseconds * 1000)) * NANOSECONDS) / 1000n;
}

/** Nobody else can run meanwhile: a program's callers wait for it. @param {bigint} span */
function pause(span) {
  const end = nanoseconds(1) + span;
  while (nanoseconds(1) < end);
}

/** By the names that programs import. @type {Record<string, (this: Wasi, ...args: any[]) => number | void>} */
const SYSTEM = {
  args_get(pointers, texts) {
    this.putTexts(this.args, pointers, texts);
  },
  args_sizes_get(count, size) {
    this.putSizes(this.args, count, size);
  },
  environ_get(pointers, texts) {
    this.putTexts(this.env, pointers, texts);
  },
  environ_sizes_get(count, size) {
    this.putSizes(this.env, count, size);
  },
  clock_res_get(_, result) {
    this.data.setBigUint64(result, NANOSECONDS, true);
  },
  clock_time_get(clock, _, result) {
    this.data.setBigUint64(result, nanoseconds(clock), true);
  },
  random_get(at, size) {
    for (let done = 0; done < size; done += RANDOM_MOST) crypto.getRandomValues(this.bytes(at + done, Math.min(RANDOM_MOST, size - done)));
  },
  sched_yield() {},
  proc_exit(status) {
    throw new WasiExit(status);
  },
  fd_write(file, list, count, result) {
    let size = 0;
    for (const part of this.buffers(list, count)) {
      if (file === 1 || file === 2) this.print(file, part);
      else {
        const failed = this.files.attempt("write", [file, part]);
        if (failed) return failed;
      }
      size += part.length;
    }
    this.data.setUint32(result, size, true);
  },
  fd_read(file, list, count, result) {
    let size = 0;
    for (const part of this.buffers(list, count)) {
      if (file > 2 && !this.files.has(file)) return NO_FILE;
      const read = file === 0 ? this.input.subarray(0, part.length) : this.files.read(file, part.length);
      if (typeof read === "number") return read;
      if (file === 0) this.input = this.input.subarray(read.length);
      part.set(read);
      size += read.length;
      if (read.length < part.length) break;
    }
    this.data.setUint32(result, size, true);
  },
  poll_oneoff(given, events, count, result) {
    // Waiting for time is all that there is to wait for: what can be read is there.
    const { data } = this;
    const spans = [];
    for (let number = 0; number < count; number++) {
      const at = given + 48 * number;
      const event = events + 32 * number;
      data.setBigUint64(event, data.getBigUint64(at, true), true);
      data.setUint32(event + 8, data.getUint8(at + 8) << 16, true);
      if (data.getUint8(at + 8)) spans.push(0n);
      else spans.push(data.getUint16(at + 40, true) & 1 ? data.getBigUint64(at + 24, true) - nanoseconds(data.getUint32(at + 16, true)) : data.getBigUint64(at + 24, true));
    }
    if (!count) return NOTHING_ASKED;
    pause(spans.reduce((least, span) => (span < least ? span : least)));
    data.setUint32(result, count, true);
  },
};
