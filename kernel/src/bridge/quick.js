// The quick way between a worker and the page: what is short goes as text over the worker's own channel, for a MessagePort's
// messages pass other threads in Firefox (240 µs there and back, against 54 to 120). As text, because the worker belongs to
// the frame that launch.js opens, and what its channel brings would be of that frame's realm: its arrays are none of the page's.

const MARK = "pagelet "; // what else is said on the channel is the author's

/**
 * Text for a message that has nothing but single values in it.
 * @param {any} message
 */
function quickText(message) {
  const { value, args = [] } = message;
  return nested(value) || args.some(nested) ? undefined : MARK + JSON.stringify(message);
}

/** Whether it is data of several parts, of which some may be arrays of numbers. @param {any} packed */
function nested(packed) {
  const data = packed?.d;
  return data && typeof data === "object" && ("l" in data || "o" in data || "y" in data);
}

/**
 * Hear what comes the quick way, and nobody else hears it.
 * @param {Worker | typeof globalThis} channel
 * @param {(message: any) => void} heard
 */
export function hearQuick(channel, heard) {
  channel.addEventListener("message", (/** @type {any} */ event) => {
    if (typeof event.data !== "string" || !event.data.startsWith(MARK)) return;
    event.stopImmediatePropagation();
    heard(quickMessage(event.data));
  });
}

/** @param {string} text */
export function quickMessage(text) {
  return JSON.parse(text.slice(MARK.length));
}

/**
 * Say it by the quickest way.
 * @param {(text: string) => void} post
 * @param {any} message
 * @param {() => void} otherwise
 */
export function sayQuick(post, message, otherwise) {
  const text = quickText(message);
  if (text) post(text);
  else otherwise();
}

/** A worker's voice. It counts what goes through the port: a question tells the page how much it has to hear before. */
export class Speaker {
  /** @param {MessagePort} port */
  constructor(port) {
    this.port = port;
    this.said = 0;
    this.before = () => {};
    const post = port.postMessage.bind(port);
    port.postMessage = (/** @type {any[]} */ ...args) => {
      this.said++;
      post(.../** @type {[any, any]} */ (args));
    };
  }

  /**
   * @param {any} question
   * @param {(text: string) => void} [post]
   */
  ask(question, post = (text) => postMessage(text)) {
    this.before();
    sayQuick(post, { ...question, after: this.said }, () => this.port.postMessage(question));
  }
}
