// What interpreters hand to the browser as WebAssembly, seen on its way.

import { beginCompiling, compile } from "./compiling.js";

/** Who waits for an interpreter from a folder. @type {Map<string, (error: unknown) => void>} */
const watchers = new Map();

/**
 * A promise that fails when a WebAssembly file from a folder does: a damaged one can leave an interpreter waiting for
 * ever without a word.
 * @param {string} folder
 * @returns {Promise<never>}
 */
export function brokenWasm(folder) {
  if (!watchers.size) watchInstances();
  return new Promise((_, reject) => watchers.set(folder, reject));
}

function watchInstances() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const answer = await Promise.resolve(source).catch((error) => error);
    /** @type {import("./compiling.js").Compiling | undefined} */
    const compiling = answer.compiling;
    try {
      if (compiling) {
        const module = await compiling.module;
        compiling.adapt?.(imports, module);
        const instance = await WebAssembly.instantiate(module, imports);
        if (!compiling.url.endsWith("micropython.wasm")) return { module, instance };
        const given = Object.values(instance.exports);
        compiling.memory = /** @type {any} */ (given.find((each) => each instanceof WebAssembly.Memory));
        compiling.table = /** @type {any} */ (given.find((each) => each instanceof WebAssembly.Table));
        // Who writes code here may write a loop without an end, and only CPython can be interrupted.
        if (!globalThis.document?.querySelector("mpy-repl")) return { module, instance };
        return { module, instance: { exports: (await import("../overrun.js")).overheard(instance.exports) } };
      }
      if (answer instanceof Error) throw answer;
      return await instantiateStreaming.call(WebAssembly, answer, imports);
    } catch (error) {
      watchers.get(new URL(".", (compiling ?? answer).url || "file:///").href)?.(error);
      throw error;
    }
  };
}

/**
 * What a script of the tool's in the page has begun, before the kernel was here; what it could not do is done anew.
 * @param {string} url
 * @returns {Promise<WebAssembly.Module> | undefined}
 */
function begun(url) {
  const tag = /** @type {any} */ (globalThis.document?.querySelector("script[data-micropython]"));
  return tag?.begun && new URL(tag.dataset.micropython, document.baseURI).href === url ? tag.begun.catch(() => compile(url)) : undefined;
}

/**
 * Begin to compile what a loader will fetch by the address that it is told. What comes back stands for the address: to
 * fetch it fails at once, and with what it fails instantiateStreaming finds what is being compiled.
 * @param {string} url
 */
export function compileEarly(url) {
  return Object.assign(beginCompiling(url, begun(url)), {
    startsWith: () => false,
    toString() {
      throw Object.assign(new Error(url), { compiling: this });
    },
  });
}
