// The files of packages whose modules are in a restored memory. They come when the first of them is read, all together:
// the sources of what is compiled apart from the rest.

/**
 * @typedef {{[name: string]: Contents | Folder}} Folder
 * @typedef {[place: number, size: number, part: number]} Contents a part below zero counts libraries
 */

/**
 * @param {any} pyodide
 * @param {{packages: Record<string, string>, site: string, handles: Record<string, string>, files: Folder, libraries: Array<{code: Uint8Array}>}} head
 * @param {Array<Uint8Array | (() => Uint8Array)>} parts those that are here, or what fetches them
 */
export function offerSite({ FS: fs, _module: module, loadedPackages }, { packages, site, handles, files, libraries }, parts) {
  Object.assign(loadedPackages, packages);
  const { loadedLibsByHandle, loadedLibsByName } = module.LDSO;
  for (const [handle, name] of Object.entries(handles)) loadedLibsByHandle[handle] = loadedLibsByName[name];
  offerFolder(fs, fs.lookupPath(site).node, files, new Parts(libraries, parts));
}

/** What the files lie in, one behind the other. */
class Parts {
  /**
   * @param {Array<{code: Uint8Array}>} libraries
   * @param {Array<Uint8Array | (() => Uint8Array)>} others those that are here, or what fetches them
   */
  constructor(libraries, others) {
    this.libraries = libraries;
    this.others = others;
  }

  /** A part, if it is here. @param {number} number */
  here(number) {
    const part = number < 0 ? this.libraries[-1 - number].code : this.others[number];
    return typeof part === "function" ? undefined : part;
  }

  /** A part, fetched now if need be. @param {number} number */
  get(number) {
    return this.here(number) ?? (this.others[number] = /** @type {() => Uint8Array} */ (this.others[number])());
  }
}

const FOLDER = 0o40755;
const FILE = 0o100644;

/**
 * Folders know of what is in them when they are looked into. Nothing is changed by that: Python reads a folder anew
 * whenever its time is another one.
 * @param {any} fs
 * @param {any} node of the folder
 * @param {Folder} inside
 * @param {Parts} parts
 */
function offerFolder(fs, node, inside, parts) {
  const { lookup, readdir, mknod } = node.node_ops;
  const waiting = new Map(Object.entries(inside));
  node.node_ops = {
    ...node.node_ops,
    lookup(/** @type {any} */ parent, /** @type {string} */ name) {
      const found = waiting.get(name);
      if (!found) return lookup(parent, name);
      waiting.delete(name);
      const time = "mtime" in node ? "mtime" : "timestamp"; // the latter until Pyodide 0.28
      const before = node[time];
      const made = mknod(node, name, Array.isArray(found) ? FILE : FOLDER, 0);
      node[time] = before;
      if (Array.isArray(found)) offerContents(fs, made, found, parts);
      else offerFolder(fs, made, found, parts);
      return made;
    },
    readdir: (/** @type {any} */ of) => [...readdir(of), ...waiting.keys()],
  };
}

/**
 * @param {any} fs
 * @param {any} node of the file
 * @param {Contents} contents
 * @param {Parts} parts
 */
function offerContents(fs, node, contents, parts) {
  const [place, size, number] = contents;
  const cut = (/** @type {Uint8Array} */ whole) => whole.subarray(place, place + size);
  const given = parts.here(number);
  node.usedBytes = size;
  if (given) {
    node.contents = cut(given);
    return;
  }
  const keep = (/** @type {any} */ value) => Object.defineProperty(node, "contents", { value, writable: true, configurable: true, enumerable: true });
  const get = () => {
    try {
      return keep(cut(parts.get(number))).contents;
    } catch (error) {
      console.error(error);
      throw new fs.ErrnoError(29); // EIO, as WASI counts
    }
  };
  Object.defineProperty(node, "contents", { get, set: keep, configurable: true, enumerable: true });
}
