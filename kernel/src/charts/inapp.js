// Inside the frame of an app: Bokeh's and Panel's own scripts, which came out of their wheels, show a document. What
// changes in it is told, and what Python has changed comes back.

/** @type {MessagePort} */
let outside;

/** Bytes go as text, and what is not defined is None. @param {string} _key @param {any} value */
const asText = (_key, value) => (value === undefined ? null : value?.to_base64 ? value.to_base64() : value);

/**
 * Tell Python what changes; while it is at work, what changes is collected, and of several values the last one counts.
 * @param {any} made Bokeh's document
 */
function follow(made) {
  /** @type {any[]} */
  let waiting = [];
  let busy = false;
  const send = () => {
    if (busy || !waiting.length) return;
    busy = true;
    const same = (/** @type {any} */ one, /** @type {any} */ other) => one.kind === "ModelChanged" && other.kind === one.kind && other.model === one.model && other.attr === one.attr;
    const events = waiting.filter((event, at) => !waiting.slice(at + 1).some((later) => same(event, later)));
    waiting = [];
    outside.postMessage({ patch: JSON.stringify(made.create_json_patch(events), asText) });
  };
  made.on_change((/** @type {any} */ event) => {
    if (!event.sync) return; // it came from Python
    waiting.push(event);
    queueMicrotask(send);
  });
  outside.onmessage = ({ data }) => {
    if (data) made.apply_json_patch(JSON.parse(data));
    else {
      busy = false;
      send();
    }
  };
}

/** @param {{item: any, scripts: string[]}} app */
async function showApp({ item, scripts }) {
  for (const text of scripts) {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
  }
  const root = document.createElement("div");
  document.body.style.cssText = "margin:0;overflow-y:hidden;font:16px/1.5 system-ui,sans-serif";
  document.body.append(root);
  new ResizeObserver(() => outside.postMessage({ height: Math.ceil(Math.max(root.getBoundingClientRect().height, root.scrollHeight)) })).observe(root);
  /** @type {any} */
  const { Bokeh } = globalThis;
  Bokeh.set_log_level("error");
  const views = await Bokeh.embed.embed_item(item, root);
  const [view] = views.roots ?? Object.values(views);
  follow(view.model.document);
  outside.postMessage({ drawn: true });
}

addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  outside?.postMessage({ stopped: effectiveDirective.replace(/-(elem|attr)$/, ""), url: blockedURI });
});
addEventListener("error", ({ message }) => outside?.postMessage({ failed: message }));
addEventListener("unhandledrejection", ({ reason }) => outside?.postMessage({ failed: String(reason) }));
addEventListener("message", ({ source, data, ports }) => {
  // Opened outside of a sandbox, where there would be something to reach, it shows nothing.
  if (source !== parent || self.origin !== "null" || outside) return;
  [outside] = ports;
  showApp(data);
});
