// Packages of a page: what the tool has found for it, on their way while the interpreter starts.

import { here } from "./base.js";
import { PageletError } from "./errors.js";
import { fetchOr, tellProgress } from "./stage.js";

/**
 * @typedef {import("./interpreters/contract.js").Prepared} Prepared
 * @typedef {{packages: Record<string, any>, load: string[], granted: string[], error?: any}} PackageList
 */

/**
 * Read the list that the tool has made, and begin to fetch what is on it.
 * @param {"py" | "mpy"} type
 * @param {string} url the interpreter's own address: files are named from there
 * @param {string[]} wanted what the config asks for
 * @param {{href: string, version: string}} list empty where no tool has made one
 * @param {string[]} kept what is in the interpreter's memory already: the interpreter fetches it itself, should that fail
 * @returns {Promise<{others: string[], prepared: Prepared}>} what is on no list, and what is ready
 */
export async function preparePackages(type, url, wanted, { href, version }, kept) {
  // A worker may have been given an interpreter of its own.
  if (!href || !url.includes(`-${version}/`)) return { others: wanted, prepared: { packages: {}, load: [], files: [], fetched: new Map() } };
  /** @type {PackageList} */
  const { packages, load, granted, error } = await (await fetchOr(href, "PGL-R06", "The list of packages")).json();
  if (error) throw new PageletError(error.code, error.message, error);
  const others = wanted.filter((name) => !granted.includes(name));
  /** @type {Prepared["fetched"]} */
  const fetched = new Map();
  let count = 0;
  const coming = load.filter((name) => !kept.includes(name));
  const unpacked = coming.map(async (name) => {
    const address = new URL(packages[name].file_name, url).href;
    const data = await fetchPackage(address, packages[name].sha256);
    fetched.set(address, data);
    tellProgress(type, `Loaded ${name} ${packages[name].version} (${++count} of ${coming.length})`);
    return type === "mpy" ? unpackWheel(data) : [];
  });
  if (coming.length) tellProgress(type, `Loading ${coming.join(", ")}`);
  const files = (await Promise.all(unpacked)).flat();
  return { others, prepared: { packages, load, files, fetched } };
}

/**
 * Fetch a file whose hash the browser checks.
 * @param {string} url
 * @param {string} sha256
 */
async function fetchPackage(url, sha256) {
  const bytes = sha256.match(/../g)?.map((pair) => String.fromCharCode(parseInt(pair, 16))) ?? [];
  const response = await fetchOr(url, "PGL-R06", "The package", { integrity: `sha256-${btoa(bytes.join(""))}` });
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {Uint8Array} data */
async function unpackWheel(data) {
  const { unpack } = await import(`${here}pagelet.unpack.js`);
  /** @type {Prepared["files"]} */
  const files = await unpack(data, "whl");
  return files.filter(({ path }) => path.endsWith(".py") && !/^[^/]+\.(dist-info|data)\//.test(path));
}
