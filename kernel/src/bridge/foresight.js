// Which attribute usually follows which. A chain such as document.body.firstChild.nodeType is three reads; once a worker
// has made it, it asks for all of it with the first read, and the other two answers are there already.
// This never changes what a program sees: values fetched ahead are used by the very next read within a moment, or not.

const FRESH = 2; // milliseconds: no longer than a message takes
const DEPTH = 8;

/** @typedef {{names: string[], values: any[]}} Ahead */

export class Foresight {
  /** @param {(values: any[]) => void} release what to do with values that were not used */
  constructor(release) {
    this.release = release;
    /** @type {Map<string, string>} */
    this.habits = new Map();
    this.chain = "";
    this.steps = 0;
    this.tail = 0; // the handle that the chain has come to
    /** @type {Ahead & {time: number} | undefined} */
    this.ahead = undefined;
  }

  /**
   * Note that the program goes from an object to one of its members.
   * @param {{id: number, cls: string}} from
   * @param {string} name
   */
  note(from, name) {
    const goesOn = from.id === this.tail && this.steps < DEPTH;
    if (goesOn) this.habits.set(this.chain, name);
    else this.forget();
    this.chain = `${goesOn ? this.chain : from.cls}>${name}`;
    this.steps = goesOn ? this.steps + 1 : 1;
    this.tail = 0;
  }

  /** The attributes that followed the present chain before. */
  hints() {
    const names = [];
    let key = this.chain;
    for (let next = this.habits.get(key); next && names.length < DEPTH; next = this.habits.get(key)) {
      names.push(next);
      key += `>${next}`;
    }
    return names;
  }

  /**
   * Take a value that came ahead, if it is the one that is wanted and still fresh.
   * @param {string} name
   * @returns {{value: any, rest: Ahead} | undefined}
   */
  take(name) {
    const { ahead } = this;
    if (!ahead || ahead.names[0] !== name || performance.now() - ahead.time > FRESH) return undefined;
    this.ahead = undefined;
    return { value: ahead.values[0], rest: { names: ahead.names.slice(1), values: ahead.values.slice(1) } };
  }

  /**
   * Note where the chain has come to, and what came along.
   * @param {number} id
   * @param {Ahead} rest
   */
  arrive(id, rest) {
    this.tail = id;
    if (id && rest.values.length) this.ahead = { ...rest, time: performance.now() };
    else this.release(rest.values);
  }

  /** Drop what came ahead: something else happened that may have changed it. */
  forget() {
    if (this.ahead) this.release(this.ahead.values);
    this.ahead = undefined;
  }
}
