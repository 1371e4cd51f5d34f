// Compile the Python of wheels by the very interpreter that will run it: node compile.mjs FOLDER IN OUT [IN OUT]...
// Nothing of a wheel is run. The source stays, so that tracebacks show its lines. A .zip has modules of an author's.

import { readFile, rename, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const COMPILE = `
def compile_wheel(given, made, own):
    import importlib.util, sysconfig, zipfile
    from importlib._bootstrap_external import _code_to_hash_pyc
    site = "/home/pyodide" if own else sysconfig.get_path("purelib")
    # Packed: browsers keep no files of tens of megabytes in their caches, and Pyodide asks for each a second time.
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(zipfile.ZipInfo(entry.filename, entry.date_time), data, zipfile.ZIP_DEFLATED)
            if not entry.filename.endswith(".py") or ".data/" in entry.filename:
                continue
            try:
                code = compile(data, f"{site}/{entry.filename}", "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue  # such as templates of code; nobody imports them
            # Not checked against the source at import: both come out of one archive whose hash was checked. What is the
            # author's may be written anew by the page: https://docs.python.org/3/reference/import.html#pyc-invalidation
            pyc = _code_to_hash_pyc(code, importlib.util.source_hash(data), own)
            new.writestr(zipfile.ZipInfo(importlib.util.cache_from_source(entry.filename), entry.date_time), pyc, zipfile.ZIP_DEFLATED)
compile_wheel`;

const [folder, ...paths] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: folder, env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } }); // the same each time
const compileWheel = pyodide.runPython(COMPILE);
for (let at = 0; at < paths.length; at += 2) {
  pyodide.FS.writeFile("/given.whl", await readFile(paths[at]));
  compileWheel("/given.whl", "/made.whl", paths[at].endsWith(".zip"));
  await writeFile(`${paths[at + 1]}.part`, pyodide.FS.readFile("/made.whl"));
  await rename(`${paths[at + 1]}.part`, paths[at + 1]);
}
