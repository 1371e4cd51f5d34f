// A terminal in the page: xterm.js, which only pages with a terminal fetch, and a line to answer questions in.

import { here } from "../base.js";
import { Line } from "./line.js";

const STYLE = `
:host { display: block; margin: 1em 0; box-sizing: border-box; height: 24rem; max-height: 70vh; min-height: 6rem; resize: vertical; overflow: hidden;
  padding: .6em .2em .6em .8em; border: 1px solid light-dark(#d6dce4, #333d4a); border-radius: 10px;
  background: light-dark(#fbfcfd, #12161c); }
:host(:focus-within) { border-color: light-dark(#2563a8, #7fb4f0); box-shadow: 0 0 0 1px light-dark(#2563a8, #7fb4f0); }
:host([hidden]) { display: none; }
:host([docked]) { position: fixed; inset: auto 0 0 0; margin: 0; height: 14rem; border-radius: 10px 10px 0 0; z-index: 1000; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.room { height: 100%; color: light-dark(#000, #fff); }
`;
const LIGHT = { background: "#fbfcfd", foreground: "#1c2430", cursor: "#2563a8", cursorAccent: "#fff", selectionBackground: "#bcd6f2",
  black: "#1c2430", red: "#b3261e", green: "#22682e", yellow: "#7a5200", blue: "#1d559c", magenta: "#8a2a91", cyan: "#0b6470", white: "#586474",
  brightBlack: "#586474", brightRed: "#b3261e", brightGreen: "#22682e", brightYellow: "#7a5200", brightBlue: "#1d559c", brightMagenta: "#8a2a91", brightCyan: "#0b6470", brightWhite: "#1c2430" };
const DARK = { background: "#12161c", foreground: "#e4e9f0", cursor: "#7fb4f0", cursorAccent: "#12161c", selectionBackground: "#2f4a66",
  black: "#5c6878", red: "#ff9d97", green: "#9ed6a4", yellow: "#e6c372", blue: "#8dbdf5", magenta: "#d7a3ea", cyan: "#84d4dd", white: "#e4e9f0",
  brightBlack: "#97a4b5", brightRed: "#ffb4af", brightGreen: "#b7e5bc", brightYellow: "#f2d894", brightBlue: "#adcffa", brightMagenta: "#e4bff2", brightCyan: "#a6e4eb", brightWhite: "#fff" };
const KEYS = "Control+C stops what runs. Escape, then Tab, leaves the terminal.";

/** The end of a question by Control+C: Python raises KeyboardInterrupt. */
const INTERRUPTED = "\x03";

/** @type {Promise<any> | undefined} */
let library;

/** What was typed, in all terminals of the page. @type {string[]} */
const typed = [];

export class Screen {
  /**
   * @param {any} xterm
   * @param {HTMLElement} host
   */
  constructor(xterm, host) {
    this.xterm = xterm;
    this.host = host;
    /** @type {Line | undefined} */
    this.line = undefined;
    /** @type {(answer: string | null) => void} */
    this.answer = () => {};
    this.ahead = ""; // what is typed before it is asked for
    this.interrupt = () => {};
    this.resized = () => {};
    this.escaped = false;
    /** @type {Promise<any>} */
    this.turn = Promise.resolve();
    xterm.onResize(() => this.resized());
    xterm.onData((/** @type {string} */ data) => this.take(data));
    xterm.attachCustomKeyEventHandler((/** @type {KeyboardEvent} */ event) => this.key(event));
  }

  get size() {
    return { columns: this.xterm.cols, lines: this.xterm.rows };
  }

  /** @param {string} text */
  write(text) {
    this.host.hidden = false;
    this.xterm.write(text);
  }

  /** Whether the terminal is to see a key. @param {KeyboardEvent} event */
  key(event) {
    const { key, ctrlKey, type } = event;
    if (type !== "keydown") return true;
    const escaped = this.escaped;
    this.escaped = key === "Escape";
    if (key === "Tab") return !(escaped || event.shiftKey || !this.line);
    return !(ctrlKey && key === "c" && this.xterm.hasSelection());
  }

