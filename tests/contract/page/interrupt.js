// The page's end of interrupting a worker.

const wanted = new URLSearchParams(location.search);
const buffer = new SharedArrayBuffer(4);
const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const lines = (globalThis.lines = []);

worker.onmessage = ({ data }) => {
  lines.push(data);
  if (data === "running") setTimeout(() => Atomics.store(new Uint8Array(buffer), 0, 2), 20);
};
worker.postMessage({ url: new URL(wanted.get("url"), location.origin).href, buffer });
