// Join what editors, terminals and maps are made with into one file each, below made/, and what the gallery's
// examples use of npm's libraries below examples/vendor/: scripts/vendor.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const LOCK = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;

/**
 * xterm.js writes its colours into <style> elements and a style attribute, which a strict policy forbids. A constructed
 * sheet and an element's style object are allowed. https://www.w3.org/TR/CSP3/#directive-style-src
 */
const STYLE_ELEMENT = /\b[\w.$]+\.createElement\("style"\)/g;
const STYLE_ATTRIBUTE = /(\w+)\.setAttribute\("style",`\$\{\1\.getAttribute\("style"\)\|\|""\}\$\{(\w+)\};`\)/g;
const SHEET = `
function pageletStyle() {
  const mark = document.createElement("meta"), sheet = new CSSStyleSheet();
  const root = () => mark.getRootNode(), text = { get: () => "", set(css) { sheet.replaceSync(css); queueMicrotask(add); } };
  const add = () => mark.isConnected && (root().adoptedStyleSheets.includes(sheet) || root().adoptedStyleSheets.push(sheet));
  const remove = mark.remove;
  mark.remove = () => { if (mark.isConnected) root().adoptedStyleSheets = root().adoptedStyleSheets.filter((one) => one !== sheet); remove.call(mark); };
  return Object.defineProperty(mark, "textContent", text);
}
`;

/** @param {string} text @param {RegExp} pattern @param {string} by @param {number} times */
function replaced(text, pattern, by, times) {
  const found = text.match(pattern)?.length ?? 0;
  if (found !== times) throw new Error(`xterm.js has changed: ${pattern} is there ${found} times, not ${times}`);
  return text.replace(pattern, by);
}

const allowed = {
  name: "allowed styles",
  setup({ onLoad }) {
    onLoad({ filter: /xterm\.mjs$/ }, ({ path }) => {
      const text = replaced(readFileSync(path, "utf8"), STYLE_ELEMENT, "pageletStyle()", 3);
      return { contents: replaced(text, STYLE_ATTRIBUTE, "$1.style.cssText+=$2+';'", 1) + SHEET, loader: "js" };
    });
  },
};

const TYPES = { png: "image/png", woff2: "font/woff2" };

/** Maps are one document: what their style sheets name stands in them. Browsers of today read the first format of a font. */
const whole = {
  name: "whole sheets",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, ({ path }) => {
      // The markers' larger images, for screens of high resolution, would be a fifth of the whole.
      const sheet = readFileSync(path, "utf8").replace(path.includes("awesome-markers") ? /@media[^{]*{(?:[^{}]*{[^{}]*})*\s*}/g : /$^/, "");
      const text = sheet.replace(/@font-face\s*{[^}]*}/g, (face) => {
        const [file] = /[^("']+\.woff2/.exec(face) ?? [];
        return file ? face.replace(/src:[^;}]*;?/g, "").replace("{", `{src:url(${file});`) : "";
      });
      const contents = text.replace(/url\(["']?([^)"'?#]+)[^)]*\)/g, (all, file) => {
        const type = TYPES[file.split(".").at(-1)];
        return type ? `url(data:${type};base64,${readFileSync(join(dirname(path), file)).toString("base64")})` : all;
      });
      return { contents, loader: "text" };
    });
  },
};

const EXAMPLES = "../../examples/vendor";
const PLACES = { codemirror: "made", xterm: "made", leaflet: "made", d3: EXAMPLES, deck: EXAMPLES, three: EXAMPLES };
for (const [name, place] of Object.entries(PLACES)) {
  mkdirSync(place, { recursive: true });
  const { outputFiles, metafile } = await build({
    entryPoints: [`${name}.entry.js`], bundle: true, minify: true, format: name === "leaflet" ? "iife" : "esm", target: "es2022", charset: "utf8",
    legalComments: "none", loader: { ".css": "text", ".png": "dataurl" }, plugins: name === "leaflet" ? [whole] : [allowed], write: false, metafile: true, logLevel: "warning",
  });
  const packages = new Set(Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  const list = [...packages].sort().map((each) => `${each} ${LOCK[`node_modules/${each}`].version}`);
  // leaflet.heat states its licence in a file only.
  const licences = [...new Set([...packages].map((each) => LOCK[`node_modules/${each}`].license ?? "BSD-2-Clause"))].sort().join(", ");
  writeFileSync(`${place}/${name}.js`, `/*! Made by scripts/vendor of ${list.join(", ")}. Licences: ${licences}${place === "made" ? "; see NOTICE" : ""}. */\n${outputFiles[0].text}`);
}
