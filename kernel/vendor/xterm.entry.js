// What the terminal of a page takes of xterm.js; kernel/src/terminal/screen.js makes a terminal of it.

export { FitAddon } from "@xterm/addon-fit";
export { Terminal } from "@xterm/xterm";
export { default as style } from "@xterm/xterm/css/xterm.css";
