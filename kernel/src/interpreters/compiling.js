// WebAssembly that is compiled while the module that wants it is still on its way.

/**
 * @typedef {object} Compiling what stands, as this property, in what comes in place of an answer when the file is on its way
 * @property {string} url
 * @property {Promise<WebAssembly.Module>} module
 * @property {(imports: any, module: WebAssembly.Module) => void} [adapt] changes what the instance is to import
 * @property {WebAssembly.Memory} [memory] that of the instance, when there is one
 * @property {WebAssembly.Table} [table] its functions that are called by number
 */

/**
 * @param {string} url
 * @param {typeof fetch} [ask]
 */
export async function compile(url, ask = fetch) {
  const answer = await ask(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  // Some hosts do not know the type, without which browsers refuse to compile while it arrives.
  const typed = answer.headers.get("Content-Type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/**
 * Begin to compile a WebAssembly file while the module that wants it is still on its way.
 * @param {string} url
 * @param {Promise<WebAssembly.Module>} [module] what compiles it, if it does not come as any file
 * @returns {Compiling}
 */
export function beginCompiling(url, module = compile(url)) {
  module.catch(() => {}); // met again at instantiateStreaming
  return { url, module };
}

/**
 * Answer a loader with what is on its way already.
 * @template T
 * @param {(url: string, options: RequestInit | undefined, fetch: typeof globalThis.fetch) => Promise<Response | undefined> | Response | undefined} answer
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function withAnswers(answer, load) {
  const { fetch } = globalThis;
  let loading = true;
  /** @type {typeof fetch} */
  const answering = async (given, options) => (loading ? await answer(String(given), options, fetch) : undefined) ?? fetch(given, options);
  globalThis.fetch = answering;
  try {
    return await load();
  } finally {
    loading = false;
    if (globalThis.fetch === answering) globalThis.fetch = fetch; // else the page has wrapped it meanwhile
  }
}

/**
 * What stands for the file that is being compiled.
 * @param {Compiling} compiling
 */
export const answerWith = (compiling) => Object.assign(new Response(), { compiling });
