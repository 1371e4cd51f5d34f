// Terminals: for scripts with the attribute "terminal", and for all that is printed, <py-terminal>. What draws them is a
// bundle of its own.

import { here } from "./base.js";
import { PageletError } from "./errors.js";
import { lineFor, realmOf, report } from "./page.js";
import { flushOutput } from "./session/flush.js";
import { tellSize } from "./session/size.js";
import { explain, printToConsole } from "./stage.js";
import { teach } from "./teach.js";

const PATIENCE = 700; // milliseconds for a worker to answer

/** @param {HTMLElement} host */
async function screenOf(host) {
  return (await import(`${here}pagelet.terminal.js`)).makeScreen(host);
}

/**
 * Give a script its terminal, in its output.
 * @param {Element} script
 * @param {Element} output
 */
export async function openTerminal(script, output) {
  const host = document.createElement("pagelet-terminal");
  output.append(host);
  const screen = await screenOf(host);
  Object.assign(script, { screen, terminal: screen.xterm });
  return screen;
}

/**
 * The same for a script of the page's own Python.
 * @param {import("./page.js").Realm} realm
 * @param {Element} script
 * @param {Element} output
 */
export async function openPageTerminal(realm, script, output) {
  const screen = await openTerminal(script, output);
  await connect(realm, await realm.started, screen);
}

/**
 * Let Python and a terminal of the page know of each other.
 * @param {import("./page.js").Realm} realm
 * @param {import("./interpreters/contract.js").Interpreter} python
 * @param {any} screen
 */
export async function connect(realm, python, screen) {
  const tell = () => tellSize(python, screen.size);
  tell();
  screen.resized = tell;
  screen.interrupt = () => realm.breath?.stop();
  await letBreathe(realm, python);
}

/**
 * @param {import("./page.js").Realm} realm
 * @param {import("./interpreters/contract.js").Interpreter} python
 */
export async function letBreathe(realm, python) {
  if (!python.canSuspend || realm.breath) return;
  const [{ startBreathing }] = await Promise.all([import(`${here}pagelet.session.js`), teach(python)]);
  realm.breath ??= startBreathing(python, realm.lent, () => realm.current);
}

/**
 * Whether an error is no error: somebody stopped the code, and its terminal says so.
 * @param {any} screen
 * @param {{message: string}} error
 */
export function wasStopped(screen, error) {
  const stopped = Boolean(screen) && /^(KeyboardInterrupt|(asyncio\.)?(exceptions\.)?CancelledError)/.test(error.message);
  if (stopped) screen.write("KeyboardInterrupt\n");
  return stopped;
}

/**
 * Run a script where what it writes is shown as it writes it.
 * @param {import("./page.js").Realm} realm
 * @param {any} element
 * @param {() => Promise<any>} run
 */
export async function runWriting(realm, element, run) {
  const python = await realm.started;
  const screen = element.screen ?? realm.screen;
  if (screen) tellSize(python, screen.size);
  try {
    return await (realm.breath ? realm.breath.during(run) : run());
  } catch (error) {
    const known = await explain(python, error, "PGL-P02");
    if (!wasStopped(screen, known)) throw known;
  } finally {
    flushOutput(python);
  }
}

/**
 * What a worker with a terminal is launched with: it hears what is written, asks and is stopped.
 * @param {any} screen
 * @param {() => void} stopped
 */
export function terminalSession(screen, stopped) {
  let heard = 0;
  let over = false;
  return {
    size: () => screen.size,
    shown: () => screen.shown(),
    ask: (/** @type {"begin" | "ask" | "read"} */ what, /** @type {string} */ question) => screen[what](question),
    opened(/** @type {any} */ worker, /** @type {MessagePort} */ port) {
      screen.resized = () => port.postMessage({ size: screen.size });
      screen.interrupt = () => {
        const before = heard;
        port.postMessage({ stop: true });
        // MicroPython hears nothing while it computes.
        setTimeout(() => {
          if (heard !== before) return;
          worker.terminate();
          over = true; // and what it had said before is not waited for
          Object.assign(screen, { interrupt: () => {}, held: "" });
          screen.write("KeyboardInterrupt. Python had to be ended.\n");
          stopped();
        }, PATIENCE);
      };
    },
    heard(/** @type {any} */ { wrote, drawn, ended, stopping }) {
      if (over) return;
      if (wrote) screen.write(wrote);
      if (drawn) screen.draw(drawn);
      if (ended) screen.end();
      if (stopping) heard++;
    },
  };
}

