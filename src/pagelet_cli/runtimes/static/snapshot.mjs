// Start an interpreter, import the modules of its compiled library, and keep its memory:
//   node snapshot.mjs FOLDER START REST STARTER MODULES OUT [PACKAGES]
// MODULES are those of Pagelet's library, to be compiled; STARTER is the kernel's own part that will put it back; the file
// is refused here when what that restores is not, byte for byte, what was kept. PACKAGES is a folder of wheels, with a list of them and of the modules to import in list.json.

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";

const [folder, startPath, restPath, starterPath, modulesPath, out, wheels] = process.argv.slice(2);
const PAGE = 1024;
const KEPT = 0x80000000;
const WASM_PAGE = 65536;
const SPARE = 64;
// More than Pyodide begins with when nothing is linked.
const LEAST = 32 * 2 ** 20;
const ENV = { HOME: "/home/pyodide", LANG: "C.UTF-8", MPLBACKEND: "module://pagelet.figures", USER: "web_user", _: "./this.program" };

// Whether an engine can suspend WebAssembly is noted in the memory when Python starts. Browsers can; for engines that
// cannot yet, it is enough to look as if: nothing suspends here.
if (!("Suspending" in WebAssembly)) {
  WebAssembly.Suspending = function Suspending(call) {
    return call;
  };
  WebAssembly.promising = (call) => async (...args) => call(...args);
}

const { compiled, completed, linkEarly, placeFunctions, readLibraries, restoreMemory, trampoline } = await import(pathToFileURL(starterPath).href);
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
    settings.thisProgram = ENV._; // as in browsers; in Node it would be the path of this file
    const before = seen(settings);
    return Promise.all([glue(settings), before]).then(([module]) => made(module));
  };
  if (!modern) globalThis._createPyodideModule = create;
  return loadPyodide({ indexURL: folder, env: { ...ENV }, stdLibURL: libraryPath, packageCacheDir: wheels ?? folder, ...(modern && { createPyodideModule: create }), ...options });
}

const list = wheels ? JSON.parse(await readFile(`${wheels}/list.json`, "utf8")) : { packages: {}, load: [], modules: [] };

/** Load the packages as a page does, to see their files, what libraries they have, and in which order those need each other. */
async function discover() {
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
    each.names.sort((left, right) => right.startsWith("/") - left.startsWith("/"));
    each.code = FS.readFile(each.names[0]);
    const { neededDynlibs, memorySize } = getDylinkMetadata(each.code);
    each.memory = memorySize;
    for (const name of neededDynlibs) visit(byName.get(name));
    ordered.add(each);
  };
  for (const each of libraries.values()) visit(each);
  const files = [];
  const walk = (folder) => {
    for (const name of FS.readdir(folder)) {
      const path = `${folder}/${name}`;
      if (name === "." || name === ".." || (folder === site && before.has(name))) continue;
      if (FS.isDir(FS.stat(path).mode)) walk(path);
      else files.push({ path: path.slice(site.length + 1), data: FS.readFile(path), library: [...ordered].indexOf(byName.get(path)) });
    }
  };
  walk(site);
  // Engines bring different functions, but not as many as all of these libraries have.
  const table = pyodide._module.wasmTable.length;
  return { packages: { ...pyodide.loadedPackages }, site, table, files, libraries: [...ordered] };
}

const found = wheels ? await discover() : { packages: {}, site: "", table: 0, files: [], libraries: [] };
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

/** Start only so far as Emscripten's own part goes, and return the memory then, and as WebAssembly alone leaves it. */
async function fresh() {
  let pristine, started, part;
  const stop = new Error("far enough");
  await load(
    {},
    (settings) => {
      const { instantiateWasm } = settings;
      settings.noInitialRun = true;
      settings.instantiateWasm = (imports, done) =>
        instantiateWasm(imports, (instance, module) => {
          const memory = instance.exports.memory ?? imports.env.memory;
          pristine = new Uint8Array(memory.buffer).slice();
          return done(instance, module);
        });
      const link = linked(settings);
      part = link.part;
      return link.done;
    },
    (module) => {
      started = module.HEAPU8.slice();
      throw stop;
    },
  ).catch((error) => {
    if (error !== stop) throw error;
  });
  const whole = new Uint8Array(started.length);
  whole.set(pristine);
  whole.set(part.image, part.start);
  return { pristine: whole, started };
}

const PREPARE = `
import json, os, _pagelet_remainder
with open("/modules.json") as modules:
    files = json.load(modules)
os.unlink("/modules.json")
_pagelet_remainder.freeze(files, ${JSON.stringify(list.modules)})
del files, json, os, modules, _pagelet_remainder`;

