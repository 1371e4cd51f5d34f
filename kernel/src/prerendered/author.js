// What Python has changed of html and body is in the HTML, for their look. Python itself is to find what their author wrote: who
// toggles a class would else do so a second time.

/** @typedef {Array<[name: string, shown: string | null, written: string | null]>} Changes of an element's attributes */

const PLACES = ["html", "body"].flatMap((name) => ["", "::before", "::after"].map((part) => ({ name, part })));

/** What follows from the rest. */
const FOLLOWS = /^(width|height|inline-size|block-size|perspective-origin|transform-origin)$/;

/** Else, what is given back would be on its way when it is measured. */
const STILL = PLACES.map(({ name, part }) => `${name}${part} { transition: none !important }`).join("\n");

/** @param {{name: string, part: string}} place @returns {Map<string, string>} */
function lookOf({ name, part }) {
  const style = getComputedStyle(/** @type {Element} */ (document.querySelector(name)), part);
  return new Map([...style].map((property) => [property, style.getPropertyValue(property)]));
}

/** @param {Element} node @param {Changes} changes */
function giveBackTo(node, changes) {
  // A script in the head may know better: from its visitor's last visit, or by the hour.
  for (const [name, shown, written] of changes.filter(([name, shown]) => node.getAttribute(name) === shown)) {
    if (written === null) node.removeAttribute(name);
    else node.setAttribute(name, written);
  }
}

/**
 * Give html and body the attributes that their author wrote.
 * @param {Changes} html
 * @param {Changes} body
 * @returns {() => void} what ends their looking as if they had not got them
 */
export function giveBack(html, body) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STILL);
  document.adoptedStyleSheets.push(sheet);
  const before = PLACES.map(lookOf);
  giveBackTo(document.documentElement, html);
  giveBackTo(document.body, body);
  const rules = PLACES.map((place, at) => {
    const now = lookOf(place);
    const other = [...before[at]].filter(([name, value]) => value !== now.get(name) && !FOLLOWS.test(name));
    return `${place.name}${place.part} { ${other.map(([name, value]) => `${name}: ${value} !important`).join("; ")} }`;
  });
  sheet.replaceSync([STILL, ...rules].join("\n"));
  return () => (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet));
}
