"""What binds an interpreter's WebAssembly to JavaScript, written shorter.

Emscripten gives each of some thousand exports a line and a variable of its own, though hardly any is called from
JavaScript; browsers parse and compile that at each visit, on the page's own thread. A loop over their names does the
same. And what is run at once, V8 compiles while it arrives, if it stands in parentheses: https://v8.dev/blog/preparser
What does not look as expected stays as it was written.
"""

from __future__ import annotations

import re

# Pyodide 314: all in a function. Data comes as a global, whose value is the address.
_ASSIGNING = re.compile(r"var ([\w$,]+);function assignWasmExports\(wasmExports\)\{([^{}]*)\}")
_ASSIGNED = re.compile(r'_([\w$]+)=Module\["_\1"\]=wasmExports\["\1"\](\.value>>>0)?')
# Pyodide 0.27: each when it is first called.
_LAZY = re.compile(
    r'var _([\w$]+)=Module\["_\1"\]=(?:\([\w,]*\)|\w+)=>\(_\1=Module\["_\1"\]=wasmExports\["\1"\]\)\([\w,]*\);'
)
_NAME = re.compile(r"[\w$]+")
_MAKING, _MADE = "async function _createPyodideModule(", "return moduleRtn}export default _createPyodideModule;"


def lean(file: str, data: bytes) -> bytes:
    """Shorten a file, if it is what binds."""
    if file not in ("pyodide.asm.mjs", "pyodide.asm.js"):
        return data
    source = data.decode()
    return _eager(_looped_lazy(_looped(source))).encode()


def _looped(source: str) -> str:
    found = _ASSIGNING.search(source)
    if found is None:
        return source
    before, after = source[: found.start()], source[found.end() :]
    used = {*_NAME.findall(before), *_NAME.findall(after)}
    functions: list[str] = []
    data: list[str] = []
    others: list[str] = []
    dropped: set[str] = set()
    for line in found[2].split(";"):
        export = _ASSIGNED.fullmatch(line)
        if export is None or f"_{export[1]}" in used:
            others.append(line)
            continue
        (data if export[2] else functions).append(export[1])
        dropped.add(f"_{export[1]}")
    kept = ",".join(name for name in found[1].split(",") if name not in dropped)
    loops = _loop(functions, "wasmExports[name]") + _loop(data, "wasmExports[name].value>>>0")
    return f"{before}var {kept};function assignWasmExports(wasmExports){{{loops}{';'.join(others)}}}{after}"


def _looped_lazy(source: str) -> str:
    used = set(_NAME.findall(_LAZY.sub("", source)))
    dropped = [found[1] for found in _LAZY.finditer(source) if f"_{found[1]}" not in used]
    if not dropped:
        return source
    at = _LAZY.search(source)
    assert at is not None
    gone = set(dropped)
    rest = _LAZY.sub(lambda found: "" if found[1] in gone else found[0], source[at.start() :])
    loop = _loop(dropped, '(...given)=>(Module["_"+name]=wasmExports[name])(...given)')
    return source[: at.start()] + loop + rest


def _loop(names: list[str], value: str) -> str:
    return f'for(const name of "{" ".join(names)}".split(" "))Module["_"+name]={value};'


def _eager(source: str) -> str:
    if source.count(_MAKING) != 1 or source.count(_MADE) != 1:
        return source
    source = source.replace(_MAKING, "var _createPyodideModule=(async function(")
    return source.replace(_MADE, _MADE.replace("}", "});"))
