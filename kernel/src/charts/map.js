// Shows a map of folium's. Folium writes JavaScript with the page's data inside it; so it runs in a frame with an origin of
// its own (inside.js), from where it reaches nothing of the page's. Such a frame cannot say which page it belongs to, and
// tile servers want to know: https://operations.osmfoundation.org/policies/tiles/. So tiles are fetched on this side, under
// a policy that allows only the hosts that the author named.

import { here } from "../base.js";
import { PageletError } from "../errors.js";

const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

/**
 * @param {string} text what to show, and how high
 * @param {HTMLElement} root
 * @param {(error: unknown) => void} tell
 */
export async function drawMap(text, root, tell) {
  const { html, height, ratio } = JSON.parse(text);
  const frame = document.createElement("iframe");
  frame.title = "map";
  frame.allowFullscreen = true;
  frame.setAttribute("sandbox", SANDBOX);
  frame.style.cssText = "display:block;width:100%;border:0";
  if (height) frame.style.height = height;
  else frame.style.aspectRatio = `100 / ${ratio}`;
  frame.src = `${here}pagelet.map.html`;
  root.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const { port1, port2 } = new MessageChannel();
  /** @type {Set<string>} */
  const told = new Set();
  await new Promise((resolve) => {
    port1.onmessage = async ({ data }) => {
      if (data.drawn) resolve(undefined);
      else if (data.tile) port1.postMessage({ tile: data.tile, image: await tileImage(data.url).catch(() => "") });
      else if (data.failed) tell(new PageletError("PGL-D02", `This map cannot be drawn: ${data.failed}`));
      else if (data.stopped) tellOnce(told, data.stopped, data.url, tell);
    };
    /** @type {Window} */ (frame.contentWindow).postMessage(html, "*", [port2]);
  });
}

/** @param {string} url */
async function tileImage(url) {
  const answer = await fetch(url, { credentials: "omit", referrerPolicy: "strict-origin-when-cross-origin" });
  if (!answer.ok) return "";
  const reader = new FileReader();
  const read = new Promise((resolve) => reader.addEventListener("load", resolve));
  reader.readAsDataURL(await answer.blob());
  await read;
  return reader.result;
}

/**
 * A map without its background is still a map: say what is missing, once for each host.
 * @param {Set<string>} told
 * @param {string} directive what the policy forbids
 * @param {string} url
 * @param {(error: unknown) => void} tell
 */
function tellOnce(told, directive, url, tell) {
  const host = URL.canParse(url) ? new URL(url).origin : url;
  const key = `${directive} ${host}`;
  if (told.has(key)) return;
  told.add(key);
  const what = directive === "img-src" ? `images of ${host}, such as its tiles` : url;
  const without = directive === "img-src" ? " What else is on it is shown; folium.Map(tiles=None) asks for none." : "";
  tell(
    new PageletError("PGL-D03", `This map asks for ${what}, and the page's policy does not allow that host.`, {
      hint: `Allow it in pagelet.toml, below [csp]: ${directive} = ["${host}"].${without}`,
    }),
  );
}
