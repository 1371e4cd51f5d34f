// What Tab does: it completes a word, or indents.

/**
 * What could stand at a place: where the word begins, and its ways to go on.
 * @typedef {{start: number, names: string[]}} Found
 * @typedef {(source: string, at: number) => any} Ask Python's, which counts letters, not the units of JavaScript's strings; it answers with the JSON of what it found
 */

/**
 * @param {Ask} ask
 * @returns {(state: any, at: number, again?: boolean) => Promise<Found>}
 */
export function finding(ask) {
  let last = "";
  /** @type {Promise<Found> | undefined} */
  let found;
  const find = async (/** @type {string} */ source, /** @type {number} */ at) => {
    const before = source.slice(0, at);
    const { start, names } = JSON.parse(await ask(source, [...before].length));
    return { start: [...before].slice(0, start).join("").length, names };
  };
  // Tab asks; the list that opens asks again, at once.
  return (state, at, again = false) => {
    const source = state.doc.toString();
    const question = `${at} ${source}`;
    if (!again || question !== last || !found) found = find(source, at);
    last = question;
    return found;
  };
}

/** @param {string[]} names */
function commonStart(names) {
  let common = names[0];
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/**
 * @param {any} mirror CodeMirror
 * @param {ReturnType<typeof finding>} find
 */
export function completionKeys({ acceptCompletion, autocompletion, completionStatus, indentLess, indentMore, startCompletion }, find) {
  const complete = async (/** @type {any} */ view) => {
    const { state } = view;
    const at = state.selection.main.head;
    const { start, names } = await find(state, at);
    if (view.state !== state || !names.length) return;
    const common = commonStart(names);
    if (common.length > at - start) view.dispatch({ changes: { from: start, to: at, insert: common }, selection: { anchor: start + common.length }, userEvent: "input.complete" });
    if (names.length > 1) startCompletion(view);
  };
  const tab = (/** @type {any} */ view) => {
    if (completionStatus(view.state) === "active") return acceptCompletion(view);
    const { main } = view.state.selection;
    if (!main.empty) return indentMore(view);
    const line = view.state.doc.lineAt(main.head);
    const before = line.text.slice(0, main.head - line.from);
    if (before.trim()) complete(view);
    else view.dispatch(view.state.replaceSelection(" ".repeat(4 - (before.length % 4))), { userEvent: "input" });
    return true;
  };
  const source = async (/** @type {any} */ { state, pos, explicit }) => {
    if (!explicit) return null;
    const { start, names } = await find(state, pos, true);
    return { from: start, options: names.map((label) => ({ label })), validFor: /^\w*$/ };
  };
  const list = autocompletion({ override: [source], activateOnTyping: false, icons: false, interactionDelay: 0 });
  const leave = (/** @type {any} */ view) => completionStatus(view.state) !== "active" && !view.state.sliceDoc(view.state.doc.lineAt(view.state.selection.main.head).from, view.state.selection.main.head).trim() && indentLess(view);
  return { list, keys: [{ key: "Tab", run: tab, shift: leave }] };
}
