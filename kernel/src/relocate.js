// Where an error is shown to have happened, when what it comes from could not tell.

import { PageletError } from "./errors.js";
import { placeOfKey } from "./keys.js";
import { placeInPage, placeOfTag } from "./lines.js";
import { findSource } from "./sources.js";
import { endOf } from "./traceback.js";

/**
 * A worker knows its inline script's lines, but not where in the page they stand; and what no code did has the place of the
 * config's key that asks for it, or of the tag that names it.
 * @param {unknown} error
 * @param {Element | null} [near] the tag that it belongs to
 * @returns {Promise<unknown>} the same error
 */
export async function relocate(error, near) {
  if (!(error instanceof PageletError)) return error;
  if (!error.file && !error.frames.length) return Object.assign(error, await placeOfCause(error, near));
  if (!error.frames.some(({ file }) => findSource(file)?.inline)) return error;
  const element = error.frames.map(({ file }) => findSource(file)?.element).findLast((found) => found);
  const frames = error.frames.map(async (frame) => {
    const source = findSource(frame.file);
    return source?.inline ? { ...frame, ...(await placeInPage(source, frame.line)) } : frame;
  });
  return Object.assign(error, endOf(await Promise.all(frames)), { element });
}

/**
 * @param {PageletError & {element?: Element, realm?: string}} error
 * @param {Element | null} [near]
 */
async function placeOfCause({ code, key, message, element, realm }, near) {
  const tag = element ?? near ?? null;
  return (key && (await placeOfKey(key, tag, realm))) ?? (tag && placeOfTag(tag, message, Boolean(element) || NO_WORKER.test(code) || isPython(tag)));
}

/** Where a tag's own Python is not the author's, the author's mistake is in the tag. @param {Element} tag */
const isPython = (tag) => Boolean(customElements.get(tag.localName));

// A worker that does not start, or that stops: its tag is all that it is about.
const NO_WORKER = /^PGL-W(?:01|02|10)$/;
