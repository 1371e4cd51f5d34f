// Start an interpreter, import the modules of its compiled library, and keep its memory:
//   node snapshot.mjs FOLDER START REST STARTER SHARE OUT [PACKAGES]
// SHARE has the modules of Pagelet's library, to be compiled, the names of Python's own to be imported, and what chance begins with; STARTER is the kernel's own part that will put it back; the file
// is refused here when what that restores is not, byte for byte, what was kept. PACKAGES is a folder of wheels, with a list of them and of the modules to import in list.json.

import crypto, { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";

// Where it is made is no matter of the page's.
process.env.TZ = "UTC";
const [folder, startPath, restPath, starterPath, sharePath, out, wheels] = process.argv.slice(2);
const WASM_PAGE = 65536;
// How much of the packages' files comes with the first that is asked for.
const BLOCK = 2 ** 20;
const SPARE = 64;
// That of 2020-01-01.
const DAY = 1_577_836_800_000;
// More than Pyodide begins with when nothing is linked.
const LEAST = 32 * 2 ** 20;

// Whether an engine can suspend WebAssembly is noted in the memory when Python starts. Browsers can; for engines that
// cannot yet, it is enough to look as if: nothing suspends here.
if (!("Suspending" in WebAssembly)) {
  WebAssembly.Suspending = function Suspending(call) {
    return call;
  };
  WebAssembly.promising = (call) => async (...args) => call(...args);
}

const { compiled, completed, ENTER, ENTER_PATH, encodeMemory, freshStart, isRestored, linkEarly, placeFunctions, readLibraries, restoreMemory, SURROUNDINGS, takeMemory } = await import(pathToFileURL(starterPath).href);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const library = completed(...(await Promise.all([startPath, restPath].map(async (path) => new Uint8Array(await readFile(path))))));
const libraryPath = `${out}/library.zip`;
await writeFile(libraryPath, library);

const modern = existsSync(`${folder}/pyodide.asm.mjs`);
const glue = modern ? (await import(pathToFileURL(`${folder}/pyodide.asm.mjs`).href)).default : await classic();

async function classic() {
  await import(pathToFileURL(`${folder}/pyodide.asm.js`).href);
  return globalThis._createPyodideModule;
}

/** Start Pyodide, with its module's settings and the module itself seen on their way. */
function load(options, seen, made = (module) => module) {
  const create = (settings) => {
    settings.thisProgram = SURROUNDINGS._; // as in browsers; in Node it would be the path of this file
    const before = seen(settings);
    return Promise.all([glue(settings), before]).then(([module]) => made(module));
  };
  if (!modern) globalThis._createPyodideModule = create;
  return loadPyodide({ indexURL: folder, env: { ...SURROUNDINGS }, stdLibURL: libraryPath, packageCacheDir: wheels ?? folder, ...(modern && { createPyodideModule: create }), ...options });
}

/**
 * Let chance and clock be the same each time, so that the same files make the same memory: with a seed of string hashes that
 * is theirs alone, and the site's, where it names one. Nothing else of it lasts: pages draw their own lots, and ask their own clock.
 */
function steady() {
  const seed = [library, share, JSON.stringify(list)].reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
  const [{ randomFillSync }, { getRandomValues }, { now: date }, { now }] = [crypto, globalThis.crypto, Date, performance];
  let drawn = 0;
  let ticks = 0;
  const fill = (view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let at = 0; at < bytes.length; at += 32) bytes.set(createHash("sha256").update(`${seed} ${drawn++}`).digest().subarray(0, bytes.length - at), at);
    return view;
  };
  const set = (random, values, wall, clock) => {
    crypto.randomFillSync = random;
    globalThis.crypto.getRandomValues = values;
    Date.now = wall;
    performance.now = clock;
  };
  // It goes on, for who waits, but hardly.
  set(fill, fill, () => DAY, () => ++ticks / 1000);
  return () => set(randomFillSync, getRandomValues, date, now);
}

