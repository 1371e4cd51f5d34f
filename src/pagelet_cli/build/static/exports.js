// What an interpreter's glue does with the exports of its WebAssembly (glue.py): it stands among Emscripten's own functions,
// whose names it uses. PLACELESS, a count and bits, and DATA, where the data begins, are written into it.

var mainExports = { __proto__: null };

/** Tell libraries where a function or some data of the interpreter's is. */
function ownAddress(name) {
  const value = mainExports[name];
  if (!value || isInternalSym(name)) return undefined;
  if (typeof value === "function") return ownPlace(value);
  return typeof value.value === "number" ? value.value + DATA : undefined;
}

var ownPlaces;
var ownEnd = 0;

/** Look up where in the table a function is, among the interpreter's own: libraries may have it in their parts once more. */
function ownPlace(value) {
  if (!ownPlaces) {
    ownPlaces = new WeakMap();
    for (let at = 0; at < ownEnd; at++) {
      const found = wasmTable.get(at);
      if (found) ownPlaces.set(found, at);
    }
  }
  return ownPlaces.get(value) ?? 0;
}

function takeExports(exports) {
  mainExports = exports;
  // Libraries find them behind JavaScript's own functions; what these only stand for comes before.
  const first = {};
  for (const name of ["main", "__main_argc_argv", ...Object.keys(wasmImports)]) {
    if (name in exports && !isSymbolDefined(name)) first[name] = exports[name];
  }
  mergeLibSymbols(first, "main");
  Object.setPrototypeOf(wasmImports, exports);
  const [count, bits] = PLACELESS;
  const isPlaceless = (at) => (bits.charCodeAt(at >> 3) >> (at & 7)) & 1;
  let place = wasmTable.length;
  wasmTable.grow(count);
  Object.values(exports).forEach((value, at) => isPlaceless(at) && wasmTable.set(place++, value));
  ownEnd = place;
}

/** List them as Emscripten does, for who looks through all. */
function listExports() {
  if (Object.getPrototypeOf(wasmImports) !== mainExports) return;
  Object.setPrototypeOf(wasmImports, Object.prototype);
  const listed = Object.entries(mainExports).map(([name, value]) => [name, typeof value.value === "number" ? value.value + DATA : value]);
  mergeLibSymbols(Object.fromEntries(listed), "main");
}

/** Give the module an export when somebody asks for it, by "_" and its name. */
function answerByName() {
  const find = (key) => {
    const name = typeof key === "string" && key[0] === "_" ? key.slice(1) : "";
    const found = name in wasmExports ? wasmExports[name] : undefined;
    // The stack's pointer is the only one that changes.
    return found instanceof WebAssembly.Global && name !== "__stack_pointer" ? (found.value + DATA) >>> 0 : found;
  };
  const answers = {
    get: (target, key, module) => {
      const found = find(key);
      return found === undefined ? Reflect.get(target, key, module) : (Module[key] = found);
    },
    has: (target, key) => key in target || find(key) !== undefined,
  };
  Object.setPrototypeOf(Module, new Proxy(Object.prototype, answers));
}
