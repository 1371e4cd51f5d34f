"""What binds an interpreter's WebAssembly to JavaScript, written shorter.

Emscripten gives each of some thousand exports a line and a variable of its own, copies them twice, lists them for
libraries, and notes the address of each, though hardly any is ever asked for; browsers do all that at each visit, on the
page's own thread. Here it is done for a name when that is asked for. Only the table gets all of its functions, in the same
order, so that addresses are the same: memories fit that were made without this.
https://github.com/emscripten-core/emscripten/blob/main/src/lib/libdylink.js
And what is run at once, V8 compiles while it arrives, if it stands in parentheses: https://v8.dev/blog/preparser
What does not look as expected stays as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pagelet_cli.build.exports import placeless

_NAME = re.compile(r"[\w$]+")
_INTERNAL = re.compile(r"isInternalSym=symName=>\[([^\]]*)\]")
_DECLARED = re.compile(r"(?<=var )[\w$,]+(?=;function assignWasmExports\()")
_CONVERTING = re.compile(r"(function applySignatureConversions\(wasmExports\)\{)(.*?)return wasmExports\}")
_MAKING, _MADE = "async function _createPyodideModule(", "return moduleRtn}export default _createPyodideModule;"

# All exports of WebAssembly's own, and what is asked of one: its address, for libraries.
_HELPERS = """\
var mainExports={__proto__:null};
var ownAddress=symName=>{
var value=mainExports[symName];
if(!value||isInternalSym(symName))return undefined;
if(typeof value=="function")return getFunctionAddress(value);
return typeof value.value=="number"?value.value+BASE:undefined
};
var tableIsKnown=false;
var takeExports=exports=>{
mainExports=exports;
const early={};
for(const name of["main","__main_argc_argv",...Object.keys(wasmImports)])
if(name in exports&&!isSymbolDefined(name))early[name]=exports[name];
mergeLibSymbols(early,"main");
Object.setPrototypeOf(wasmImports,exports);
let place=wasmTable.length;
wasmTable.grow(COUNT);
const bits=atob("BITS");
Object.values(exports).forEach((value,at)=>{if(bits.charCodeAt(at>>3)>>(at&7)&1)wasmTable.set(place++,value)})
};
var listExports=()=>{
listExports=()=>{};
Object.setPrototypeOf(wasmImports,Object.prototype);
mergeLibSymbols(LISTED,"main")
};
""".replace("\n", "")

# Who asks the module for an export, by "_" and its name. WebAssembly's stack pointer is its only global that changes.
_ANSWER = """\
Object.setPrototypeOf(Module,new Proxy(Object.prototype,{
get(target,key,module){
const name=typeof key=="string"&&key[0]=="_"?key.slice(1):"",found=name in wasmExports?wasmExports[name]:undefined;
if(typeof found=="function"ALSO)return Module[key]=found;
return NUMBER Reflect.get(target,key,module)
},
has(target,key){return key in target||this.get(target,key)!==undefined}
}));
""".replace("\n", "")


@dataclass(frozen=True)
class _Version:
    """Tell how a version of Emscripten writes what is changed: each text is there once, or nothing is changed."""

    file: str
    # Where data begins, to which the exports are relative, and what libraries see of the exports.
    base: str
    listed: str
    # What goes, and what comes for it.
    changes: dict[str, str]
    # Lines for exports, as far as nobody has them by their variables.
    line: re.Pattern[str]
    answer: str


_ADDRESSES = {
    "var GOT={};": "var GOT={};HELPERS",
    "if(!functionsInTableMap){functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}": (
        # JavaScript's own functions, which say what they take, are not in the table.
        "functionsInTableMap??=new WeakMap;"
        "if(!tableIsKnown&&!func.sig){tableIsKnown=true;updateTableMap(0,wasmTable.length)}"
    ),
    "function __dlsym_js(handle,symbol,symbolIndex){": "function __dlsym_js(handle,symbol,symbolIndex){listExports();",
}

_VERSIONS = (
    # Pyodide 314: all lines are in a function. Data comes as a global, whose value is the address.
    _Version(
        "pyodide.asm.mjs",
        "0",
        "mainExports",
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
            "function assignWasmExports(wasmExports){": "function assignWasmExports(wasmExports){ANSWER",
        },
        re.compile(r'(?<=[;{])_([\w$]+)=Module\["_\1"\]=wasmExports\["\1"\](?:\.value>>>0)?(?:;|(?=\}))'),
        _ANSWER.replace("ALSO", '||name=="__stack_pointer"||found instanceof WebAssembly.Tag').replace(
            "NUMBER", "found instanceof WebAssembly.Global?Module[key]=found.value>>>0:"
        ),
    ),
    # Pyodide 0.27: each line is for the first call. Where data is, is written in the file.
    _Version(
        "pyodide.asm.js",
        "1024",
        "Object.fromEntries(Object.entries(mainExports).map(([name,value])=>"
        '[name,typeof value.value=="number"?value.value+1024:value]))',
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
            "var wasmExports=createWasm();": "var wasmExports=createWasm();ANSWER",
        },
        re.compile(
            r'var _([\w$]+)=Module\["_\1"\]=(?:\([\w,]*\)|\w+)=>\(_\1=Module\["_\1"\]=wasmExports\["\1"\]\)\([\w,]*\);'
        ),
        _ANSWER.replace("ALSO", "").replace("NUMBER", ""),
    ),
)


def lean(file: str, data: bytes, wasm: bytes) -> bytes:
    """Shorten a file, if it is what binds this WebAssembly."""
    for version in _VERSIONS:
        if version.file == file:
            return _eager(_late(data.decode(), version, wasm)).encode()
    return data


def _late(source: str, version: _Version, wasm: bytes) -> str:
    internal = _INTERNAL.search(source)
    if internal is None or not all(source.count(text) == 1 for text in version.changes):
        return source
    try:
        count, bits = placeless(wasm, _NAME.findall(internal[1]))
    except (ValueError, LookupError):
        return source
    helpers = _HELPERS.replace("COUNT", str(count)).replace("BITS", bits)
    helpers = helpers.replace("BASE", version.base).replace("LISTED", version.listed)
    source = _converted(_unlisted(source, version.line))
    for text, other in version.changes.items():
        source = source.replace(text, other.replace("HELPERS", helpers).replace("ANSWER", version.answer))
    return source


def _unlisted(source: str, line: re.Pattern[str]) -> str:
    """Leave out the lines, and the variables, of exports that are asked for by their names, if at all."""
    used = set(_NAME.findall(_DECLARED.sub("", line.sub("", source))))
    asked = {f"_{found[1]}" for found in line.finditer(source)} - used
    source = line.sub(lambda found: "" if f"_{found[1]}" in asked else found[0], source)
    declared = lambda found: ",".join(name for name in found[0].split(",") if name not in asked)
    return _DECLARED.sub(declared, source)


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
