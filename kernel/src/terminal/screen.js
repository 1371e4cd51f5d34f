// A terminal in the page: xterm.js, which only pages with a terminal fetch, and what must answer while Python is held up, or
// is not there yet: its looks, its size, Control+C, what was typed and not read. The line that is typed is Python's: tags/line.py.

import { here } from "../base.js";

const STYLE = `
:host { display: block; margin: 1em 0; box-sizing: border-box; height: 24rem; max-height: 70vh; min-height: 6rem; resize: vertical; overflow: hidden;
  padding: .6em .2em .6em .8em; border: 1px solid light-dark(#d6dce4, #333d4a); border-radius: 10px;
  background: light-dark(#fbfcfd, #12161c); }
:host(:focus-within) { border-color: light-dark(#2563a8, #7fb4f0); box-shadow: 0 0 0 1px light-dark(#2563a8, #7fb4f0); }
:host([hidden]) { display: none; }
:host([docked]) { position: fixed; inset: auto 0 0 0; margin: 0; height: 14rem; border-radius: 10px 10px 0 0; z-index: 1000; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.room { height: 100%; color: light-dark(#000, #fff); transition: color 1ms; }
`;
const LIGHT = { background: "#fbfcfd", foreground: "#1c2430", cursor: "#2563a8", cursorAccent: "#fff", selectionBackground: "#bcd6f2",
  black: "#1c2430", red: "#b3261e", green: "#22682e", yellow: "#7a5200", blue: "#1d559c", magenta: "#8a2a91", cyan: "#0b6470", white: "#586474",
  brightBlack: "#586474", brightRed: "#b3261e", brightGreen: "#22682e", brightYellow: "#7a5200", brightBlue: "#1d559c", brightMagenta: "#8a2a91", brightCyan: "#0b6470", brightWhite: "#1c2430" };
const DARK = { background: "#12161c", foreground: "#e4e9f0", cursor: "#7fb4f0", cursorAccent: "#12161c", selectionBackground: "#2f4a66",
  black: "#5c6878", red: "#ff9d97", green: "#9ed6a4", yellow: "#e6c372", blue: "#8dbdf5", magenta: "#d7a3ea", cyan: "#84d4dd", white: "#e4e9f0",
  brightBlack: "#97a4b5", brightRed: "#ffb4af", brightGreen: "#b7e5bc", brightYellow: "#f2d894", brightBlue: "#adcffa", brightMagenta: "#e4bff2", brightCyan: "#a6e4eb", brightWhite: "#fff" };
const KEYS = "Control+C stops what runs. Escape, then Tab, leaves the terminal.";

/** Control+C */
const INTERRUPT = "\x03";

const MOST_DRAWN = 65_536; // letters that are handed to xterm.js before it has drawn them
const MOST_HELD = 1_000_000; // letters: more than it keeps lines of

/** What is read at a time: up to where a line ends. */
const PIECE = /^[^\r\n\x03]*(?:\r\n?|[\n\x03])?/;

/** @type {Promise<any> | undefined} */
let library;

export class Screen {
  /**
   * @param {any} xterm
   * @param {HTMLElement} host
   */
  constructor(xterm, host) {
    this.xterm = xterm;
    this.host = host;
    this.held = ""; // what is written and not handed to xterm.js, which draws all that it has, however long that takes
    this.drawing = 0; // letters
    this.typed = ""; // and not read
    this.said = ""; // while a line is read, by others: whoever reads it draws it anew below
    this.reading = false; // whether Python reads a line
    this.escaped = false;
    this.interrupt = () => {};
    this.resized = () => {};
    this.goOn = () => {}; // what is done when a line that begins now has been read
    this.ended = () => {}; // and when the one has that is read now
    this.serve = () => {}; // who waits for what is typed
    this.next = () => {}; // who waits for the next line
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
    if (this.reading) {
      this.said += text;
      return this.serve();
    }
    this.held += text;
    if (this.held.length > 2 * MOST_HELD) this.held = this.held.slice(-MOST_HELD);
    this.handOver();
  }

  handOver() {
    if (!this.held || this.drawing > MOST_DRAWN) return;
    const text = this.held.slice(0, MOST_DRAWN);
    this.held = this.held.slice(text.length);
    this.drawing += text.length;
    this.written(text).then(() => {
      this.drawing -= text.length;
      this.handOver();
    });
  }

