// <script type="py-game">, as PyScript has it: a program that draws with pygame, on the canvas that "target" names.

import { realmOf, report, runTag } from "./page.js";

/** @param {string} id @param {Element} script that wants it */
function canvasFor(id, script) {
  const found = document.getElementById(id);
  if (found) return found;
  const made = Object.assign(document.createElement("canvas"), { id });
  if (document.head.contains(script)) document.body.append(made);
  else script.before(made);
  return made;
}

/**
 * Run it with the page's own CPython.
 * @param {HTMLScriptElement} script
 */
export async function openGame(script) {
  if (script.type !== "py-game") return;
  script.type = "py"; // its config counts like any script's
  const canvas = canvasFor(script.getAttribute("target") ?? "canvas", script);
  script.removeAttribute("target"); // which is no place for what is displayed
  try {
    const realm = realmOf("py");
    await realm.settled(); // other scripts may draw elsewhere
    const python = await realm.started;
    await python.install(["pygame-ce"]);
    python.native.canvas.setCanvas2D(canvas);
    await runTag(script);
  } catch (error) {
    await report(error, script);
  }
}
