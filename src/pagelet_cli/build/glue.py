"""What binds an interpreter's WebAssembly to JavaScript, written shorter.

Emscripten gives each of some thousand exports a line and a variable of its own, copies them twice, lists them for
libraries, and notes the address of each, though hardly any is ever asked for; and browsers do it at each visit, on the
page's own thread. Here it is done for a name when that is asked for (static/exports.js). Only the table gets all of
its functions, in the same order, so that addresses stay: memories fit that were made without this.
https://github.com/emscripten-core/emscripten/blob/main/src/lib/libdylink.js
And what is run at once, V8 compiles while it arrives, if it stands in parentheses: https://v8.dev/blog/preparser
What does not look as expected stays as it was written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from pagelet_cli.build.exports import placeless

# Without its comments: nobody reads it there.
_COMMENT = re.compile(r"(?m)^ *(//.*|/\*\*.*)?\n")
_EXPORTS = _COMMENT.sub("", (resources("pagelet_cli.build") / "static" / "exports.js").read_text("utf-8"))
_NAME = re.compile(r"[\w$]+")
_INTERNAL = re.compile(r"isInternalSym=symName=>\[([^\]]*)\]")
_DECLARED = re.compile(r"(?<=var )[\w$,]+(?=;function assignWasmExports\()")
_CONVERTING = re.compile(r"(function applySignatureConversions\(wasmExports\)\{)(.*?)return wasmExports\}")
_MAKING, _MADE = "async function _createPyodideModule(", "return moduleRtn}export default _createPyodideModule;"


@dataclass(frozen=True)
class _Version:
    """Tell how a version of Emscripten writes what is changed: each text is there once, or nothing is changed."""

    file: str
    # Where its data begins: addresses among the exports are counted from there.
    data: int
    # What goes, and what comes for it.
    changes: dict[str, str]
    # A line for an export.
    line: re.Pattern[str]


_ADDRESSES = {
    "var GOT={};": "var GOT={};\nHELPERS",
    "var functionsInTableMap;": "var functionsInTableMap=new WeakMap;",
    "if(!functionsInTableMap){functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}": "",
    # What says which types it takes is JavaScript's.
    "return functionsInTableMap.get(func)||0": "return functionsInTableMap.get(func)||(func.sig?0:ownPlace(func))",
    "function __dlsym_js(handle,symbol,symbolIndex){": "function __dlsym_js(handle,symbol,symbolIndex){listExports();",
}

_VERSIONS = (
    # Pyodide 314: all lines are in a function. Data comes as a global, whose value is the address.
    _Version(
        "pyodide.asm.mjs",
        0,
        {
            **_ADDRESSES,
            'var origExports=wasmExports;mergeLibSymbols(wasmExports,"main");': "var origExports=wasmExports;",
            "updateGOT(origExports);": "takeExports(origExports);",
            'new WebAssembly.Global({value:"i32",mutable:true},-1)': (
                'new WebAssembly.Global({value:"i32",mutable:true},ownAddress(symName)??-1)'
            ),
            "var existingEntry=GOT[symName]&&GOT[symName].value!=-1;": (
                "var existingEntry=GOT[symName]?GOT[symName].value!=-1:ownAddress(symName)!==undefined;"
            ),
            "return addFunction(trampolineInstance.exports.trampoline_call)": (
                'return addFunction(Object.assign(trampolineInstance.exports.trampoline_call,{sig:"iiiiii"}))'
            ),
            "function assignWasmExports(wasmExports){": "function assignWasmExports(wasmExports){answerByName();",
        },
        re.compile(r'(?<=[;{])_([\w$]+)=Module\["_\1"\]=wasmExports\["\1"\](?:\.value>>>0)?(?:;|(?=\}))'),
    ),
    # Pyodide 0.27: each line is for the first call. Where data is, is written in the file.
    _Version(
        "pyodide.asm.js",
        1024,
        {
            **_ADDRESSES,
            "wasmExports=relocateExports(wasmExports,1024);": "takeExports(wasmExports);",
            'mergeLibSymbols(wasmExports,"main");': "",
            'rtn=GOT[symName]=new WebAssembly.Global({"value":"i32","mutable":true})': (
                'rtn=GOT[symName]=new WebAssembly.Global({"value":"i32","mutable":true},ownAddress(symName)??0)'
            ),
            'GOT[symName]||=new WebAssembly.Global({"value":"i32","mutable":true});': (
                'GOT[symName]||=new WebAssembly.Global({"value":"i32","mutable":true},ownAddress(symName)??0);'
            ),
            "var wasmExports=createWasm();": "var wasmExports=createWasm();answerByName();",
        },
        re.compile(
            r'var _([\w$]+)=Module\["_\1"\]=(?:\([\w,]*\)|\w+)=>\(_\1=Module\["_\1"\]=wasmExports\["\1"\]\)\([\w,]*\);'
        ),
    ),
)


def lean(file: str, data: bytes, wasm: Path) -> bytes:
    """Shorten a file, if it is what binds this WebAssembly."""
    for version in _VERSIONS:
        if version.file == file:
            return _eager(_late(data.decode(), version, wasm)).encode()
    return data


def _late(source: str, version: _Version, wasm: Path) -> str:
    internal = _INTERNAL.search(source)
    if internal is None or not all(source.count(text) == 1 for text in version.changes):
        return source
    try:
        count, bits = placeless(wasm.read_bytes(), _NAME.findall(internal[1]))
    except (ValueError, LookupError):
        return source
    helpers = _EXPORTS.replace("DATA", str(version.data)).replace("PLACELESS", f"[{count}, atob({json.dumps(bits)})]")
    source = _converted(_unlisted(source, version.line))
    for text, other in version.changes.items():
        source = source.replace(text, other.replace("HELPERS", helpers))
    return source


def _unlisted(source: str, line: re.Pattern[str]) -> str:
    """Leave out the lines, and the variables, of exports that are asked for by their names, if at all."""
    used = set(_NAME.findall(_DECLARED.sub("", line.sub("", source))))
    asked = {f"_{found[1]}" for found in line.finditer(source)} - used
    source = line.sub(lambda found: "" if f"_{found[1]}" in asked else found[0], source)
    return _DECLARED.sub(lambda found: ",".join(name for name in found[0].split(",") if name not in asked), source)


def _converted(source: str) -> str:
    """Write those that take other types into an object of their own, which has the rest from the first one."""

    def layered(found: re.Match[str]) -> str:
        body = found[2].replace("wasmExports=Object.assign({},wasmExports);", "const converted={};")
        body = body.replace(';wasmExports["', ';converted["')
        return f"{found[1]}{body}return Object.setPrototypeOf(converted,wasmExports)}}"

    return _CONVERTING.sub(layered, source, count=1)


def _eager(source: str) -> str:
    if source.count(_MAKING) != 1 or source.count(_MADE) != 1:
        return source
    source = source.replace(_MAKING, "var _createPyodideModule=(async function(")
    return source.replace(_MADE, _MADE.replace("}", "});"))
