// A folder of the user's disk in Python's file system: its files are copied in, and each sync copies what has changed on
// either side to the other. https://developer.mozilla.org/en-US/docs/Web/API/File_System_API

import { failed, openDatabase, requested } from "./database.js";
import { listFolder, listMemory, removeFrom, writeFile, writeMemory } from "./trees.js";

/** @typedef {import("./trees.js").Entry} Entry */
/** @typedef {{mode: "read" | "readwrite", root: string, id: string, own: boolean}} FolderOptions */

const HANDLES = "handles";

/**
 * The folders that the user has chosen before.
 * @param {IDBTransactionMode} mode
 * @param {(handles: IDBObjectStore) => IDBRequest} use
 */
async function remembered(mode, use) {
  const database = await openDatabase("pagelet.folders", (created) => created.createObjectStore(HANDLES));
  try {
    return await requested(use(database.transaction(HANDLES, mode).objectStore(HANDLES)));
  } finally {
    database.close();
  }
}

/**
 * Browsers ask the user only in answer to a click: without one, have a button clicked.
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function clicked(path) {
  if (navigator.userActivation.isActive) return Promise.resolve(true);
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.textContent = `This page would like to use a folder of your computer as ${path}.`;
  const [yes, no] = ["Choose…", "Not now"].map((label) => Object.assign(document.createElement("button"), { textContent: label }));
  dialog.append(text, yes, " ", no);
  document.body.append(dialog);
  dialog.showModal();
  /** @type {Promise<boolean>} */
  const answer = new Promise((resolve) => {
    yes.onclick = () => resolve(true);
    no.onclick = dialog.onclose = () => resolve(false);
  });
  return answer.finally(() => dialog.remove());
}

/**
 * @param {string} path
 * @param {FolderOptions} options
 * @returns {Promise<any>} null if the user does not want to
 */
async function chosenFolder(path, { mode, root, id, own }) {
  if (own) return (await navigator.storage.getDirectory()).getDirectoryHandle(id, { create: true });
  const known = await remembered("readonly", (handles) => handles.get(`${path}@${id}`));
  if (known && (await known.queryPermission({ mode })) === "granted") return known;
  if (!globalThis.document) throw new Error(`a worker cannot ask the user for a folder; mount ${path} on the page first, then here`);
  if (!("showDirectoryPicker" in globalThis)) throw new Error("this browser does not let pages use folders of the disk; use private=True for one that the browser keeps, or files.pick()");
  if (!(await clicked(path))) return null;
  if (known && (await known.requestPermission({ mode })) === "granted") return known;
  const folder = await /** @type {any} */ (globalThis).showDirectoryPicker({ id, mode, ...(root && { startIn: root }) });
  await remembered("readwrite", (handles) => handles.put(folder, `${path}@${id}`));
  return folder;
}

/** Whether an entry is another than it was at the last sync. @param {Entry | undefined} now @param {Entry | undefined} before */
function changed(now, before) {
  return now?.folder !== before?.folder || now?.time !== before?.time || now?.size !== before?.size;
}

class Mount {
  /**
   * @param {any} fs
   * @param {string} path
   * @param {any} folder
   * @param {string} mode
   */
  constructor(fs, path, folder, mode) {
    this.fs = fs;
    this.path = path;
    this.folder = folder;
    this.mode = mode;
    /** @type {Map<string, {here?: Entry, there?: Entry}>} as it was when both sides were last alike */
    this.seen = new Map();
    /** @type {Promise<any>} */
    this.turn = Promise.resolve();
  }

  /** Make both sides alike; the answer is what went wrong, if anything did. */
  sync() {
    this.turn = this.turn.then(() => this.compare()).catch((error) => failed(`${this.path} could not be synced: ${error.message ?? error}`));
    return this.turn;
  }

