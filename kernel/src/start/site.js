// The files of packages whose modules are in a restored memory. They come when the first of them is read, all together:
// the sources of what is compiled apart from the rest.

/**
 * @typedef {{[name: string]: Contents | Folder}} Folder
 * @typedef {[place: number, size: number, part: number]} Contents a part below zero counts libraries
 */

/**
 * @param {any} pyodide
 * @param {{packages: Record<string, string>, site: string, handles: Record<string, string>, files: Folder, libraries: Array<{code: Uint8Array}>}} head
 * @param {Array<() => Uint8Array>} parts
 */
export function offerSite({ FS: fs, _module: module, loadedPackages }, { packages, site, handles, files, libraries }, parts) {
  Object.assign(loadedPackages, packages);
  const { loadedLibsByHandle, loadedLibsByName } = module.LDSO;
  for (const [handle, name] of Object.entries(handles)) loadedLibsByHandle[handle] = loadedLibsByName[name];
  /** @type {Uint8Array[]} */
  const arrived = [];
  const whole = (/** @type {number} */ part) => (part < 0 ? libraries[-1 - part].code : (arrived[part] ??= parts[part]()));
  const read = (/** @type {Contents} */ [place, size, part]) => whole(part).slice(place, place + size);
  offerFolder(fs, site, files, read);
}

/**
 * Folders know of what is in them when they are looked into.
 * @param {any} fs
 * @param {string} folder
 * @param {Folder} inside
 * @param {(contents: Contents) => Uint8Array} read
 */
function offerFolder(fs, folder, inside, read) {
  const { node } = fs.lookupPath(folder);
  const { lookup, readdir } = node.node_ops;
  const waiting = new Map(Object.entries(inside));
  node.node_ops = {
    ...node.node_ops,
    lookup(/** @type {any} */ parent, /** @type {string} */ name) {
      const found = waiting.get(name);
      const path = `${folder}/${name}`;
      // Taken off the list first: making it looks for it, too.
      if (!found || !waiting.delete(name)) return lookup(parent, name);
      if (Array.isArray(found)) offerContents(fs, path, found, read);
      else fs.mkdir(path), offerFolder(fs, path, found, read);
      return fs.lookupPath(path).node;
    },
    readdir: (/** @type {any} */ of) => [...readdir(of), ...waiting.keys()],
  };
}

/**
 * @param {any} fs
 * @param {string} path
 * @param {Contents} contents
 * @param {(contents: Contents) => Uint8Array} read
 */
function offerContents(fs, path, contents, read) {
  fs.writeFile(path, "");
  const { node } = fs.lookupPath(path);
  node.usedBytes = contents[1];
  const keep = (/** @type {any} */ value) => Object.defineProperty(node, "contents", { value, writable: true, configurable: true, enumerable: true });
  const get = () => {
    let data;
    try {
      data = read(contents);
    } catch (error) {
      console.error(error);
      throw new fs.ErrnoError(29); // EIO, as WASI counts
    }
    keep(data);
    return data;
  };
  Object.defineProperty(node, "contents", { get, set: keep, configurable: true, enumerable: true });
}
