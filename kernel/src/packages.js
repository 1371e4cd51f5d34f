// Packages of a page: what the tool has found for it, on their way while the interpreter starts.

import { askedFor, PageletError, reason } from "./errors.js";
import { here, shortName } from "./base.js";
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
 * @param {string | undefined} list its address, where a tool has made one for this interpreter
 * @param {string[]} kept what is in the interpreter's memory already: the interpreter fetches it itself, should that fail
 * @returns {Promise<{others: string[], prepared: Prepared}>} what is on no list, and what is ready
 */
export async function preparePackages(type, url, wanted, list, kept) {
  if (!list) return { others: wanted, prepared: { packages: {}, load: [], files: [], fetched: new Map() } };
  /** @type {PackageList} */
  const { packages, load, granted, error } = await (await fetchOr(list, "PGL-R06", "The list of packages")).json();
  if (error) throw new PageletError(error.code, error.message, error);
  const others = wanted.filter((name) => !granted.includes(name));
  /** @type {Prepared["fetched"]} */
  const fetched = new Map();
  const coming = load.filter((name) => !kept.includes(name));
  const missing = new Set(coming);
  const tell = (/** @type {string} */ what) => {
    const rest = missing.size ? `; on the way: ${[...missing].join(", ")}` : "";
    tellProgress(type, `${what} (${coming.length - missing.size} of ${coming.length})${rest}`);
  };
  const unpacked = coming.map(async (name) => {
    const address = new URL(packages[name].file_name, url).href;
    const data = await askedFor(["packages", name], fetchPackage(address, packages[name].sha256, () => tell(`Asking for ${name} again`)));
    fetched.set(address, data);
    missing.delete(name);
    tell(`Loaded ${name} ${packages[name].version}`);
    return type === "mpy" ? unpackWheel(data) : [];
  });
  if (coming.length) tellProgress(type, `Loading ${coming.join(", ")}`);
  const files = (await Promise.all(unpacked)).flat();
  return { others, prepared: { packages, load, files, fetched } };
}

/** A line or a server that fails for a moment is asked again, as long as this has not taken much time, milliseconds. */
const PACKAGE_PATIENCE = 4000;
const PACKAGE_PAUSES = [400, 1200];

/**
 * Fetch a file whose hash the browser checks.
 * @param {string} url
 * @param {string} sha256
 * @param {() => void} tellAgain
 */
async function fetchPackage(url, sha256, tellAgain) {
  const bytes = sha256.match(/../g)?.map((pair) => String.fromCharCode(parseInt(pair, 16))) ?? [];
  const options = { integrity: `sha256-${btoa(bytes.join(""))}` };
  const end = performance.now() + PACKAGE_PATIENCE;
  for (let turn = 0; ; turn++) {
    const answer = await fetch(url, options).catch((error) => error);
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    // A server that took its time has tried what it could.
    const late = performance.now() > end && (turn > 0 || answer.status);
    if (turn === PACKAGE_PAUSES.length || late || (answer.status && answer.status < 500)) throw await unfetched(url, answer);
    tellAgain();
    await new Promise((resolve) => setTimeout(resolve, PACKAGE_PAUSES[turn]));
  }
}

/**
 * @param {string} url
 * @param {any} answer or the error in its place
 */
async function unfetched(url, answer) {
  // Where a hash is to be compared, browsers tell neither a wrong one nor a refusal from a line that is down: without it they do.
  const bare = answer instanceof Response ? answer : await fetch(url, { cache: "no-store" }).catch(() => undefined);
  if (!bare) return new PageletError("PGL-R06", `The package ${shortName(url)} could not be reached: ${reason(answer)}`);
  if (bare.ok) return new PageletError("PGL-R07", `The package ${shortName(url)} came, but it does not have its hash: it is not the file that the page's packages were chosen with.`);
  // The tool's server says what was tried, and in its last line what to do; what others send is a page of theirs.
  const text = /^text\/plain/.test(bare.headers.get("content-type") ?? "") ? await bare.text() : "";
  const [, code, why, hint] = /^(PGL-\w+) ([^]+)\n(.+)\s*$/.exec(text) ?? [];
  if (code) return new PageletError(code, why, { hint });
  const said = text.split("\n")[0].slice(0, 300);
  return new PageletError("PGL-R06", `The package ${shortName(url)} could not be fetched: the server answered ${bare.status}${said && `: ${said}`}.`.replace(/\.\.$/, "."));
}

/** @param {Uint8Array} data */
async function unpackWheel(data) {
  const { unpack } = await import(`${here}pagelet.unpack.js`);
  /** @type {Prepared["files"]} */
  const files = await unpack(data, "whl");
  return files.filter(({ path }) => path.endsWith(".py") && !/^[^/]+\.(dist-info|data)\//.test(path));
}