  async compare() {
    const there = await listFolder(this.folder);
    const here = listMemory(this.fs, this.path);
    const names = [...new Set([...there.keys(), ...here.keys(), ...this.seen.keys()])].sort();
    const outward = names.filter((name) => this.goesOut(name, here.get(name), there.get(name)));
    if (this.mode === "read" && outward.length) throw new Error(`${outward[0]} has changed here, but the folder was mounted with mode="read"`);
    // Folders before what is in them; what is removed, the other way round.
    const gone = names.filter((name) => !(outward.includes(name) ? here : there).has(name));
    for (const name of names.filter((each) => !gone.includes(each))) {
      const was = this.seen.get(name);
      if (!changed(here.get(name), was?.here) && !changed(there.get(name), was?.there)) continue;
      if (outward.includes(name)) await writeFile(this.folder, name, here.get(name), () => this.fs.readFile(`${this.path}/${name}`));
      else await writeMemory(this.fs, `${this.path}/${name}`, /** @type {Entry} */ (there.get(name)));
      await this.remember(name);
    }
    for (const name of gone.reverse()) {
      if (there.has(name)) await removeFrom(this.folder, name);
      if (here.has(name)) this.remove(name, /** @type {Entry} */ (here.get(name)));
      this.seen.delete(name);
    }
  }

  /**
   * Whether this side's state of an entry is the one to keep. What both have changed goes to the newer one, and what
   * one has removed and the other changed is kept.
   * @param {string} name
   * @param {Entry | undefined} here
   * @param {Entry | undefined} there
   */
  goesOut(name, here, there) {
    const was = this.seen.get(name);
    if (!changed(here, was?.here)) return false;
    if (!changed(there, was?.there)) return true;
    return !there || (Boolean(here) && /** @type {Entry} */ (here).time > there.time);
  }

  /** @param {string} name */
  async remember(name) {
    const [here, there] = [listMemory(this.fs, this.path, name), await listFolder(this.folder, name)];
    this.seen.set(name, { here: here.get(name), there: there.get(name) });
  }

  /** @param {string} name @param {Entry} entry */
  remove(name, entry) {
    if (entry.folder) this.fs.rmdir(`${this.path}/${name}`);
    else this.fs.unlink(`${this.path}/${name}`);
  }

  /** Sync for the last time, and take the files out of Python's file system. */
  async unmount() {
    const failure = await this.sync();
    if (!failure) this.clear();
    return failure;
  }

  clear() {
    const here = listMemory(this.fs, this.path);
    for (const name of [...here.keys()].sort().reverse()) this.remove(name, /** @type {Entry} */ (here.get(name)));
    this.fs.rmdir(this.path);
  }
}

/**
 * Let the user choose a folder, or take the one chosen before, and mount it.
 * @param {any} fs
 * @param {string} path
 * @param {FolderOptions} options
 * @returns {Promise<Mount | ReturnType<typeof failed> | null>} null if the user does not want to
 */
export async function mountFolder(fs, path, options) {
  try {
    if (listMemory(fs, path).size) throw new Error("there are files already; mount to a new folder");
    const folder = await chosenFolder(path, options);
    if (!folder) return null;
    fs.mkdirTree(path);
    const mount = new Mount(fs, path, folder, options.mode);
    return (await mount.sync()) ?? mount;
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") return null;
    return failed(`${path} could not be mounted: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Forget a folder that the user has chosen, so that he is asked again.
 * @param {string} path
 * @param {string} id
 * @returns {Promise<boolean>} whether there was one
 */
export async function forgetFolder(path, id) {
  const key = `${path}@${id}`;
  if (!(await remembered("readonly", (handles) => handles.getKey(key)))) return false;
  await remembered("readwrite", (handles) => handles.delete(key));
  return true;
}

/**
 * Ask the user where to save a file.
 * @param {Blob} data
 * @param {string} suggestedName
 * @returns {Promise<string | ReturnType<typeof failed> | null>} the name, or null if the user does not want to
 */
export async function saveAs(data, suggestedName) {
  try {
    const file = await /** @type {any} */ (globalThis).showSaveFilePicker({ suggestedName });
    const writable = await file.createWritable();
    await writable.write(data);
    await writable.close();
    return file.name;
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") return null;
    return failed(`${suggestedName} could not be saved: ${/** @type {Error} */ (error).message}`);
  }
}
