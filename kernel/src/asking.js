// A question of Python's: input() waits for its answer, the page goes on.

import { make } from "./box.js";

const ASKING_STYLE = `
:host { all: initial; color-scheme: inherit; }
dialog { box-sizing: border-box; width: min(34rem, calc(100vw - 2rem)); padding: 1.2em; border: 1px solid light-dark(#cdd5df, #3d4856);
  border-radius: 12px; font: medium/1.5 system-ui, sans-serif; background: light-dark(#fff, #1d232d); color: light-dark(#1c2430, #e8ecf2);
  box-shadow: 0 12px 40px rgb(0 0 0 / .25); }
dialog::backdrop { background: rgb(0 0 0 / .35); }
label { display: block; font-weight: 600; white-space: pre-wrap; }
input { box-sizing: border-box; width: 100%; margin: .5em 0 .9em; padding: .5em .7em; font: inherit; color: inherit; border: 1px solid light-dark(#9aa7b8, #5c6878);
  border-radius: 8px; background: light-dark(#fff, #14181f); }
footer { display: flex; justify-content: flex-end; gap: .6em; }
button { font: inherit; padding: .45em 1.2em; border-radius: 8px; cursor: pointer; color: inherit; background: none; border: 1px solid light-dark(#cdd5df, #3d4856); }
button[value=ok] { background: #2563a8; border-color: #2563a8; color: #fff; }
:is(input, button):focus-visible { outline: 2px solid light-dark(#2563a8, #7fb4f0); outline-offset: 2px; }
`;

/** One question at a time. */
let lastQuestion = Promise.resolve();

/**
 * @param {string} prompt
 * @param {boolean} secret
 * @returns {Promise<string | null>} nothing if there is to be no answer
 */
function showQuestion(prompt, secret) {
  const place = make("pagelet-question");
  const root = place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ASKING_STYLE);
  root.adoptedStyleSheets = [sheet];
  const answer = Object.assign(document.createElement("input"), { id: "answer", type: secret ? "password" : "text", autocomplete: "off", spellcheck: false });
  const label = Object.assign(make("label", prompt.trim() || "Python asks"), { htmlFor: "answer" });
  const cancel = Object.assign(document.createElement("button"), { type: "submit", value: "", textContent: "Cancel", formNoValidate: true });
  const accept = Object.assign(document.createElement("button"), { type: "submit", value: "ok", textContent: "OK" });
  // The first button answers Enter; it stands second for the eye.
  const form = Object.assign(document.createElement("form"), { method: "dialog" });
  const footer = make("footer", accept, cancel);
  footer.style.flexDirection = "row-reverse";
  footer.style.justifyContent = "flex-start";
  form.append(label, answer, footer);
  const dialog = /** @type {HTMLDialogElement} */ (make("dialog", form));
  dialog.setAttribute("aria-label", prompt.trim() || "Python asks");
  root.append(dialog);
  document.body.append(place);
  dialog.showModal();
  answer.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      place.remove();
      resolve(dialog.returnValue === "ok" ? answer.value : null);
    });
  });
}

/**
 * Ask the person at the page.
 * @param {string} prompt
 * @param {boolean} [secret] whether what is typed stays unseen
 */
export function askPerson(prompt, secret = false) {
  const asked = lastQuestion.then(() => showQuestion(prompt, secret));
  lastQuestion = asked.then(() => {});
  return asked;
}
