// Start an interpreter, import the modules of its compiled library, and keep its memory:
//   node snapshot.mjs FOLDER START REST STARTER MODULES OUT
// MODULES are those of Pagelet's library, to be compiled; STARTER is the kernel's own part that will put it back; the file is refused here when what that restores is not, byte for
// byte, what was kept.

import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";

const [folder, startPath, restPath, starterPath, modulesPath, out] = process.argv.slice(2);
const PAGE = 1024;
const KEPT = 0x80000000;
const ENV = { HOME: "/home/pyodide", LANG: "C.UTF-8", USER: "web_user", _: "./this.program" };

// Whether an engine can suspend WebAssembly is noted in the memory when Python starts. Browsers can; for engines that
// cannot yet, it is enough to look as if: nothing suspends here.
if (!("Suspending" in WebAssembly)) {
  WebAssembly.Suspending = function Suspending(call) {
    return call;
  };
  WebAssembly.promising = (call) => async (...args) => call(...args);
}

const { completed, restoreMemory, trampoline } = await import(pathToFileURL(starterPath).href);
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
    seen(settings);
    return glue(settings).then(made);
  };
  if (!modern) globalThis._createPyodideModule = create;
  return loadPyodide({ indexURL: folder, env: { ...ENV }, stdLibURL: libraryPath, ...(modern && { createPyodideModule: create }), ...options });
}

/** Start only so far as Emscripten's own part goes, and return the memory then, and as WebAssembly alone leaves it. */
async function fresh() {
  let pristine, started;
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
    },
    (module) => {
      started = module.HEAPU8.slice();
      throw stop;
    },
  ).catch((error) => {
    if (error !== stop) throw error;
  });
  return { pristine, started };
}

const PREPARE = `
import json, os, _pagelet_remainder
with open("/modules.json") as modules:
    files = json.load(modules)
os.unlink("/modules.json")
_pagelet_remainder.freeze(files)
del files, json, os, modules, _pagelet_remainder`;

const starts = [await fresh(), await fresh(), await fresh()];
const pyodide = await load({ _makeSnapshot: true }, () => {});
pyodide.FS.writeFile("/modules.json", await readFile(modulesPath, "utf8"));
pyodide.runPython(PREPARE);
for (const name of Object.keys(pyodide.loadedPackages)) delete pyodide.loadedPackages[name];
const raw = pyodide.makeMemorySnapshot();
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

/** Restore it in an interpreter of its own, and compare. */
let identical = false;
const again = await load(
  { _loadSnapshot: Promise.resolve(new Uint8Array(4)) },
  (settings) => {
    settings.noInitialRun = true;
    settings.INITIAL_MEMORY = heap.length;
  },
  (module) => {
    module.API.restoreSnapshot = () => {
      const found = restoreMemory(module, file);
      const own = trampoline(module) * 4;
      identical = heap.every((byte, at) => module.HEAPU8[at] === byte || (at >= own && at < own + 4));
      return found;
    };
    return module;
  },
);
if (!identical) throw new Error("what was restored is not what was kept");
again.runPython("import json; assert json.loads('[1]') == [1]");
// Nothing of this computer may be in it.
const text = Buffer.from(heap.buffer, heap.byteOffset, heap.length).toString("latin1");
for (const own of [folder, out, process.cwd(), tmpdir()]) if (own.length > 4 && text.includes(own)) throw new Error(`it has ${own} in it`);
await writeFile(`${out}/memory.part`, file);
await rename(`${out}/memory.part`, `${out}/memory`);
process.exit(0);
