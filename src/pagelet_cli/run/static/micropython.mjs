// Run a script by MicroPython: node micropython.mjs ORDER. The script sees the folders of the order under their own names.

import { readFileSync, readSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { disk } from "./disk.mjs";

// Code that awaits at its top level is left to JavaScript.
const RUN = `
def __run(path, source, arguments, line, says):
    import builtins, sys

    def ask(prompt=""):
        print(prompt, end="")
        text = line()
        if text is None:
            raise EOFError
        return text

    builtins.input = ask
    sys.argv[:] = list(arguments)
    sys.path.insert(0, path.rpartition("/")[0])
    try:
        code = compile(source, path, "exec")
    except SyntaxError as error:
        if "outside function" in str(error):
            return "await"
        return says(error)
    try:
        exec(code, globals())
    except SystemExit:
        raise
    except BaseException as error:
        return says(error)

def __says(error):
    import io, sys
    text = io.StringIO()
    sys.print_exception(error, text)
    # One line is of the function above.
    said = [row for row in text.getvalue().split("\\n") if not row.endswith(", in __run")]
    sys.stderr.write("\\n".join(said))
    return 1

def __waiting():
    import asyncio
    nested = __nested

    def run(main, **options):
        raise RuntimeError(nested)

    asyncio.run = run

__waiting()
__file__ = __path
__name__ = "__main__"
`;

const order = JSON.parse(process.argv[2]);
const { loadMicroPython } = await import(pathToFileURL(`${order.folder}/micropython.mjs`).href);
const python = await loadMicroPython({
  heapsize: 64 * 1024 * 1024,
  linebuffer: false,
  stdout: (data) => write(1, data),
  stderr: (data) => write(2, data),
});
for (const folder of order.mounts) {
  python.FS.mkdirTree(folder);
  python.FS.mount(disk(python.FS), { root: folder }, folder);
}
python.FS.chdir(order.directory);
python.globals.set("__path", order.script);
python.globals.set("__nested", order.nested);
try {
  python.runPython(RUN);
  const source = readFileSync(order.source, "utf8");
  const [run, says] = ["__run", "__says"].map((name) => python.globals.get(name));
  const ended = run(order.script, source, order.arguments, line, says);
  if (ended === "await") await python.runPythonAsync(source);
  else if (ended) process.exitCode = ended;
} catch (error) {
  process.exit(status(error));
}

/** Tell the exit code of what ended the script. */
function status(error) {
  if (error.type !== "SystemExit") {
    write(2, Buffer.from(`${error.message.trimEnd()}\n`));
    return 1;
  }
  const said = /SystemExit:? ?(.*)\s*$/.exec(error.message)?.[1] ?? "";
  if (!said || /^-?\d+$/.test(said)) return Number(said) & 255;
  write(2, Buffer.from(`${said}\n`));
  return 1;
}

function write(to, data) {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(to, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

/** Read a line of standard input; null at its end. */
function line() {
  const found = [];
  const byte = Buffer.alloc(1);
  for (;;) {
    let count = 0;
    try {
      count = readSync(0, byte, 0, 1);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      if (error.code !== "EOF") throw error;
    }
    if (!count && !found.length) return null;
    if (!count || byte[0] === 10) return Buffer.from(found).toString("utf8");
    found.push(byte[0]);
  }
}
