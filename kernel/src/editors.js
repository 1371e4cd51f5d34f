// Editors have a bundle of their own, which is lent what the kernel has only once.

import { here } from "./base.js";
import { launchWorker } from "./bridge/launch.js";
import { report } from "./page.js";
import { workerSettings } from "./settings.js";
import { addSource } from "./sources.js";
import { importModules } from "./stage.js";
import { codeOf } from "./tags.js";

/** What an editor needs of the kernel. */
const lent = { launchWorker, workerSettings, importModules, addSource, codeOf, report };

/** @typedef {typeof lent} Lent */

/** Fetch what makes editors, which is needed when Python is there. */
export async function fetchEditors() {
  await (await import(`${here}pagelet.editor.js`)).fetchEditor();
}

/**
 * Make a cell of `<py-repl worker>`, whose interpreter is not the page's.
 * @param {HTMLElement} element
 */
export async function openRepl(element) {
  try {
    await (await import(`${here}pagelet.editor.js`)).openRepl(element, lent);
  } catch (error) {
    await report(error, element);
  }
}

/**
 * Make an editor of `<script type="py-editor">`, once.
 * @param {HTMLScriptElement} script
 */
export async function openEditor(script) {
  if (!/^m?py-editor$/.test(script.type) || script.dataset.editor) return;
  script.dataset.editor = "starting";
  try {
    await (await import(`${here}pagelet.editor.js`)).openTag(script, lent);
  } catch (error) {
    await report(error, script);
  }
}