/**
 * `<py-terminal>` shows what all scripts of its type print that have no place of their own.
 * @param {HTMLElement} element
 */
export function fillTerminal(element) {
  let filled = filling.get(element);
  if (!filled) filling.set(element, (filled = openPageScreen(element)));
  return filled;
}

/** @type {WeakMap<Element, Promise<any>>} */
const filling = new WeakMap();

/** @param {HTMLElement} element */
async function openPageScreen(element) {
  const screen = await screenOf(element);
  element.hidden = element.hasAttribute("auto") && element.getAttribute("auto") !== "false";
  const realm = realmOf(element.localName.startsWith("mpy") ? "mpy" : "py");
  realm.screen = screen;
  Object.assign(element, { screen, terminal: screen.xterm });
  return screen;
}

/**
 * The same for a tag that may have come later than Python.
 * @param {HTMLElement} element
 */
export async function useTerminal(element) {
  const realm = realmOf(element.localName.startsWith("mpy") ? "mpy" : "py");
  const screen = await fillTerminal(element);
  await connect(realm, await realm.started, screen).catch((error) => report(error, element));
}

/**
 * What takes what Python writes as it writes it: for a terminal, for the place of a script or cell, else by lines.
 * @param {import("./page.js").Realm} realm
 */
export function writer(realm) {
  const decoders = [new TextDecoder(), new TextDecoder()];
  const rests = ["", ""];
  return (/** @type {Uint8Array} */ bytes, /** @type {boolean} */ error, /** @type {number} */ owner) => {
    const which = Number(error);
    const text = decoders[which].decode(bytes, { stream: true });
    const script = /** @type {any} */ (realm.owners[owner] ?? null);
    const place = realm.placeOf(error, script);
    if (place) return writeIn(place, text, error);
    const screen = script?.screen ?? realm.screen;
    if (screen) return screen.write(text);
    const lines = (rests[which] + text).split("\n");
    rests[which] = lines.pop() ?? "";
    for (const line of lines) printToConsole(line, error);
    if (lines.length && script) sayNoPlace(realm.placeName(error, script), script);
  };
}

/** @type {Set<string>} */
const placesMissed = new Set();

/**
 * Once for each id.
 * @param {string | null} id
 * @param {Element} script
 */
function sayNoPlace(id, script) {
  if (!id || placesMissed.has(id)) return;
  placesMissed.add(id);
  report(new PageletError("PGL-P11", `What this code writes was to be shown in the element with the id "${id}", and the page has no such element.`), script);
}

/** Places, each with the line that has not ended there. @type {WeakMap<Element, OpenLine>} */
const openLines = new WeakMap();

/** @param {Element} place @param {string} text @param {boolean} error */
function writeIn(place, text, error) {
  const lines = text.split("\n");
  const rest = lines.pop();
  for (const line of lines) {
    lineIn(place, error).write(line);
    openLines.delete(place);
  }
  if (rest) lineIn(place, error).write(rest);
}

/** Where text goes on in a place: in the line that was begun, unless something else stands below it. @param {Element} place @param {boolean} error */
function lineIn(place, error) {
  const known = openLines.get(place);
  if (known && known.error === error && known.shown === place.lastChild) return known;
  const line = new OpenLine(error);
  place.append(line.shown);
  openLines.set(place, line);
  return line;
}

class OpenLine {
  /** @param {boolean} error */
  constructor(error) {
    this.error = error;
    this.shown = lineFor(error);
    this.returned = false;
  }

  /** As in a terminal, what follows a carriage return is written over what stood there. @param {string} text */
  write(text) {
    const parts = text.split("\r");
    for (const [number, part] of parts.entries()) {
      this.returned ||= number > 0;
      if (!part) continue;
      if (this.returned) this.shown.textContent = "";
      this.returned = false;
      this.shown.append(part);
    }
  }
}