  /** What keys send, or somebody pastes. @param {string} data */
  take(data) {
    if (data === INTERRUPTED && !this.line) {
      this.ahead = "";
      this.write("^C\n");
      this.interrupt();
      return;
    }
    this.ahead += data;
    this.feed();
  }

  /** Give the line what was typed; several lines answer as many questions. */
  feed() {
    while (this.line && this.ahead) {
      const end = this.ahead.search(/[\r\n\x03\x04\x0c]/);
      const piece = end < 0 ? this.ahead : this.ahead.slice(0, end);
      if (piece) this.line.take(piece);
      const key = end < 0 ? "" : this.ahead[end];
      this.ahead = end < 0 ? "" : this.ahead.slice(end + 1).replace(key === "\r" ? /^\n/ : /^$/, "");
      if (key) this.special(key, this.line);
    }
  }

  /** @param {string} key @param {Line} line */
  special(key, line) {
    if (key === "\x0c") this.xterm.clear();
    else if (key === INTERRUPTED) this.end("^C", INTERRUPTED);
    else if (key === "\x04") line.letters.length || this.end("", null);
    else {
      if (line.text && !line.secret && typed.at(-1) !== line.text) typed.push(line.text);
      this.end("", line.text);
    }
  }

  /** @param {string} mark @param {string | null} answer */
  end(mark, answer) {
    /** @type {Line} */ (this.line).move(Infinity);
    this.line = undefined;
    this.write(`${mark}\n`);
    this.answer(answer);
  }

  /**
   * Ask a question, one at a time.
   * @param {string} prompt
   * @param {boolean} [secret] whether what is typed stays unseen
   * @returns {Promise<string | null>} null for the end of all input
   */
  ask(prompt, secret = false) {
    const asked = this.turn.then(() => this.askNow(prompt, secret));
    this.turn = asked.catch(() => {});
    return asked;
  }

  /** @param {string} prompt @param {boolean} secret */
  async askNow(prompt, secret) {
    this.host.hidden = false;
    await new Promise((done) => this.xterm.write(prompt, () => done(undefined)));
    const columns = () => this.xterm.cols;
    this.line = new Line((text) => this.xterm.write(text), { column: this.xterm.buffer.active.cursorX, columns, secret, past: typed });
    const answer = new Promise((resolve) => (this.answer = resolve));
    this.feed();
    return answer;
  }

  focus() {
    this.xterm.focus();
  }
}

/** @param {string} css */
function sheetFor(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/**
 * Make an element a terminal.
 * @param {HTMLElement} host
 */
export async function makeScreen(host) {
  library ??= import(`${here}pagelet.xterm.js`);
  const { FitAddon, Terminal, style } = await library;
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheetFor(style), sheetFor(STYLE)];
  const room = Object.assign(document.createElement("div"), { className: "room" });
  const keys = Object.assign(document.createElement("span"), { className: "hidden", id: "keys", textContent: KEYS });
  root.append(room, keys);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => (getComputedStyle(room).color === "rgb(255, 255, 255)" ? DARK : LIGHT); // the page may have chosen one
  const xterm = new Terminal({
    convertEol: true, cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches, fontSize: 15, lineHeight: 1.25, minimumContrastRatio: 4.5,
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', screenReaderMode: true, scrollback: 5000, theme: theme(),
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  xterm.open(room);
  if (room.clientWidth) fit.fit(); // before Python asks how wide it is
  dark.addEventListener("change", () => (xterm.options.theme = theme()));
  new ResizeObserver(() => room.clientWidth && fit.fit()).observe(room);
  xterm.textarea.setAttribute("aria-describedby", "keys");
  // Delegated, the focus would go to what a screen reader reads.
  host.focus = () => xterm.focus();
  return new Screen(xterm, host);
}
