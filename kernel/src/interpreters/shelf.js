// A shelf of Python files: each one is written into the interpreter's file system when it is first looked for. A page
// imports few of the library's modules, and writing the rest would take longer than running its script.

import { requestNow } from "../now.js";

/**
 * Offer files below a folder of an Emscripten file system.
 * @param {any} fs
 * @param {string} root
 * @param {Record<string, string>} files by their path below the folder; that of a folder has the address of its files
 * @param {(text: string) => void} [onWrite]
 */
export function offerFiles(fs, root, files, onWrite) {
  const waiting = new Map(Object.entries(files));

  /**
   * @param {string} folder
   * @param {string} prefix of the paths that belong into it
   * @param {string} [address] of its files, if they are not here yet: they come when one of them is looked for
   */
  const shelve = (folder, prefix, address) => {
    if (!fs.analyzePath(folder).exists) fs.mkdir(folder);
    const { node } = fs.lookupPath(folder);
    const { lookup, readdir } = node.node_ops;
    const inside = () => [...waiting.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split("/"));
    const foldersInside = () => inside().filter((parts) => parts[1]).map(([name]) => name);
    const folders = new Set(foldersInside());
    // Those that are there already are known to the file system, which looks for them no more.
    const known = [...folders].filter((name) => fs.analyzePath(`${folder}/${name}`).exists);
    const arrive = () => {
      if (!address) return;
      for (const [path, text] of Object.entries(fetchShelf(address))) waiting.set(path, text);
      address = undefined;
      for (const name of foldersInside()) folders.add(name);
    };
    node.node_ops = {
      ...node.node_ops,
      lookup(/** @type {any} */ parent, /** @type {string} */ name) {
        arrive();
        const path = prefix + name;
        const text = waiting.get(path);
        // Both are taken off the list first: making them looks for them, too. To list a folder looks for all that is in it.
        if (waiting.delete(path) && text !== undefined) {
          if (text.endsWith(".json")) shelve(`${folder}/${name}`, `${path}/`, text);
          else {
            onWrite?.(text);
            fs.writeFile(`${folder}/${name}`, text);
          }
        } else if (folders.delete(name)) shelve(`${folder}/${name}`, `${path}/`);
        else return lookup(parent, name);
        return fs.lookupPath(`${folder}/${name}`).node;
      },
      readdir(/** @type {any} */ of) {
        arrive();
        return [...new Set([...readdir(of), ...folders, ...inside().filter((parts) => !parts[1]).map(([name]) => name)])];
      },
    };
    for (const name of known) folders.delete(name) && shelve(`${folder}/${name}`, `${prefix}${name}/`);
  };
  shelve(root, "");
}

/**
 * What few pages import, and none of them names in its own text, comes when it is looked for.
 * @param {string} url
 * @returns {Record<string, string>}
 */
function fetchShelf(url) {
  try {
    return JSON.parse(requestNow(url).responseText);
  } catch (error) {
    console.error(error); // nothing may be thrown into a file system: the import finds no such module
    return {};
  }
}
