// Where something comes in that most pages, or most moments, have none of: PyScript's hooks, which core.js fills in, and early clicks.

/**
 * @typedef {object} Seams
 * @property {boolean} [pyscript] the page was written for PyScript: its Python will import that
 * @property {() => void} [waits] Python will take seconds, in most of which it holds the page up
 * @property {(python: any, element: Element) => Promise<void>} [ready] before a script's first line
 * @property {(python: any, element: Element, run: () => any, sync: boolean) => any} [run] around a script
 * @property {(worker: any, type: string) => void} [worker] a worker was made
 * @property {(type: string) => any} [order] what a worker is to do around its script
 * @property {(node: any, name: string, listener: any, options: any) => void} [claim] a listener comes, and clicks may have been before it
 */

/** @type {Seams} */
export const seams = {};
