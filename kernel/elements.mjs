// Write the tables of elements from the lists of the standards; scripts/elements runs it.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url);
const SPECS = {
  HTML: ["html"],
  SVG: ["SVG2", "SVG11", "filter-effects-1", "css-masking-1", "svg-animations", "svg-paths"],
  MATHML: ["mathml-core"],
};
const KEYWORDS = ["del"]; // of Python's, among the names of elements

/** @param {string[]} specs */
async function names(specs) {
  const lists = specs.map(async (spec) => JSON.parse(await readFile(new URL(`node_modules/@webref/elements/${spec}.json`, root), "utf8")));
  return [...new Set((await Promise.all(lists)).flatMap(({ elements }) => elements.map(({ name }) => name)))].sort();
}

/** @param {string[]} found */
function lines(found) {
  const text = found.join(" ").replace(/(.{1,108})(?: |$)/g, '    "$1 "\n');
  return `(\n${text.replace(/ "\n$/, '"\n')})`;
}

const tables = Object.fromEntries(await Promise.all(Object.entries(SPECS).map(async ([key, specs]) => [key, await names(specs)])));

await writeFile(
  new URL("src/pagelet/tagnames.py", root),
  `"""The names of all elements. Made by scripts/elements; not to be edited."""

from __future__ import annotations

${Object.entries(tables).map(([key, found]) => `${key} = ${lines(found)}\n`).join("\n")}`,
);

/** @param {string} name */
const python = (name) => name.replaceAll("-", "_");

/**
 * @param {string[]} found
 * @param {string} what
 * @param {string[]} more
 */
function stub(found, what, more = []) {
  const classes = found.flatMap((name) => [python(name), `${python(name)}_`]).filter((name) => !KEYWORDS.includes(name) && name !== "html");
  return `"""${what} Made by scripts/elements; not to be edited."""

from typing import Any

from .dom import Element
${more.join("\n")}
class _Tag(Element):
    def __init__(self, *children: Any, **attributes: Any) -> None: ...

${classes.map((name) => `class ${name}(_Tag): ...`).join("\n")}
`;
}

const all = [...new Set(Object.values(tables).flat())].sort();
await writeFile(new URL("src/pagelet/html.pyi", root), stub(all, "Every element of HTML, SVG and MathML.", ["from .markup import html as html\n"]));
await writeFile(new URL("src/pagelet/svg.pyi", root), stub(tables.SVG, "Every element of SVG.", [""]));
console.log(`${Object.entries(tables).map(([key, found]) => `${key} ${found.length}`).join(", ")} elements from ${fileURLToPath(new URL("node_modules/@webref/elements", root))}`);