const share = await readFile(sharePath, "utf8");
const { modules, liked } = JSON.parse(share);
const list = wheels ? JSON.parse(await readFile(`${wheels}/list.json`, "utf8")) : { packages: {}, load: [], modules: [], reads: [] };

const TRY = `
import contextlib, importlib, sys
sys.dont_write_bytecode = True
for name in ${JSON.stringify(list.modules)}:
    with contextlib.suppress(Exception):
        importlib.import_module(name)`;

/** Load the packages as a page does, to see their files, what libraries they have, and in which order those need each other. */
async function discover() {
  const done = steady(); // what packages write down there is in the order of a set
  const pyodide = await load({}, () => {});
  const { FS, LDSO, getDylinkMetadata } = pyodide._module;
  // Python joins it to its root, "/", with a slash more; libraries are known by paths without.
  const site = pyodide.runPython("import sysconfig; sysconfig.get_path('purelib')").replace(/^\/+/, "/");
  const before = new Set(FS.readdir(site));
  const known = pyodide.lockfile?.packages ?? pyodide._api.lockfile_packages;
  Object.assign(known, list.packages);
  const failures = [];
  await pyodide.loadPackage(list.load, { messageCallback() {}, errorCallback: (text) => failures.push(text) });
  if (failures.length) throw new Error(failures.join("; "));
  const libraries = new Map();
  for (const [name, library] of Object.entries(LDSO.loadedLibsByName)) {
    if (name === "__main__") continue;
    if (!libraries.has(library)) libraries.set(library, { names: [], global: library.global });
    libraries.get(library).names.push(name);
  }
  const byName = new Map([...libraries.values()].flatMap((each) => each.names.map((name) => [name, each])));
  const ordered = new Set();
  const visit = (each) => {
    if (!each || ordered.has(each)) return;
    each.code = FS.readFile(each.names[0]);
    const { neededDynlibs, memorySize } = getDylinkMetadata(each.code);
    each.memory = memorySize;
    for (const name of neededDynlibs) visit(byName.get(name));
    ordered.add(each);
  };
  // In an order of their own: they were loaded as they came.
  for (const { names } of libraries.values()) names.sort().sort((left, right) => right.startsWith("/") - left.startsWith("/"));
  for (const each of [...libraries.values()].sort((left, right) => (left.names[0] < right.names[0] ? -1 : 1))) visit(each);
  const files = [];
  const walk = (folder) => {
    for (const name of FS.readdir(folder).sort()) {
      const path = `${folder}/${name}`;
      if (name === "." || name === ".." || (folder === site && before.has(name))) continue;
      if (FS.isDir(FS.stat(path).mode)) walk(path);
      else files.push({ path: path.slice(site.length + 1), data: FS.readFile(path), library: [...ordered].indexOf(byName.get(path)) });
    }
  };
  walk(site);
  // Engines bring different functions, but not as many as all of these libraries have.
  const table = pyodide._module.wasmTable.length;
  // Some write down what they have found out, for the next start: matplotlib lists its fonts, as the list that comes with it
  // for Pyodide 0.27 is another version's.
  pyodide.runPython(TRY);
  const rewritten = [];
  for (const file of files) {
    const data = FS.readFile(`${site}/${file.path}`);
    if (Buffer.compare(data, file.data)) rewritten.push((file.data = data));
  }
  done();
  return { packages: Object.fromEntries(Object.entries(pyodide.loadedPackages).sort()), site, table, files, rewritten, libraries: [...ordered] };
}

const found = wheels ? await discover() : { packages: {}, site: "", table: 0, files: [], rewritten: [], libraries: [] };
const libraries = await compiled(found.libraries.map((each) => ({ ...each, size: each.code.length })));
const room = Math.ceil(found.libraries.reduce((sum, { memory }) => sum + memory + WASM_PAGE, 0) / WASM_PAGE) * WASM_PAGE;

