// An interpreter in a worker that runs without end, until another thread interrupts it.

import { startInterpreter } from "./kernel/interpreters/registry.js";

addEventListener("message", async ({ data: { url, buffer } }) => {
  const tell = (line) => postMessage(line);
  const options = { url, stdout: tell, stderr: tell, onError: (error) => tell(error.message) };
  const python = await startInterpreter("py", options);
  python.listen(buffer);
  try {
    python.run("print('running', flush=True)\nwhile True:\n    pass", "endless.py");
  } catch (error) {
    postMessage(python.tracebackOf(error));
  }
  python.run("print('alive')", "after.py");
});
