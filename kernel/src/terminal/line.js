// One line that is typed in a terminal: what keys do to it, and how it is drawn, where it wraps too.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** @param {string} text how many columns it takes */
function widthOf(text) {
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? 2 : 1;
  return width;
}

/** What keys send, and what they do. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html @type {Record<string, (line: Line) => void>} */
const EDITS = {
  "\x7f": (line) => line.erase(-1),
  "\b": (line) => line.erase(-1),
  "\x1b[3~": (line) => line.erase(1),
  "\x1b[D": (line) => line.move(line.at - 1),
  "\x1b[C": (line) => line.move(line.at + 1),
  "\x1b[H": (line) => line.move(0),
  "\x1b[F": (line) => line.move(Infinity),
  "\x01": (line) => line.move(0),
  "\x05": (line) => line.move(Infinity),
  "\x15": (line) => line.keep(line.at, Infinity),
  "\x0b": (line) => line.keep(0, line.at),
  "\x1b[A": (line) => line.recall(1),
  "\x1b[B": (line) => line.recall(-1),
  "\t": (line) => line.insert(" ".repeat(4 - (line.at % 4))),
};

export class Line {
  /**
   * @param {(text: string) => void} write
   * @param {{column: number, columns: () => number, secret: boolean, past: string[]}} given where it begins
   */
  constructor(write, { column, columns, secret, past }) {
    this.write = write;
    this.column = column;
    this.columns = columns;
    this.secret = secret;
    this.past = past;
    this.back = 0;
    this.draft = "";
    /** @type {string[]} */
    this.letters = [];
    this.at = 0;
    this.drawnAt = 0; // columns behind the beginning
  }

  get text() {
    return this.letters.join("");
  }

  /** @param {string} data what a key sends, or letters */
  take(data) {
    const key = EDITS[data];
    if (key) key(this);
    else if (!data.startsWith("\x1b")) this.insert(data.replace(/[\x00-\x1f]/g, ""));
  }

  /** @param {string} text */
  insert(text) {
    const letters = [...text];
    this.letters.splice(this.at, 0, ...letters);
    this.at += letters.length;
    this.draw();
  }

  /** @param {number} step */
  erase(step) {
    const start = step < 0 ? this.at - 1 : this.at;
    if (start < 0) return;
    this.letters.splice(start, 1);
    this.move(start);
  }

  /** @param {number} start @param {number} end */
  keep(start, end) {
    this.letters = this.letters.slice(start, end);
    this.move(start ? 0 : end);
  }

  /** @param {number} at */
  move(at) {
    this.at = Math.max(0, Math.min(at, this.letters.length));
    this.draw();
  }

  /** @param {number} step */
  recall(step) {
    const back = this.back + step;
    if (this.secret || back < 0 || back > this.past.length) return;
    if (!this.back) this.draft = this.text;
    this.back = back;
    this.letters = [...(back ? this.past[this.past.length - back] : this.draft)];
    this.move(Infinity);
  }

  draw() {
    if (this.secret) return;
    const columns = this.columns();
    const { column, letters, at } = this;
    const row = (/** @type {number} */ width) => Math.floor((column + width) / columns);
    const total = widthOf(this.text);
    const place = widthOf(letters.slice(0, at).join(""));
    const up = row(this.drawnAt);
    // A terminal waits in the last column; one more letter makes it go on to the next line.
    const over = total && (column + total) % columns === 0 ? " \x1b[D" : "";
    const back = row(total) - row(place);
    this.write(`${up ? `\x1b[${up}A` : ""}\x1b[${column + 1}G\x1b[J${this.text}${over}${back ? `\x1b[${back}A` : ""}\x1b[${((column + place) % columns) + 1}G`);
    this.drawnAt = place;
  }
}