/** Have the libraries of the packages linked, as a page will do, and tell what their part of the memory looks like then. */
function linked(settings) {
  const part = { start: 0, end: 0, image: new Uint8Array(0) };
  if (!libraries.length) return { part };
  const linkable = Promise.resolve({ libraries, heap: LEAST + room, table: found.table });
  const done = linkEarly(settings, linkable, (module, start) => Object.assign(part, { start, end: module.wasmTable.length, image: module.HEAPU8.slice(start, module.getMemory(0)) }));
  return { done, part };
}

const PREPARE = `
import json, os, _pagelet_remainder
with open("/modules.json") as modules:
    files = json.load(modules)
os.unlink("/modules.json")
_pagelet_remainder.freeze(files, ${JSON.stringify(list.modules)}, ${JSON.stringify(ENTER)}, ${JSON.stringify(ENTER_PATH)}, ${liked ? JSON.stringify(liked) : "None"})
del files, json, os, modules, _pagelet_remainder`;

const starts = [];
while (starts.length < 3) starts.push(await freshStart(load, linked));
let own;
const done = steady();
const pyodide = await load({ _makeSnapshot: true }, (settings) => {
  own = linked(settings);
  return own.done;
});
const { FS, LDSO, wasmTable } = pyodide._module;
// Not unpacked there: what that leaves in the memory would be kept.
for (const { path, data } of found.files) {
  FS.mkdirTree(`${found.site}/${path.split("/").slice(0, -1).join("/")}`);
  FS.writeFile(`${found.site}/${path}`, data);
}
// Python has looked into the folder already, and looks again when its time is another one: here the clock stands still.
if (found.site) FS.utime(found.site, DAY + 1000, DAY + 1000);
// Engines bring functions of their own when Python starts: there is room for more of them before what comes now.
wasmTable.grow(SPARE);
const first = wasmTable.length;
FS.writeFile("/modules.json", JSON.stringify(modules));
// Some packages read a source while they are imported, as pyparsing does for the name of whoever calls it.
const asked = new Set();
const { open } = FS;
FS.open = (path, ...more) => (asked.add(path), open(path, ...more));
pyodide.runPython(PREPARE);
FS.open = open;
const { heap, state } = takeMemory(pyodide);
done();
const functions = [];
for (let index = first; index < wasmTable.length; index++) functions.push(named(wasmTable.get(index)));
const sha256 = createHash("sha256").update(heap).digest("hex");
const file = encodeMemory(heap, { ...state, sha256 }, starts);

/** Tell whose function it is: one that calls back into JavaScript would be lost. */
function named(wanted) {
  for (const [library, { exports }] of Object.entries(LDSO.loadedLibsByName))
    for (const [name, each] of Object.entries(exports)) if (each === wanted) return [library, name];
  throw new Error("a module has a function of JavaScript's");
}

/**
 * Write what a page needs beside the memory: the libraries; and, for who looks at them, the packages' files, in blocks: first what
 * is read as soon as packages are used, then what was read to import them, which is all that a page without the memory has to wait for.
 */
