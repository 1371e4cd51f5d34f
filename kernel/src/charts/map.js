// Shows a map of folium's. Folium writes JavaScript with the page's data inside it; so it runs in a sandbox (inmap.js). That
// cannot say which page it belongs to, and tile servers want to know: https://operations.osmfoundation.org/policies/tiles/.
// So tiles are fetched on this side, under a policy that allows only the hosts that the author named.

import { PageletError } from "../errors.js";
import { openSandbox } from "./sandbox.js";

/**
 * @param {string} text what to show, and how high
 * @param {HTMLElement} root
 * @param {(error: unknown) => void} tell
 */
export async function drawMap(text, root, tell) {
  const { html, height, ratio } = JSON.parse(text);
  /** @type {Set<string>} */
  const told = new Set();
  const hear = async (/** @type {any} */ { tile, failed, stopped, url }, /** @type {MessagePort} */ port) => {
    if (tile) port.postMessage({ tile, image: await tileImage(url).catch(() => "") });
    else if (failed) tell(new PageletError("PGL-D02", `This map cannot be drawn: ${failed}`));
    else if (stopped) tellOnce(told, stopped, url, tell);
  };
  await openSandbox(root, "pagelet.map.html", "map", html, hear, height ? `height:${height}` : `aspect-ratio:100/${ratio}`);
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
 * What has no images of other hosts is still a map, or an app: say what is missing, once for each host.
 * @param {Set<string>} told
 * @param {string} directive what the policy forbids
 * @param {string} url
 * @param {(error: unknown) => void} tell
 */
export function tellOnce(told, directive, url, tell) {
  const host = URL.canParse(url) ? new URL(url).origin : url;
  const key = `${directive} ${host}`;
  if (told.has(key)) return;
  told.add(key);
  const what = directive === "img-src" ? `images of ${host}, such as a map's tiles` : url;
  tell(
    new PageletError("PGL-D03", `This asks for ${what}, and the page's policy does not allow that host. All else is shown.`, {
      hint: `Allow it in pagelet.toml, below [csp]: ${directive} = ["${host}"]. A map without tiles is folium.Map(tiles=None).`,
    }),
  );
}
