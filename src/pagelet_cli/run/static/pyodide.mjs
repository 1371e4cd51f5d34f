// Run a script by Pyodide: node pyodide.mjs ORDER. The script sees the folders of the order under their own names.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const RUN = `
async def run(path, source, arguments, nested):
    import asyncio, os, sys, traceback
    from types import ModuleType
    from pyodide.code import eval_code_async
    from pyodide.ffi import can_run_sync

    whole = asyncio.run
    def waiting(main, **options):
        if can_run_sync():
            return whole(main, **options)
        main.close()
        raise RuntimeError(nested)
    asyncio.run = waiting

    sys.argv = list(arguments)
    sys.path.insert(0, os.path.dirname(path))
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__file__ = path
    try:
        await eval_code_async(source, main.__dict__, filename=path, return_mode="none")
        # Tasks that nobody awaits are ended, too.
        while rest := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*rest)
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
            return 1
        return (error.code or 0) & 255
    except BaseException as error:
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename != path:
            trace = trace.tb_next
        last = trace
        while last and last.tb_next:
            if last.tb_next.tb_frame.f_code is waiting.__code__:
                last.tb_next = None
            last = last.tb_next
        traceback.print_exception(error.with_traceback(trace))
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
run`;

const order = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${order.folder}/pyodide.mjs`).href);
const own = order.packages.length
  ? { lockFileURL: `${order.scratch}/pyodide-lock.json`, packageCacheDir: order.scratch, packageBaseUrl: order.scratch }
  : {};
const pyodide = await loadPyodide({ indexURL: order.folder, ...own });
for (const folder of order.mounts) pyodide.mountNodeFS(folder, folder);
pyodide.FS.chdir(order.directory);
if (order.packages.length) await pyodide.loadPackage(order.packages, { messageCallback() {} });
pyodide.globals.set("__run", pyodide.runPython(RUN));
pyodide.globals.set("__order", pyodide.toPy([order.script, readFileSync(order.source, "utf8"), order.arguments, order.nested]));
process.exit(await pyodide.runPythonAsync("await __run(*__order)"));
