// Where PyScript's hooks come in. core.js fills these; pages that do not load it have none.

/**
 * @typedef {object} Seams
 * @property {boolean} [pyscript] the page was written for PyScript: its Python will import that
 * @property {(python: any, element: Element) => Promise<void>} [ready] before a script's first line
 * @property {(python: any, element: Element, run: () => any, sync: boolean) => any} [run] around a script
 * @property {(worker: any, type: string) => void} [worker] a worker was made
 * @property {(type: string) => any} [order] what a worker is to do around its script
 */

/** @type {Seams} */
export const seams = {};