  /** Wait until all is drawn. */
  async shown() {
    do await this.written("");
    while (this.held);
  }

  /** Whether the terminal is to see a key. @param {KeyboardEvent} event */
  key(event) {
    const { key, ctrlKey, type } = event;
    if (type !== "keydown") return true;
    const escaped = this.escaped;
    this.escaped = key === "Escape";
    if (key === "Tab") return !(escaped || event.shiftKey || !this.reading);
    return !(ctrlKey && key === "c" && this.xterm.hasSelection());
  }

  /** What keys send, or somebody pastes. @param {string} data */
  take(data) {
    if (data === INTERRUPT && !this.reading) return this.stop();
    // A key comes alone. What is pasted is text, in which a tab completes nothing.
    this.typed += data.length > 1 ? data.replaceAll("\t", "    ") : data;
    this.serve();
  }

  stop() {
    this.typed = this.held = "";
    this.write("^C\n");
    this.interrupt();
  }

  // What Python calls, the page's or a worker's: pagelet/tags/reading.py. Answers are text, which crosses anywhere.

  /**
   * Begin to read a line, one at a time.
   * @param {string} question
   * @returns {Promise<string>} as "ask"
   */
  async begin(question) {
    const { goOn: ended, turn: before } = this;
    let next = () => {};
    this.turn = new Promise((resolve) => (next = () => resolve(undefined)));
    await before;
    Object.assign(this, { next, ended, reading: true });
    this.host.hidden = false;
    return this.ask(question);
  }

  /**
   * Write a question.
   * @param {string} question
   * @returns {Promise<string>} in which column of how many its answer begins, and how many lines the question takes above that
   */
  async ask(question) {
    await this.shown();
    const { said, xterm } = this;
    this.said = "";
    await this.written(said && !said.endsWith("\n") ? `${said}\n${question}` : said + question);
    const { active } = xterm.buffer;
    let above = 0;
    while (active.getLine(active.baseY + active.cursorY - above)?.isWrapped) above++;
    if (active.cursorX < xterm.cols) return `${active.cursorX} ${xterm.cols} ${above}`;
    // A terminal waits behind the last column: the cursor would go back from there, but not the next letter.
    await this.written("\r\n");
    return `0 ${xterm.cols} ${above + 1}`;
  }

  /** Show what Python writes of the line itself. @param {string} text */
  draw(text) {
    this.xterm.write(text);
  }

  /** @param {string} text @returns {Promise<void>} */
  written(text) {
    return new Promise((done) => this.xterm.write(text, done));
  }

  /** @returns {Promise<string>} how many columns there are, 0 if the line is to be asked for anew, and what was typed */
  read() {
    return new Promise((resolve) => {
      this.serve = () => {
        if (this.said) {
          this.serve = () => {};
          return resolve("0 ");
        }
        const [piece] = /** @type {RegExpExecArray} */ (PIECE.exec(this.typed));
        if (!piece) return;
        this.serve = () => {};
        this.typed = this.typed.slice(piece.length);
        resolve(`${this.xterm.cols} ${piece}`);
      };
      this.serve();
    });
  }

  end() {
    this.reading = false;
    this.serve = () => {};
    this.write(this.said);
    this.said = "";
    this.ended();
    this.next();
    // It came when the line had ended already.
    if (this.typed.includes(INTERRUPT)) this.stop();
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
  const theme = () => (getComputedStyle(room).color === "rgb(255, 255, 255)" ? DARK : LIGHT); // the page may have chosen one
  const xterm = new Terminal({
    convertEol: true, cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches, fontSize: 15, lineHeight: 1.25, minimumContrastRatio: 4.5,
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace', screenReaderMode: true, scrollback: 5000, theme: theme(),
  });
  const fit = new FitAddon();
  xterm.loadAddon(fit);
  xterm.open(room);
  if (room.clientWidth) fit.fit(); // before Python asks how wide it is
  const dress = () => (xterm.options.theme = theme());
  // The system chooses light or dark, or the page does: only a transition tells of both, of what is to be seen.
  room.addEventListener("transitionend", dress);
  new ResizeObserver(() => room.clientWidth && (fit.fit(), dress())).observe(room);
  xterm.textarea.setAttribute("aria-describedby", "keys");
  // Delegated, the focus would go to what a screen reader reads.
  host.focus = () => xterm.focus();
  return new Screen(xterm, host);
}
