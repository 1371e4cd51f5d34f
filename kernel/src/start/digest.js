// SHA-256 for who cannot wait: the browser's own is asynchronous. FIPS 180-4 describes it.

/** The first bits of what is behind the point in roots of prime numbers. */
function constants() {
  const primes = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const bits = (/** @type {number} */ root) => ((root % 1) * 2 ** 32) | 0;
  return { rounds: Int32Array.from(primes, (prime) => bits(Math.cbrt(prime))), start: primes.slice(0, 8).map((prime) => bits(Math.sqrt(prime))) };
}

/** Write a digest as attributes and notes have it (SRI §3.2). @param {Uint8Array} bytes */
export const integrityOf = (bytes) => `sha256-${btoa(String.fromCharCode(...bytes))}`;

/** @param {Uint8Array} data */
export function digest(data) {
  const { rounds, start } = constants();
  const state = Int32Array.from(start);
  const words = new Int32Array(64);
  const whole = data.length - (data.length % 64);
  const turn = (/** @type {number} */ word, /** @type {number} */ by) => (word >>> by) | (word << (32 - by));
  const block = (/** @type {DataView} */ view, /** @type {number} */ at) => {
    for (let index = 0; index < 16; index++) words[index] = view.getInt32(at + index * 4);
    for (let index = 16; index < 64; index++) {
      const early = words[index - 15];
      const late = words[index - 2];
      words[index] = words[index - 16] + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + words[index - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let index = 0; index < 64; index++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[index] + words[index]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      (h = g), (g = f), (f = e), (e = (d + one) | 0), (d = c), (c = b), (b = a), (a = (one + two) | 0);
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] += value));
  };
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at < whole; at += 64) block(view, at);
  const rest = data.length - whole;
  const last = new Uint8Array(rest < 56 ? 64 : 128);
  last.set(data.subarray(whole));
  last[rest] = 128;
  const end = new DataView(last.buffer);
  end.setBigUint64(last.length - 8, BigInt(data.length) * 8n);
  for (let at = 0; at < last.length; at += 64) block(end, at);
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((value, index) => result.setInt32(index * 4, value));
  return new Uint8Array(result.buffer);
}
