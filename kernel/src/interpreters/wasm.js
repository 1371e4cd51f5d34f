// What interpreters hand to the browser as WebAssembly, seen on its way.

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

/**
 * @typedef {object} Compiling what stands, as this property, in what comes in place of an answer when the file is on its way
 * @property {string} url
 * @property {Promise<WebAssembly.Module>} module
 * @property {WebAssembly.Memory} [memory] that of the instance, when there is one
 */

function watchInstances() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const answer = await Promise.resolve(source).catch((error) => error);
    /** @type {Compiling | undefined} */
    const compiling = answer.compiling;
    try {
      if (compiling) {
        const module = await compiling.module;
        const instance = await WebAssembly.instantiate(module, imports);
        compiling.memory = /** @type {any} */ (Object.values(instance.exports).find((given) => given instanceof WebAssembly.Memory));
        return { module, instance };
      }
      if (answer instanceof Error) throw answer;
      return await instantiateStreaming.call(WebAssembly, answer, imports);
    } catch (error) {
      watchers.get(new URL(".", (compiling ?? answer).url || "file:///").href)?.(error);
      throw error;
    }
  };
}

/** @param {string} url */
async function compile(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  // Some hosts do not know the type, without which browsers refuse to compile while it arrives.
  const typed = answer.headers.get("Content-Type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/**
 * Begin to compile a WebAssembly file while the module that wants it is still on its way.
 * @param {string} url
 * @returns {Compiling}
 */
export function beginCompiling(url) {
  const module = compile(url);
  module.catch(() => {}); // met again at instantiateStreaming
  return { url, module };
}

/**
 * The same for a loader that fetches what it is told. What comes back stands for the address: to fetch it fails at once,
 * and with what it fails instantiateStreaming finds what is being compiled.
 * @param {string} url
 */
export function compileEarly(url) {
  return Object.assign(beginCompiling(url), {
    startsWith: () => false,
    toString() {
      throw Object.assign(new Error(url), { compiling: this });
    },
  });
}
