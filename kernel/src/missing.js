// A worker that somebody waits for and that the page does not have: who misspelt its name would wait for ever.

import { takenNames } from "./bridge/launch.js";
import { takeBack } from "./box.js";
import { PageletError } from "./errors.js";
import { placeInPage } from "./lines.js";
import { isNearMiss } from "./nearmiss.js";
import { report } from "./page.js";
import { allSources } from "./sources.js";

const A_MOMENT = 1000; // ms: the page's own tags are seen by then, and scripts before this one have started theirs

/** @type {Set<string>} */
const missed = new Set();

/**
 * @param {string} name
 * @param {Promise<unknown>} arrival
 */
export async function sayWhoIsMissing(name, arrival) {
  if (missed.has(name)) return;
  missed.add(name);
  await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
  const names = takenNames();
  if (names.includes(name)) return;
  const { place, element } = await whoAsks(name);
  const meant = names.find((other) => isNearMiss(name, other));
  const has = names.length ? `those that there are: ${names.map((other) => `"${other}"`).join(", ")}` : "there is none with a name";
  const error = new PageletError("PGL-W09", `The page has no worker "${name}"; ${has}. Who asks for it waits until it comes.`, { ...place, hint: meant && `Did you mean "${meant}"?` });
  await report(error, /** @type {any} */ (element)?.target ?? element);
  arrival.catch(() => {}).then(() => takeBack(error)); // it came, or says itself why it did not
}

/**
 * The line of the page's Python that asks for a worker of the name, or else has the name in quotes.
 * @param {string} name
 */
async function whoAsks(name) {
  const quoted = (/** @type {string} */ line) => line.includes(`"${name}"`) || line.includes(`'${name}'`);
  for (const fits of [(/** @type {string} */ line) => /workers?\b/.test(line) && quoted(line), quoted])
    for (const source of allSources()) {
      const lines = source.text.split("\n");
      const at = lines.findIndex(fits);
      if (at >= 0) return { place: { ...(await placeInPage(source, at + 1)), source: lines[at] }, element: source.element };
    }
  return { place: {}, element: null };
}
