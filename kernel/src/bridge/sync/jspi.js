// Waiting by stack switching: the answer is a message like others, and Python's stack is put aside until it comes.
// The in-page library does the waiting (run_sync), so there is nothing to do here but to ask.

/** @param {import("../quick.js").Speaker} speaker */
export function suspendingTransport(speaker) {
  return { way: "message", ask: (/** @type {any} */ question) => speaker.ask(question) };
}
