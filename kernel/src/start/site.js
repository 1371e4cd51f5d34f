// The files of packages that were not unpacked on the page. What is not here yet comes when it is read, with what lies in the same
// part: the sources of what is compiled are one, the other files come in blocks.

/**
 * @typedef {{[name: string]: Contents | Folder}} Folder
 * @typedef {[place: number, size: number, part: number]} Contents a part below zero counts libraries
 */

/**
 * @param {any} pyodide
 * @param {{packages: Record<string, string>, site: string, handles: Record<string, string>, files: Folder, libraries: Array<{names: string[], code: Uint8Array}>}} head
 * @param {Array<Uint8Array | (() => Uint8Array)>} parts those that are here, or what fetches them
 */
export function offerSite(pyodide, { packages, site, handles, files, libraries }, parts) {
  Object.assign(pyodide.loadedPackages, packages);
  const { loadedLibsByHandle, loadedLibsByName } = pyodide._module.LDSO;
  for (const [handle, name] of Object.entries(handles)) loadedLibsByHandle[handle] = loadedLibsByName[name];
  const offered = new Site(pyodide.FS, site, libraries, parts);
  offered.offerFolder(pyodide.FS.lookupPath(site).node, site, files);
  const locate = (/** @type {string} */ stem) => offered.locate(stem);
  const read = (/** @type {string} */ path) => offered.read(path);
  pyodide.pyimport("_pagelet_remainder").offer(site, locate, read);
}

const FOLDER = 0o40755;
const FILE = 0o100644;

class Site {
  /**
   * @param {any} fs
   * @param {string} root
   * @param {Array<{names: string[], code: Uint8Array}>} libraries
   * @param {Array<Uint8Array | (() => Uint8Array)>} parts
   */
  constructor(fs, root, libraries, parts) {
    this.fs = fs;
    this.root = root;
    this.libraries = libraries;
    this.parts = parts;
    /** What nobody has looked at yet, by the path of the folder. @type {Map<string, Map<string, Contents | Folder>>} */
    this.folders = new Map();
    /** @type {Map<string, string>} compiled modules, by their path without what it ends in */
    this.compiled = new Map(libraries.map(({ names: [path] }) => [path.replace(/\.[^/]*$/, ""), path]));
  }

  /**
   * Folders know of what is in them when they are looked into. Nothing is changed by that: Python reads a folder anew
   * whenever its time is another one.
   * @param {any} node of the folder
   * @param {string} path
   * @param {Folder} inside
   */
  offerFolder(node, path, inside) {
    const { lookup, readdir, mknod } = node.node_ops;
    const waiting = new Map(Object.entries(inside));
    this.folders.set(path, waiting);
    node.node_ops = {
      ...node.node_ops,
      lookup: (/** @type {any} */ parent, /** @type {string} */ name) => {
        const found = waiting.get(name);
        if (!found) return lookup(parent, name);
        waiting.delete(name);
        const time = "mtime" in node ? "mtime" : "timestamp"; // the latter until Pyodide 0.28
        const before = node[time];
        const made = mknod(node, name, Array.isArray(found) ? FILE : FOLDER, 0);
        node[time] = before;
        if (Array.isArray(found)) this.offerContents(made, found);
        else this.offerFolder(made, `${path}/${name}`, found);
        return made;
      },
      readdir: (/** @type {any} */ of) => [...readdir(of), ...waiting.keys()],
    };
  }

  /**
   * @param {any} node of the file
   * @param {Contents} contents
   */
  offerContents(node, contents) {
    node.usedBytes = contents[1];
    const here = this.cut(contents);
    if (here) {
      node.contents = here;
      return;
    }
    const keep = (/** @type {any} */ value) => Object.defineProperty(node, "contents", { value, writable: true, configurable: true, enumerable: true });
    const get = () => {
      try {
        this.fetch(contents);
        return keep(this.cut(contents)).contents;
      } catch (error) {
        console.error(error);
        throw new this.fs.ErrnoError(29); // EIO, as WASI counts
      }
    };
    Object.defineProperty(node, "contents", { get, set: keep, configurable: true, enumerable: true });
  }

  /** A file's own bytes, if what they lie in is here. @param {Contents} contents */
  cut([place, size, number]) {
    const part = number < 0 ? this.libraries[-1 - number].code : this.parts[number];
    return typeof part === "function" ? undefined : part.subarray(place, place + size);
  }

  /** Have here what a file lies in. @param {Contents} contents */
  fetch([, , number]) {
    const part = this.parts[number];
    if (typeof part === "function") this.parts[number] = part();
  }

  /**
   * What waits under a path. What was looked at has become an ordinary file, and may have changed.
   * @param {string} path
   * @returns {Contents | Folder | undefined}
   */
  waiting(path) {
    const slash = path.lastIndexOf("/");
    const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
    const known = this.folders.get(folder);
    if (known) return known.get(name);
    const above = folder.length > this.root.length ? this.waiting(folder) : undefined;
    return above && !Array.isArray(above) && Object.hasOwn(above, name) ? above[name] : undefined;
  }

  // What Python asks when it imports: each question would be a dozen of the file system's.

  /**
   * Find the file of a module: a package, something compiled, or one file of Python.
   * @param {string} stem its path without what it ends in
   */
  locate(stem) {
    return [`${stem}/__init__.py`, this.compiled.get(stem) ?? "", `${stem}.py`].find((path) => path && this.waiting(path)) ?? "";
  }

  /** Read a file that is here. @param {string} path */
  read(path) {
    const found = this.waiting(path);
    return Array.isArray(found) ? this.cut(found) : undefined;
  }
}
