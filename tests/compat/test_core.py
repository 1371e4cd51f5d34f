"""What pages import from PyScript's core.js, and the events that it sends."""

from __future__ import annotations

import json

import pytest

CORE = "https://pyscript.net/releases/2025.11.2/core.js"
LOADER = f'<script type="module" src="{CORE}"></script>'
KINDS = ("py", "mpy")


def importing(names: str, code: str) -> str:
    """Write a page's head: PyScript's loader, then a module of the page's own that imports from it."""
    return f'{LOADER}<script type="module">import {{ {names} }} from "{CORE}";\n{code}</script>'


EVENTS = """() => {
  globalThis.seen = [];
  for (const type of ["py", "mpy"])
    for (const name of ["ready", "done", "progress", "all-done"])
      addEventListener(`${type}:${name}`, ({ target, detail }) => seen.push([`${type}:${name}`, target.id ?? detail]));
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_events(live, kind: str) -> None:
    html = (
        f'{LOADER}<py-config></py-config><script type="{kind}" id="a">1</script><script type="{kind}" id="b">2</script>'
    )
    tab = live(html, options=("--pyscript",), preload=EVENTS)
    tab.wait_for("seen.some(([name]) => name == 'py:all-done')")
    seen = [tuple(event) for event in tab.evaluate("seen")]
    name = {"py": "Pyodide", "mpy": "MicroPython"}[kind]
    assert [detail for event, detail in seen if event == f"{kind}:progress"] == [f"Loading {name}", f"Loaded {name}"]
    for event in ("ready", "done"):
        assert [element for found, element in seen if found == f"{kind}:{event}"] == ["a", "b"]
    assert seen[-1][0] == "py:all-done"


@pytest.mark.parametrize("kind", KINDS)
def test_hooks_on_the_page(live, kind: str) -> None:
    code = """
    globalThis.order = [];
    const note = (name) => (wrap, element) => order.push(`${name} ${wrap.type} ${element.id}`);
    for (const name of ["onReady", "onBeforeRunAsync", "onAfterRunAsync", "onBeforeRun", "onAfterRun"])
      hooks.main[name].add(note(name));
    const python = (text) => `\\n    import js\\n    js.order.push("${text}")\\n`;
    for (const name of ["codeBeforeRunAsync", "codeAfterRunAsync", "codeBeforeRun", "codeAfterRun"])
      hooks.main[name].add(python(name));
    try { hooks.main.onReady.add("text") } catch (error) { globalThis.refused = error.name }
    """
    scripts = "".join(
        f'<script type="{kind}" id="{name}" {attributes}>'
        f'import js; js.order.push("run {name}" + js.document.currentScript.id)</script>'
        for name, attributes in (("a", ""), ("b", 'async="false"'))
    )
    tab = live(importing("hooks", code) + scripts, options=("--pyscript",))
    tab.wait_for("globalThis.order?.length == 12")
    order = tab.evaluate("order")
    for name, suffix in (("a", "Async"), ("b", "")):
        wanted = [f"onReady {kind} {name}", f"onBeforeRun{suffix} {kind} {name}", f"codeBeforeRun{suffix}"]
        wanted += [f"run {name}{name}", f"codeAfterRun{suffix}", f"onAfterRun{suffix} {kind} {name}"]
        assert [event for event in order if event in wanted] == wanted
    assert tab.evaluate("refused") == "TypeError"
    assert tab.evaluate("document.currentScript") is None


@pytest.mark.parametrize("kind", KINDS)
def test_hooks_in_workers(serve, context, tmp_path, kind: str) -> None:
    code = """
    globalThis.order = [];
    hooks.main.onWorker.add((wrap, worker) => { worker.sync.note = (text) => order.push(text) });
    hooks.worker.onReady.add((wrap) => wrap.interpreter.registerJsModule("given", { value: 42 }));
    hooks.worker.onReady.add(async ({ type }) => { globalThis.typeOfHook = type });
    hooks.worker.onBeforeRunAsync.add(async function named({ runAsync }) { await runAsync("before = 1") });
    hooks.worker.codeBeforeRunAsync.add(`
        from pyscript import sync
        sync.note("before")
    `);
    hooks.worker.codeAfterRunAsync.add(`sync.note("after")`);
    """
    python = "import js, given; sync.note(f'{given.value} {js.typeOfHook} {before}')"
    script = f"<script type='{kind}' worker>{python}</script>"
    (tmp_path / "pagelet.toml").write_text('csp = { "script-src" = ["data:"] }\n')
    (tmp_path / "index.html").write_text(f"<!doctype html>{importing('hooks', code)}{script}")
    tab = context.open(serve(tmp_path, "--pyscript"))
    tab.wait_for("globalThis.order?.length == 3 || document.querySelector('pagelet-error')")
    assert tab.evaluate("order") == ["before", f"42 {kind} 1", "after"]


@pytest.mark.parametrize("kind", KINDS)
def test_when_defined_and_config(live, kind: str) -> None:
    code = f"""
    const wrap = await whenDefined("{kind}");
    await wrap.runAsync("answer = 6 * 7");
    const answer = wrap.interpreter.globals.get("answer");
    globalThis.found = JSON.stringify([wrap.type, answer, config["{kind}"], [...TYPES]]);
    """
    html = importing("whenDefined, config, TYPES", code)
    html += f"<{kind}-config>{{\"mine\": 1}}</{kind}-config><script type='{kind}'>1</script>"
    tab = live(html, options=("--pyscript",))
    found = json.loads(tab.wait_for("globalThis.found"))
    assert found == [kind, 42, {"mine": 1, "type": kind}, [["py", "pyodide"], ["mpy", "micropython"]]]


@pytest.mark.parametrize(("kind", "name"), [("py", "PyWorker"), ("mpy", "MPWorker")])
def test_workers_from_javascript(live, kind: str, name: str) -> None:
    code = f"""
    const worker = await {name}("./worker.py", {{ config: {{ mine: 2 }} }});
    globalThis.found = JSON.stringify([await worker.sync.double(21), await worker.sync.mine()]);
    """
    worker = "from pyscript import sync, config\nsync.double = lambda x: 2 * x\nsync.mine = lambda: config\n"
    tab = live(importing(name, code), {"worker.py": worker}, options=("--pyscript",))
    assert json.loads(tab.wait_for("globalThis.found")) == [42, {"mine": 2, "type": kind}]


@pytest.mark.parametrize("kind", KINDS)
def test_donkey(live, kind: str) -> None:
    code = f"""
    const helper = await donkey({{ type: "{kind}", persistent: true, terminal: "#out" }});
    await helper.execute("x = 20\\nprint('hello', x)");
    const value = await helper.evaluate("x + 1");
    await helper.evaluate("1 / 0");
    const fresh = await donkey({{ type: "{kind}" }});
    await fresh.execute("x = 1");
    const none = await fresh.evaluate("'x' in globals()");
    helper.kill();
    globalThis.found = JSON.stringify([value, none, document.querySelector("#out").textContent]);
    """
    tab = live(f"{importing('donkey', code)}<pre id='out'></pre>", options=("--pyscript",))
    value, none, text = json.loads(tab.wait_for("globalThis.found", 40))
    assert (value, none) == (21, False)
    assert text.startswith("hello 20\n")
    assert "ZeroDivisionError" in text


def test_imports_in_files_and_import_maps(live) -> None:
    html = (
        f'<script type="importmap">{{"imports": {{"@pyscript/core": "{CORE}"}}}}</script>'
        '<script type="module" src="app.js"></script><script type="mpy">here = 1</script>'
    )
    files = {
        "app.js": f'import {{ whenDefined }} from "{CORE}";\nconst core = await import("@pyscript/core");\n'
        "globalThis.same = core.whenDefined === whenDefined;",
    }
    tab = live(html, files, options=("--pyscript",))
    assert tab.wait_for("globalThis.same")


@pytest.mark.parametrize("kind", KINDS)
def test_storage_is_the_one_that_python_opens(live, kind: str) -> None:
    code = """
    const first = await storage("shared");
    Object.assign(first, { text: "a", list: [1, null, { b: [true] }], bytes: new Uint8Array([1, 2]).buffer, gone: 1 });
    delete first.gone;
    await first.sync();
    globalThis.kept = true;
    globalThis.again = async () => {
      const store = await storage("shared");
      const bytes = [...new Uint8Array(store.raw)];
      return JSON.stringify([Object.keys(store), store.from.b, bytes, store.text, "text" in store]);
    };
    try { first.bad = () => 1 } catch (error) { globalThis.refused = error.name }
    try { await storage("") } catch (error) { globalThis.unnamed = error.name }
    """
    python = """
import asyncio, js
from pyscript import storage
while not hasattr(js, "kept"):
    await asyncio.sleep(0.02)
store = await storage("shared")
assert [store[key] for key in ("text", "list", "bytes")] == ["a", [1, None, {"b": [True]}], bytearray([1, 2])]
assert "gone" not in store
store["from"] = {"b": "python"}
store["raw"] = b"\\x05"
del store["text"]
await store.sync()
js.document.title = "done"
"""
    tab = live(importing("storage", code) + f'<script type="{kind}">{python}</script>', options=("--pyscript",))
    tab.wait_for("document.title == 'done' || document.querySelector('pagelet-error')")
    assert json.loads(tab.evaluate("again()")) == [["list", "bytes", "from", "raw"], "python", [5], None, False]
    assert tab.evaluate("[refused, unnamed]") == ["TypeError", "SyntaxError"]
