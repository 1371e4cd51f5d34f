// PyScript's donkey: a worker that runs pieces of Python for a program in JavaScript.

/**
 * Start a worker for pieces of Python.
 * @param {(file: string, options: any) => Promise<any>} start
 * @param {{type?: string, persistent?: boolean, terminal?: string, config?: any}} options "terminal" is the element for what is printed
 */
export async function startDonkey(start, { type = "py", persistent = false, terminal, config } = {}) {
  const place = terminal ? document.querySelector(terminal) ?? document.getElementById(terminal) : null;
  const python = (/** @type {any} */ value) => (value ? "True" : "False");
  const code = `from pyscript.donkey import serve\nserve(${python(persistent)}, ${python(place)})`;
  const sync = { show: (/** @type {string} */ text) => place?.append(text) };
  const begin = () => start("donkey.py", { type, config, code, sync });
  /** @type {any} */
  let worker = await begin();
  let working = false;

  const kill = () => {
    worker?.terminate();
    worker = undefined;
    working = false;
  };
  // A new piece of work ends one that has not finished.
  const task = (/** @type {string} */ name) => async (/** @type {string} */ text) => {
    if (working) kill();
    working = true;
    const mine = (worker ??= await begin());
    try {
      return await mine.sync[name](text);
    } finally {
      if (mine === worker) working = false;
    }
  };
  const clear = async () => place?.replaceChildren();
  return { process: task("execute"), execute: task("execute"), evaluate: task("evaluate"), clear, reset: clear, kill };
}
