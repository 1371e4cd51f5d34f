// Runs in a tested page before its own scripts: lets CPython note its lines from the first script on.
() => {
  const only = Symbol.for("pagelet");
  const scripts = 'script[type="py"],script[type="mpy"],py-script,mpy-script';
  /** Which script of the page each name of inline code belongs to. */
  const places = {};
  let kernel;
  let other;
  let lines;

  async function ready(python, element) {
    if (element.target) places[element.target.id] = [...document.querySelectorAll(scripts)].indexOf(element);
    if (python.type === "py") lines ??= python.native.runPython(/* TRACER */, { globals: python.native.toPy({}), filename: "<coverage>" });
    return other?.(python, element);
  }

  Object.defineProperty(globalThis, only, {
    configurable: true,
    get: () => kernel,
    set(found) {
      kernel = found;
      other = found.seams.ready;
      Object.defineProperty(found.seams, "ready", { get: () => ready, set: (given) => (other = given) });
    },
  });
  globalThis.pageletCovered = () => JSON.stringify({ places, lines: JSON.parse(lines?.() ?? "{}") });
};
