// HTML from a string, without what could run. Trusted Types leave one way only: https://wicg.github.io/sanitizer-api/

/** What the page's author vouches for may hold anything that does not run. */
const VOUCHED = { sanitizer: { comments: true, removeElements: [], removeAttributes: [] } };
/** Data may not ask for passwords or change how the page looks and where its links lead. */
const FOREIGN = ["style", "link", "meta", "base", "form", "input", "button", "select", "textarea", "template", "slot"];
const DATA = { sanitizer: { removeElements: FOREIGN, removeAttributes: ["name"] } };

// For browsers without the Sanitizer API: what it takes out in any case.
const RUNS = "script,iframe,frame,object,embed,use,base,meta,animate,set";

/** @type {Record<string, string>} what has to stand before the content of these */
const IN_TABLES = { table: "<table>", thead: "<table><thead>", tbody: "<table><tbody>", tr: "<table><tr>" };

/** @param {Element} node */
function disarm(node) {
  for (const name of node.getAttributeNames()) {
    const address = node.getAttribute(name)?.replace(/[\0-\x20]/g, "") ?? "";
    if (/^on|^srcdoc$/i.test(name) || /^(javascript|vbscript|data:text):?/i.test(address)) node.removeAttribute(name);
  }
}

/**
 * Put HTML into an element.
 * @param {any} node
 * @param {string} text
 * @param {unknown} vouched whether it is the author's own, not data
 */
export function fillMarkup(node, text, vouched) {
  if (node.setHTML) return node.setHTML(text, vouched ? VOUCHED : DATA);
  // What stands in a table is nothing outside of one.
  const parsed = new DOMParser().parseFromString((IN_TABLES[node.localName] ?? "") + text, "text/html");
  const body = node.localName in IN_TABLES ? parsed.querySelector(node.localName) : parsed.body;
  for (const bad of body.querySelectorAll(vouched ? RUNS : `${RUNS},${FOREIGN}`)) bad.remove();
  body.querySelectorAll("*").forEach(disarm);
  node.replaceChildren(...body.childNodes);
}
