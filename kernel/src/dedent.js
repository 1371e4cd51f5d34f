// Python as authors write it into HTML.

/**
 * Remove the indentation that all lines share: Python stands indented in indented HTML.
 * @param {string} code
 */
export function dedent(code) {
  const lines = code.replace(/\r\n?/g, "\n").split("\n");
  const depths = lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length);
  const depth = depths.length ? Math.min(...depths) : 0;
  // Blank first lines stay: line numbers must agree with the page.
  return depth ? lines.map((line) => line.slice(depth)).join("\n") : lines.join("\n");
}
