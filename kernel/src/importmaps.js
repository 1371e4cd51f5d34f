// What 2022's pages could do: Python imports the page's own JavaScript modules by the names that its import map gives them.

import { pageBase } from "./base.js";
import { importModules } from "./stage.js";

/**
 * Import what the Python in the page itself names; of files, "js_modules" in the config tells.
 * @param {Iterable<Element>} maps
 * @param {string} code
 * @returns {Promise<Record<string, any>>}
 */
export function importMapped(maps, code) {
  /** @type {Record<string, string>} */
  const wanted = {};
  for (const map of maps) {
    for (const [name, address] of Object.entries(JSON.parse(map.textContent ?? "").imports ?? {}))
      if (/^[A-Za-z_]\w*$/.test(name) && new RegExp(`\\b(?:import|from)\\s+${name}\\b`).test(code)) wanted[address] = name;
  }
  return importModules(wanted, pageBase());
}
