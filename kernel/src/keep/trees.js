// Two kinds of folders, seen alike: the browser's handles, and an interpreter's file system in memory.

/** @typedef {{folder: boolean, time: number, size: number, file?: File}} Entry a folder's time and size do not matter */

const FOLDER = { folder: true, time: 0, size: 0 };

/**
 * List all that is in a folder of the browser's, by path.
 * @param {any} folder
 * @param {string} [only] the one entry to look at
 * @returns {Promise<Map<string, Entry>>}
 */
export async function listFolder(folder, only) {
  /** @type {Map<string, Entry>} */
  const found = new Map();
  const visit = async (/** @type {any} */ at, /** @type {string} */ prefix) => {
    for await (const [name, handle] of at.entries()) {
      const path = prefix + name;
      if (only !== undefined && path !== only && !only.startsWith(`${path}/`)) continue;
      if (handle.kind === "directory") {
        found.set(path, FOLDER);
        await visit(handle, `${path}/`);
      } else {
        const file = await handle.getFile();
        found.set(path, { folder: false, time: file.lastModified, size: file.size, file });
      }
    }
  };
  await visit(folder, "");
  return found;
}

/**
 * List all that is below a path in an Emscripten file system; nothing where there is no such path.
 * @param {any} fs
 * @param {string} root
 * @param {string} [only]
 * @returns {Map<string, Entry>}
 */
export function listMemory(fs, root, only) {
  /** @type {Map<string, Entry>} */
  const found = new Map();
  const visit = (/** @type {string} */ prefix) => {
    for (const name of fs.readdir(`${root}/${prefix}`)) {
      const path = prefix + name;
      if (name === "." || name === ".." || (only !== undefined && path !== only && !only.startsWith(`${path}/`))) continue;
      const { mode, mtime, size } = fs.stat(`${root}/${path}`);
      if (fs.isDir(mode)) {
        found.set(path, FOLDER);
        visit(`${path}/`);
      } else if (fs.isFile(mode)) found.set(path, { folder: false, time: Number(mtime), size });
    }
  };
  if (fs.analyzePath(root).exists) visit("");
  return found;
}

/**
 * @param {any} folder
 * @param {string} path
 * @param {boolean} create
 */
async function parentOf(folder, path, create) {
  const parts = path.split("/");
  const name = /** @type {string} */ (parts.pop());
  let parent = folder;
  for (const part of parts) parent = await parent.getDirectoryHandle(part, { create });
  return { parent, name };
}

/**
 * @param {any} folder
 * @param {string} path
 * @param {Entry | undefined} entry
 * @param {() => Uint8Array} read
 */
export async function writeFile(folder, path, entry, read) {
  const { parent, name } = await parentOf(folder, path, true);
  if (entry?.folder) return void (await parent.getDirectoryHandle(name, { create: true }));
  // What is written comes to light only when it is closed: a page that ends meanwhile leaves the old file.
  const writable = await (await parent.getFileHandle(name, { create: true })).createWritable();
  await writable.write(read());
  await writable.close();
}

/**
 * @param {any} folder
 * @param {string} path
 */
export async function removeFrom(folder, path) {
  const { parent, name } = await parentOf(folder, path, false);
  await parent.removeEntry(name);
}

/**
 * @param {any} fs
 * @param {string} path
 * @param {Entry} entry
 */
export async function writeMemory(fs, path, { folder, file, time }) {
  if (folder) return fs.mkdirTree(path);
  fs.writeFile(path, new Uint8Array(await /** @type {File} */ (file).arrayBuffer()));
  fs.utime(path, time, time);
}
