// How code looks: colours that follow the page, light or dark, and sizes that follow its text.

const MONO = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** @type {any} */
let look;

/**
 * One for all editors: Firefox at times does not see the rules that are added to a sheet which other editors have already.
 * @param {any} mirror CodeMirror
 */
export function editorLook(mirror) {
  look ??= makeLook(mirror);
  return look;
}

/** @param {any} mirror */
function makeLook({ EditorView, HighlightStyle, syntaxHighlighting, tags }) {
  const frame = EditorView.theme({
    "&": { color: "inherit", background: "none", flex: "1", minWidth: "0" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: MONO, fontSize: ".95rem", lineHeight: "1.55", overflow: "auto", borderRadius: "9px 0 0 9px" },
    ".cm-content": { padding: ".65em 0", caretColor: "var(--accent)" },
    ".cm-content, .cm-gutter": { minHeight: "calc(var(--rows) * 1.55em + 1.3em)" },
    ".cm-line": { padding: "0 .9em" },
    ".cm-cursor": { borderLeftColor: "var(--accent)" },
    ".cm-gutters": { background: "none", border: "0", color: "var(--soft)", paddingInlineStart: ".4em" },
    ".cm-activeLineGutter": { background: "none", color: "inherit" },
    "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { background: "color-mix(in srgb, var(--accent) 22%, transparent)", color: "inherit" },
    "&.cm-focused .cm-nonmatchingBracket": { background: "none", color: "light-dark(#b3261e, #ff9d97)" },
    ".cm-placeholder": { color: "var(--soft)" },
    ".cm-tooltip": { border: "1px solid var(--line)", borderRadius: "8px", background: "light-dark(#fff, #1d232d)", color: "inherit", boxShadow: "0 8px 24px rgb(0 0 0 / .18)", overflow: "hidden" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: MONO, fontSize: ".9rem", maxHeight: "13em", minWidth: "min(12em, 90vw)" },
    ".cm-tooltip-autocomplete > ul > li": { padding: ".15em .7em !important", lineHeight: "1.5" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent) !important", color: "light-dark(#fff, #10151c) !important" },
  });
  const colours = HighlightStyle.define([
    { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "light-dark(#8a2a91, #d7a3ea)" },
    { tag: [tags.string, tags.special(tags.string)], color: "light-dark(#22682e, #9ed6a4)" },
    { tag: [tags.number, tags.bool, tags.null], color: "light-dark(#9a4300, #f0b27a)" },
    { tag: tags.comment, color: "light-dark(#586474, #97a4b5)", fontStyle: "italic" },
    { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.function(tags.propertyName)], color: "light-dark(#1d559c, #8dbdf5)" },
    { tag: [tags.className, tags.definition(tags.className)], color: "light-dark(#7a5200, #e6c372)" },
    { tag: tags.meta, color: "light-dark(#7a5200, #e6c372)" },
  ]);
  return [frame, syntaxHighlighting(colours)];
}
