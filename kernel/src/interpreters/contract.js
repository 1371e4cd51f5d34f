// What the kernel asks of an interpreter. An adapter is one file that fulfils this page; the suite in
// tests/contract runs over every adapter.

/**
 * @typedef {object} StartOptions
 * @property {string} url the address of the interpreter's own .mjs
 * @property {(line: string) => void} stdout
 * @property {(line: string) => void} stderr
 * @property {(bytes: Uint8Array, error: boolean, owner: number) => void} [write] takes the place of both: what is written, as it is written, and whose code does
 * @property {(error: Error, code: string) => void} onError what fails in a task that nobody waits for
 * @property {boolean} [keepFunctions] keep Python functions that JavaScript was given, without create_proxy
 * @property {string[]} [indexes] where packages that nothing has prepared come from
 * @property {any} [ahead] what the tool has made of the interpreter, to be used in place of its own files: see start/start.js
 * @property {boolean} [packaged] whether the config asks for packages
 */

/**
 * @typedef {object} Interpreter
 * @property {"py" | "mpy"} type
 * @property {any} native the runtime's own object, for hooks that know what it is
 * @property {string} version the interpreter's own version, as its folder is named
 * @property {number} owner whose code runs: set it before a call; what the call starts or resumes later keeps it
 * @property {boolean} canSuspend whether Python can wait for a promise without giving up its stack (JSPI)
 * @property {() => any} names make a dict, for code whose names are not the page's
 * @property {(code: string, filename: string, scope?: any) => any} run run to the end, without top-level await, among the page's names or those of such a dict
 * @property {(code: string, filename: string, scope?: any) => Promise<any>} runAsync run with top-level await, to nobody's value; Python may block where canSuspend
 * @property {(callable: any, ...args: any[]) => any} call call a Python callable so that it may block where canSuspend
 * @property {(name: string, module: object) => void} register make a JavaScript object importable by that name
 * @property {(files: Record<string, string>) => void} addLibrary put Python modules where imports find them, behind the user's own
 * @property {(entries: Array<{path: string, data: Uint8Array | string}>) => void} writeFiles relative paths start at the working folder
 * @property {any} fs the Emscripten file system that Python's files are in
 * @property {WebAssembly.Memory} [memory] Python's own, where the runtime does not tell what lies where in it
 * @property {(path: string) => string | undefined} readFile a file's text, or undefined where there is none
 * @property {(name: string, scope?: any) => any} get a global of the page's Python or of such a dict, or by a dotted name an attribute of one, or undefined
 * @property {(name: string, value: any, scope?: any) => void} set
 * @property {(value: any) => any} toJs copy what Python returned as plain JavaScript data, where it is data
 * @property {(packages: string[], prepared?: Prepared) => Promise<void>} install packages by name, and those that are prepared
 * @property {(error: unknown) => string | undefined} tracebackOf the Python traceback that an error carries, in the user's own file names
 * @property {(buffer: SharedArrayBuffer) => void} listen take interrupts from another thread through a shared buffer
 * @property {() => void} interrupt raise KeyboardInterrupt in what runs
 */

/**
 * @typedef {object} Prepared what the tool has found for the page
 * @property {Record<string, any>} packages entries as in Pyodide's lock
 * @property {string[]} load their names, each after those that it needs
 * @property {Array<{path: string, data: Uint8Array}>} files what is unpacked already, for interpreters that cannot
 * @property {Map<string, Uint8Array>} fetched the packages' files by address
 */

/**
 * Make the folders of a path in an Emscripten file system, then write the file.
 * @param {any} fs
 * @param {string} path
 * @param {Uint8Array | string} data
 */
export function writeInto(fs, path, data) {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  let made = path.startsWith("/") ? "/" : "";
  for (const part of folder.split("/").filter(Boolean)) {
    made += `${part}/`;
    if (!fs.analyzePath(made).exists) fs.mkdir(made);
  }
  fs.writeFile(path, data);
}

/**
 * @param {any} fs
 * @param {string} path
 * @returns {string | undefined}
 */
export function readFrom(fs, path) {
  const { exists, object } = fs.analyzePath(path);
  return exists && fs.isFile(object.mode) ? fs.readFile(path, { encoding: "utf8" }) : undefined;
}
