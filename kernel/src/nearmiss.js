// What was meant by a name that there is not.

/**
 * Tell a slip from a name of the author's own: one letter too few, too many or wrong, or two swapped.
 * @param {string} key
 * @param {string} known
 */
export function isNearMiss(key, known) {
  const [word, name] = [key, known].map((text) => text.toLowerCase().replace(/[-_]/g, ""));
  const rest = Math.min(word.length, name.length);
  let [head, tail] = [0, 0];
  while (head < rest && word[head] === name[head]) head++;
  while (tail < rest - head && word.at(-1 - tail) === name.at(-1 - tail)) tail++;
  const [wrong, right] = [word, name].map((text) => text.slice(head, text.length - tail));
  return (wrong.length < 2 && right.length < 2) || (wrong.length === 2 && wrong === right[1] + right[0]);
}
