// A shelf of Python files: each one is written into the interpreter's file system when it is first looked for. A page
// imports few of the library's modules, and writing the rest would take longer than running its script.

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
   */
  const shelve = (folder, prefix) => {
    if (!fs.analyzePath(folder).exists) fs.mkdir(folder);
    const { node } = fs.lookupPath(folder);
    const { lookup, readdir } = node.node_ops;
    const folders = new Set([...waiting.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split("/")).filter((parts) => parts[1]).map(([name]) => name));
    // Those that are there already are known to the file system, which looks for them no more.
    const known = [...folders].filter((name) => fs.analyzePath(`${folder}/${name}`).exists);
    const names = () => [...waiting.keys()].filter((path) => path.startsWith(prefix) && !path.includes("/", prefix.length)).map((path) => path.slice(prefix.length));
    node.node_ops = {
      ...node.node_ops,
      lookup(/** @type {any} */ parent, /** @type {string} */ name) {
        const path = prefix + name;
        const text = waiting.get(path);
        if (text?.endsWith(".json") && waiting.delete(path)) {
          for (const [inner, source] of Object.entries(fetchNow(text))) folders.add(name) && waiting.set(inner, source);
        }
        // Both are taken off the list first: making them looks for them, too.
        if (waiting.delete(path)) {
          onWrite?.(/** @type {string} */ (text));
          fs.writeFile(`${folder}/${name}`, text);
        } else if (folders.delete(name)) shelve(`${folder}/${name}`, `${path}/`);
        else return lookup(parent, name);
        return fs.lookupPath(`${folder}/${name}`).node;
      },
      readdir: (/** @type {any} */ of) => [...new Set([...readdir(of), ...folders, ...names()])],
    };
    for (const name of known) folders.delete(name) && shelve(`${folder}/${name}`, `${prefix}${name}/`);
  };
  shelve(root, "");
}

/**
 * Python cannot wait for an import. What few pages import, and none of them names in its own text, comes this way.
 * @param {string} url
 * @returns {Record<string, string>}
 */
function fetchNow(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  try {
    request.send();
    return JSON.parse(request.responseText);
  } catch (error) {
    console.error(error); // nothing may be thrown into a file system: the import finds no such module
    return {};
  }
}