const starts = [await fresh(), await fresh(), await fresh()];
let own;
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
// Engines bring functions of their own when Python starts: there is room for more of them before what comes now.
wasmTable.grow(SPARE);
const first = wasmTable.length;
pyodide.FS.writeFile("/modules.json", await readFile(modulesPath, "utf8"));
pyodide.runPython(PREPARE);
wipe(pyodide._module);
const raw = pyodide.makeMemorySnapshot();
const functions = [];
for (let index = first; index < wasmTable.length; index++) functions.push(named(wasmTable.get(index)));
const [, heapStart, stateLength] = new Uint32Array(raw.buffer, 0, 3);
const described = JSON.parse(new TextDecoder().decode(raw.subarray(48, 48 + stateLength)));
const heap = raw.subarray(heapStart);
// Engines bring a function of their own; its address is no part of the memory.
new Int32Array(heap.buffer, heap.byteOffset, heap.length >> 2)[trampoline(pyodide._module)] = 0;
const sha256 = createHash("sha256").update(heap).digest("hex");
const file = encode(heap, new TextEncoder().encode(JSON.stringify({ ...described, sha256 })), starts);

/** Whether a part of the memory is left alone by all that runs before it is restored. */
function untouched(at) {
  return starts.every(({ pristine, started }) => same(pristine, started, at));
}

function same(left, right, at) {
  for (let index = at; index < at + PAGE; index++) if ((left[index] ?? 0) !== (right[index] ?? 0)) return false;
  return true;
}

function encode(memory, state) {
  const { pristine } = starts[0];
  const runs = [];
  const pages = [];
  const nothing = new Uint8Array(0);
  for (let page = 0; page < memory.length / PAGE; page++) {
    const at = page * PAGE;
    // Empty ones are restored as such, whatever is there.
    if (same(memory, nothing, at)) continue;
    const kept = untouched(at) && same(memory, pristine, at) ? KEPT : 0;
    const last = runs.at(-1);
    if (last && last.start + last.count === page && last.kept === kept) last.count++;
    else runs.push({ start: page, count: 1, kept });
    if (!kept) pages.push(memory.subarray(at, at + PAGE));
  }
  const text = new Uint8Array(Math.ceil(state.length / 4) * 4).fill(32);
  text.set(state);
  const head = Uint32Array.from([memory.length, PAGE, text.length, runs.length, ...runs.flatMap(({ start, count, kept }) => [start, (count | kept) >>> 0])]);
  return new Uint8Array(Buffer.concat([new Uint8Array(head.buffer), text, ...pages]));
}

/** Empty what is free: nobody needs to fetch it. */
function wipe(module) {
  const taken = [];
  // No more memory is asked for, so that all that comes is free here.
  module._malloc_set_footprint_limit(module._malloc_footprint());
  for (let size = 2 ** 26; size >= 16; size /= 2) {
    for (let place; (place = module._emscripten_builtin_malloc(size) >>> 0); taken.push(place)) module.HEAPU8.fill(0, place, place + size);
  }
  module._malloc_set_footprint_limit(-1);
  for (const place of taken) module._emscripten_builtin_free(place);
}

/** Tell whose function it is: one that calls back into JavaScript would be lost. */
function named(wanted) {
  for (const [library, { exports }] of Object.entries(LDSO.loadedLibsByName))
    for (const [name, each] of Object.entries(exports)) if (each === wanted) return [library, name];
  throw new Error("a module has a function of JavaScript's");
}

/** Write what a page needs beside the memory: the libraries; and, for who looks at them, the packages' files. */
function encodePackages() {
  const unlinked = Object.keys(LDSO.loadedLibsByName).filter((name) => name !== "__main__" && !libraries.some(({ names }) => names.includes(name)));
  if (unlinked.length) throw new Error(`${unlinked.join(", ")} came while modules were imported`);
  const names = new Set(found.files.map(({ path }) => path));
  // A source is not read where there is the code: https://docs.python.org/3/reference/import.html#pyc-invalidation
  const isSource = (path) => path.endsWith(".py") && names.has(path.replace(/([^/]+)\.py$/, `__pycache__/$1.${tag}.pyc`));
  const tag = pyodide.runPython("import sys; sys.implementation.cache_tag");
  const files = {};
  const parts = [[], []];
  const ends = [0, 0];
  for (const { path, data, library } of found.files) {
    const folders = path.split("/");
    const name = folders.pop();
    const inside = folders.reduce((each, folder) => (each[folder] ??= {}), files);
    const part = library < 0 ? Number(isSource(path)) : -1 - library;
    inside[name] = [part < 0 ? 0 : ends[part], data.length, part];
    if (part < 0) continue;
    parts[part].push(data);
    ends[part] += data.length;
  }
  const [contents, sources] = parts.map((part) => Buffer.concat(part));
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
  return { libraries: Buffer.concat([length, text, ...found.libraries.map(({ code }) => code)]), contents, sources };
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
      const theirs = trampoline(module) * 4;
      identical = heap.every((byte, at) => module.HEAPU8[at] === byte || (at >= theirs && at < theirs + 4)) && sameFunctions(module.wasmTable);
      return found;
    };
    return module;
  },
);
if (!identical) throw new Error("what was restored is not what was kept");
again.runPython("import json; assert json.loads('[1]') == [1]");
// Nothing of this computer may be in it.
const text = Buffer.from(heap.buffer, heap.byteOffset, heap.length).toString("latin1");
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
