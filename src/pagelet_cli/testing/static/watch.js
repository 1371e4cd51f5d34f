// Runs in a tested page before its own scripts: notes when its Python is ready, and what goes wrong.
() => {
  const state = (globalThis.pageletTest = { done: false, begun: 0, problems: [] });
  document.addEventListener("py:all-done", () => (state.done = true));
  for (const type of ["py", "mpy"]) document.addEventListener(`${type}:ready`, () => (state.begun = performance.now()));
  addEventListener("pagelet:error", ({ detail }) => {
    const { code, message, file, line, traceback } = detail;
    state.problems.push({ code, message, file: file ?? "", line: line ?? 0, traceback: traceback ?? "" });
  });
  // A script that runs for as long as the page is open never ends: three seconds after the last one began will do.
  const scripts = 'script[type="py"],script[type="mpy"],py-script,mpy-script';
  state.ready = () => state.done || (state.begun && performance.now() - state.begun > 3000) || !document.querySelector(scripts);
};
