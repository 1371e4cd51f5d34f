// Compile the standard library by the very interpreter that will run it: node stdlib.mjs FOLDER REMAINDER OUT
// Two files come of it. OUT/start is a zip of what starting takes and of what small pages like to import; OUT/rest is what
// turns it into the zip of everything, put in the place of its list of contents.

import { readFile, rename, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const SPLIT = `
def split(given, remainder, made):
    import _imp, importlib.util, sys, zipfile
    from importlib._bootstrap_external import _code_to_hash_pyc
    archive = "/lib/python{}{}.zip".format(*sys.version_info[:2])
    known = {}
    exec(remainder, known)
    for name in known["LIKED"].split():
        __import__(name)
    # The same bytes on every computer.
    def write(zipped, name, data):
        zipped.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_STORED)
    def put(zipped, name, data):
        if name.endswith(".py"):
            code = compile(data, f"{archive}/{name}", "exec", dont_inherit=True)
            # Not checked against a source at import: there is none beside it.
            data, name = _code_to_hash_pyc(code, importlib.util.source_hash(data), False), name + "c"
        # Stored, not packed: the line packs it better, and nothing has to be unpacked to import it.
        write(zipped, name, data)
    # What is imported from here on, as to read a zip takes the encoding cp437, is only this function's.
    loaded = dict(sys.modules)
    origins = {str(getattr(getattr(module, "__spec__", None), "origin", None)) for module in loaded.values()}
    with zipfile.ZipFile(given) as old:
        names = [name for name in old.namelist() if not name.endswith("/")]
        first = [name for name in names if f"{archive}/{name}" in origins or not name.endswith(".py")]
        later = [name for name in names if name not in first]
        dotted = sorted(name[:-3].removesuffix("/__init__").replace("/", ".") for name in later)
        # Those that are part of the program itself are never looked for in a file.
        dotted = [name for name in dotted if not _imp.is_frozen(name) and name not in loaded]
        modules = sorted(name for name in loaded if any(f"{name.replace('.', '/')}{end}" in first for end in (".py", "/__init__.py")))
        for table, entries in (("NAMES", dotted), ("FIRST", modules)):
            remainder += "\\n%s = frozenset(%r.split())\\n" % (table, " ".join(entries))
        for part, contents in (("start", first), ("whole", [*first, *later])):
            with zipfile.ZipFile(made + part, "w") as zipped:
                put(zipped, "_pagelet_remainder.py", remainder.encode())
                for name in contents:
                    put(zipped, name, old.read(name))
    with open(made + "start", "rb") as start, open(made + "whole", "rb") as whole, open(made + "rest", "wb") as rest:
        data = start.read()
        same = int.from_bytes(data[-6:-2], "little")
        assert whole.read(same) == data[:same]
        rest.write(whole.read())
split`;

const [folder, remainder, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: folder });
pyodide.FS.writeFile("/given.zip", await readFile(`${folder}/python_stdlib.zip`));
pyodide.runPython(SPLIT)("/given.zip", await readFile(remainder, "utf8"), "/made-");
for (const part of ["start", "rest"]) {
  await writeFile(`${out}/${part}.part`, pyodide.FS.readFile(`/made-${part}`));
  await rename(`${out}/${part}.part`, `${out}/${part}`);
}