function encodePackages() {
  const unlinked = Object.keys(LDSO.loadedLibsByName).filter((name) => name !== "__main__" && !libraries.some(({ names }) => names.includes(name)));
  if (unlinked.length) throw new Error(`${unlinked.join(", ")} came while modules were imported`);
  const names = new Set(found.files.map(({ path }) => path));
  // A source is not read where there is the code: https://docs.python.org/3/reference/import.html#pyc-invalidation
  const isSource = (path) => path.endsWith(".py") && !asked.has(`${found.site}/${path}`) && names.has(path.replace(/([^/]+)\.py$/, `__pycache__/$1.${tag}.pyc`));
  const tag = pyodide.runPython("import sys; sys.implementation.cache_tag");
  const kindOf = (path) => (isSource(path) ? "source" : list.reads.includes(path) ? "used" : asked.has(`${found.site}/${path}`) ? "imported" : "other");
  const loose = (kind) => found.files.filter(({ path, library }) => library < 0 && kindOf(path) === kind);
  const used = loose("used");
  const blocks = Object.entries({ used: used.length ? [used] : [], imported: inBlocks(loose("imported")), other: inBlocks(loose("other")) });
  const numbered = ([kind, some]) => some.map((block, index) => [`${kind}-${String(index).padStart(3, "0")}`, block]);
  const parts = { sources: loose("source"), ...Object.fromEntries(blocks.flatMap(numbered)) };
  const files = {};
  const put = (path, contents) => {
    const folders = path.split("/");
    const name = folders.pop();
    folders.reduce((each, folder) => (each[folder] ??= {}), files)[name] = contents;
  };
  for (const { path, data, library } of found.files) if (library >= 0) put(path, [0, data.length, -1 - library]);
  for (const [number, part] of Object.values(parts).entries()) {
    let end = 0;
    for (const { path, data } of part) {
      put(path, [end, data.length, number]);
      end += data.length;
    }
  }
  const handles = Object.fromEntries(
    Object.entries(LDSO.loadedLibsByHandle)
      .map(([handle, library]) => [handle, library.name])
      .filter(([, name]) => name !== "__main__"),
  );
  const { packages, site, table } = found;
  const head = { packages, site, heap: heap.length, table, end: own.part.end, first, functions, handles, files, libraries: libraries.map(({ names, global, size }) => ({ names, global, size })) };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const joined = Object.entries(parts).map(([name, part]) => [name, Buffer.concat(part.map(({ data }) => data))]);
  return { libraries: Buffer.concat([length, text, ...found.libraries.map(({ code }) => code)]), ...Object.fromEntries(joined) };
}

/** Put files together, so many that the next one would be too much. */
function inBlocks(files) {
  const blocks = [];
  let size = BLOCK;
  for (const file of files) {
    if (size + file.data.length > BLOCK) [size] = [0, blocks.push([])];
    blocks.at(-1).push(file);
    size += file.data.length;
  }
  return blocks;
}

/** Restore it in an interpreter of its own, and compare. */
const made = { memory: file, ...(wheels && encodePackages()) };
const read = wheels ? readLibraries(new Uint8Array(made.libraries)) : { libraries: [] };
let identical = false;
const again = await load(
  { _loadSnapshot: Promise.resolve(new Uint8Array(4)) },
  (settings) => {
    settings.noInitialRun = true;
    settings.INITIAL_MEMORY = heap.length;
    return read.libraries.length ? linkEarly(settings, compiled(read.libraries).then((libraries) => ({ ...read, libraries }))) : undefined;
  },
  (module) => {
    if (wheels) placeFunctions(module, read);
    module.API.restoreSnapshot = () => {
      const found = restoreMemory(module, file);
      identical = isRestored(module, heap) && sameFunctions(module.wasmTable);
      return found;
    };
    return module;
  },
);
if (!identical) throw new Error("what was restored is not what was kept");
again.runPython("import json; assert json.loads('[1]') == [1]");
// Nothing of this computer may be in it.
const text = [heap, ...found.rewritten].map((data) => Buffer.from(data.buffer, data.byteOffset, data.length).toString("latin1")).join();
for (const path of [folder, out, wheels ?? out, process.cwd(), tmpdir()]) if (path.length > 4 && text.includes(path)) throw new Error(`it has ${path} in it`);
for (const [name, data] of Object.entries(made)) {
  await writeFile(`${out}/${name}.part`, data);
  await rename(`${out}/${name}.part`, `${out}/${name}`);
}
process.exit(0);

/** Whether the libraries' functions have the same places again: each is named by its number in its own library. */
function sameFunctions(table) {
  const same = (start, end) => {
    for (let index = start; index < end; index++) if (table.get(index)?.name !== wasmTable.get(index)?.name) return false;
    return true;
  };
  return same(0, own.part.end) && same(first, first + functions.length);
}
