// Reload on save, and tell the terminal about errors. Only `pagelet serve` adds this to pages.

// A browser keeps six connections to a host, of all tabs together: one tab listens, and tells the others.
// When it goes, the next one has the lock: https://developer.mozilla.org/en-US/docs/Web/API/EventSource (warning), Web_Locks_API.
const LISTENING = "pagelet-listening";
const tabs = new BroadcastChannel(LISTENING);
const answers = { reload: () => location.reload(), css: drawAnew };

function drawAnew(saved) {
  const names = JSON.parse(saved);
  const links = [...document.querySelectorAll('link[rel~="stylesheet"]')];
  const changed = links.filter(({ href }) => names.includes(new URL(href).pathname.split("/").pop()));
  // A style sheet that none of ours links may be imported by one that is linked.
  for (const link of changed.length ? changed : links) {
    const url = new URL(link.href);
    if (url.origin !== location.origin) continue;
    url.searchParams.set("saved", Date.now());
    link.href = url.href;
  }
}

const hear = ({ type, data }) => answers[type](data);
// A tab that was opened after the save has what was saved.
tabs.addEventListener("message", ({ data }) => data.saved * 1000 > performance.timeOrigin && hear(data));

function listen() {
  const events = new EventSource("/_pagelet/events");
  const spread = ({ type, data, lastEventId }) => {
    tabs.postMessage({ type, data, saved: Number(lastEventId) || Infinity });
    hear({ type, data });
  };
  for (const type of Object.keys(answers)) events.addEventListener(type, spread);
  // A server that comes back may serve other files.
  let lost = false;
  events.addEventListener("error", () => (lost = true));
  events.addEventListener("open", () => lost && spread({ type: "reload" }));
  addEventListener("pagehide", () => events.close());
}

// Held until the tab goes. Pages of another computer without HTTPS have no locks, and listen each for itself.
const held = () => (listen(), new Promise(() => {}));
if (navigator.locks) navigator.locks.request(LISTENING, held).catch(listen);
else listen();

// A page that fails in a loop must not flood the terminal.
let left = 50;

const tell = (detail) => {
  if (left-- <= 0) return;
  fetch("/_pagelet/report", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(detail),
    keepalive: true,
  }).catch(() => {});
};

const FIELDS = ["code", "message", "hint", "file", "line", "source", "traceback"];

addEventListener("pagelet:error", ({ detail }) => {
  const known = FIELDS.filter((name) => detail?.[name] != null);
  const fields = known.map((name) => [name, String(detail[name]).slice(0, 7000)]);
  tell({ ...Object.fromEntries(fields), page: location.pathname });
});

// What the tool has seen in the page's text, as a box at its element; a page whose only Python is misspelt has no kernel yet.
async function saySlips(slips) {
  await import("/_pagelet/pagelet.js");
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  for (const { selector, ...said } of slips) globalThis[Symbol.for("pagelet")].say(said, document.querySelector(selector));
}

const noted = document.querySelector('meta[name="pagelet-slips"]');
if (noted) saySlips(JSON.parse(noted.content));

addEventListener("securitypolicyviolation", (event) => {
  if (event.disposition !== "enforce") return;
  tell({
    policy: event.effectiveDirective.replace(/-(elem|attr)$/, ""),
    blocked: URL.canParse(event.blockedURI) ? new URL(event.blockedURI).origin : `'${event.blockedURI}'`,
    file: URL.canParse(event.sourceFile) ? new URL(event.sourceFile).pathname : "",
    line: event.lineNumber || null,
  });
});
