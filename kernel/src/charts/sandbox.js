// A frame with an origin of its own, inside of one of the page's: what runs in it reaches nothing of the page's.

import { here } from "../base.js";

const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-forms allow-downloads";

/**
 * Open a document in a sandbox, and give it what to show.
 * @param {HTMLElement} root
 * @param {string} page the document's file
 * @param {string} title
 * @param {unknown} content
 * @param {(data: any, port: MessagePort, frame: HTMLIFrameElement) => void} hear what it says, but that it has drawn
 * @param {string} size of the frame, in CSS
 */
export async function openSandbox(root, page, title, content, hear, size) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.allowFullscreen = true;
  frame.setAttribute("sandbox", SANDBOX);
  frame.style.cssText = `display:block;width:100%;border:0;${size}`;
  frame.src = here + page;
  root.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = ({ data }) => (data.drawn ? resolve(undefined) : hear(data, port1, frame));
    /** @type {Window} */ (frame.contentWindow).postMessage(content, "*", [port2]);
  });
  return port1;
}
