// Waiting by stack switching: the answer is an ordinary message, and Python's stack is put aside until it comes.
// The in-page library does the waiting (run_sync), so there is nothing to do here but to say so.

export function suspendingTransport() {
  return { way: "port", ask: () => undefined };
}
