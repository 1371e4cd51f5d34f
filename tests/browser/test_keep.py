"""What a page keeps is there at the next visit: every change, in both Pythons, in workers, in two tabs."""

from __future__ import annotations

import base64
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pagelet_cli.browser import Browser, Context, Tab, chromium, firefox, process
from pagelet_cli.browser.session import Name

PLACES = [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")]

# Every way to change a dict.
CHANGE = """
import sys
from pagelet import Storage, storage
store = await storage("all")
check("empty", len(store), 0)
check("a dict", isinstance(store, dict))
store["set"] = 1
store.update({"updated": 2}, keyword=3)
store.update([("pair", 4)])
if sys.implementation.name == "micropython":
    store.update({"ior": 5})  # its |= goes past every subclass of dict; the docs say so
else:
    store |= {"ior": 5}
check("still a storage", isinstance(store, Storage))
check("setdefault", store.setdefault("set", 0), 1)
store.setdefault("default", []).append("in place")
store["set"] = "again"
for name in ("popped", "deleted", "other"):
    store[name] = name
check("pop", store.pop("popped"), "popped")
check("pop of nothing", store.pop("popped", None), None)
fails("pop without a default", KeyError, "popped", lambda: store.pop("popped"))
del store["deleted"]
fails("del of nothing", KeyError, "deleted", lambda: store.__delitem__("deleted"))
taken = store.popitem()
store["taken"] = taken
store["nested"] = {"list": [1, {"deep": ()}]}
await store.sync()
store["nested"]["list"][1]["deep"] += (2,)
store["nested"]["list"].append(None)
await store.sync()
left = store.copy()
store["by itself"] = True
"""
KEPT = """
from pagelet import storage
store = await storage("all")
key, value = store.pop("taken")
check("popitem", key in store, False)
expected = {"set": "again", "updated": 2, "keyword": 3, "pair": 4, "ior": 5, "default": ["in place"], "other": "other",
    "nested": {"list": [1, {"deep": (2,)}, None]}, "by itself": True}
check("popped item", value, expected.pop(key))
check("kept", store.copy(), expected)
store.clear()
await store.sync()
check("cleared", len(await storage("all")), 0)
"""

VALUES = """
import datetime
from pagelet import storage
VALUES = {
    "none": None, "true": True, "false": False, "zero": 0, "big": 2**80, "negative": -(2**40), "one": 1.0,
    "sum": 0.1 + 0.2, "tiny": 5e-324, "huge": 1.7976931348623157e308, "minus": -0.0, "infinite": float("inf"),
    "text": "Grüße 😀 \\0 \\n \\"'$", "long": "x" * 100000, "bytes": bytes(range(256)), "array": bytearray(b"abc"),
    "nothing": b"", "tuple": (1, (2, "three"), [4]), "set": {1, 2}, "texts": ["Grüße 😀 \\0 \\n", "T", "F"], "T": "F",
    "list": [None, True, 1, 1.5, "a", b"b", (b"c", bytearray(b"d"))], "dict": {"$": 1, "v": {"a": {}}},
    "numbers": {1: "one", 2.5: (), None: None, (1, 2): "pair"}, "time": datetime.time(7, 5),
    "moment": datetime.datetime(2024, 2, 29, 12, 30, 15, 250000), "day": datetime.date(2024, 2, 29),
    "aware": datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc), 7: "seven", "7": "text",
    0.5: "half", "": "empty", "no": "", "__proto__": "safe", "constructor": {"__proto__": 1},
}
def kinds(value):
    if isinstance(value, (list, tuple, set)):
        return [type(value).__name__] + sorted([str(kinds(item)) for item in value])
    if isinstance(value, dict): return sorted([str([str(key), kinds(item)]) for key, item in value.items()])
    return type(value).__name__ + str(value) if isinstance(value, float) else type(value).__name__
"""
WRITE = (
    VALUES
    + """
store = await storage("values")
store.update(VALUES)
store["view"] = memoryview(b"view")
await store.sync()
"""
)
READ = (
    VALUES
    + """
store = await storage("values")
check("view", bytes(store.pop("view")), b"view")
for key in VALUES:
    check(key, store.get(key, "missing"), VALUES[key])
    check("the type of " + str(key), kinds(store.get(key, "missing")), kinds(VALUES[key]))
check("keys", sorted([str(key) for key in store]), sorted([str(key) for key in VALUES]))
"""
)

REFUSED = """
from pagelet import storage
class Own: pass
store = await storage("refused")
def put(value): return lambda: store.__setitem__("key", value)
fails("an object", TypeError, "the value of 'key' is a Own, which cannot be kept; use None, bool", put(Own()))
fails("an object inside", TypeError, "the value of 'key' is a Own", put([{"a": (Own(),)}]))
fails("a key", TypeError, "keys are texts or numbers, not (1,)", lambda: store.__setitem__((1,), 1))
circle = []; circle.append(circle)
fails("a circle", ValueError, "the value of 'key' contains itself, or is nested more than 40 deep", put(circle))
deep = []
for _ in range(38): deep = [deep]
store["deep"] = deep
await store.sync()
check("deep", (await storage("refused"))["deep"], deep)
check("refused", list(store), ["deep"])
await afails("no name", ValueError, "a storage needs a name, as in storage('notes')", lambda: storage(""))
await afails("no text", ValueError, "a storage needs a name", lambda: storage(3))
store["later"] = [1]
store["later"].append(Own())
await afails("an object put in later", TypeError, "the value of 'later' is a Own", store.sync)
"""

OWN = """
from pagelet import Storage, storage
class Log(Storage):
    def __init__(self, store):
        super().__init__(store)
        self.changes = []
    def __setitem__(self, key, value):
        self.changes.append(key)
        super().__setitem__(key, value)
    def latest(self): return self.changes[-1]
log = await storage("log", storage_class=Log)
log["a"] = 1
log.update({"b": 2})
log.setdefault("c", 3)
check("seen", (log.changes, log.latest()), (["a", "b", "c"], "c"))
await log.sync()
again = await storage("log", Log)
check("kept", (again.copy(), again.changes), ({"a": 1, "b": 2, "c": 3}, []))
"""


@pytest.mark.parametrize(("kind", "place"), PLACES)
def test_every_change_is_kept(kit, live, kind: str, place: str) -> None:
    tab = live(kit.checks(kind, CHANGE, place), {"next.html": kit.checks(kind, KEPT, place)})
    kit.verdict(tab)
    tab.evaluate("location.href = 'next.html'; 0")
    tab.wait_for("location.pathname.endsWith('next.html')")
    kit.verdict(tab)


@pytest.mark.parametrize(("writer", "reader"), [("mpy", "mpy"), ("mpy", "py"), ("py", "mpy"), ("py", "py")])
def test_values_keep_their_types_between_both_pythons(kit, live, writer: str, reader: str) -> None:
    tab = live(kit.checks(writer, WRITE), {"next.html": kit.checks(reader, READ)})
    kit.verdict(tab)
    tab.evaluate("location.href = 'next.html'; 0")
    tab.wait_for("location.pathname.endsWith('next.html')")
    kit.verdict(tab)


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_what_cannot_be_kept_is_refused_at_once(kit, live, kind: str) -> None:
    kit.verdict(live(kit.checks(kind, REFUSED)))


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_storage_of_ones_own(kit, live, kind: str) -> None:
    kit.verdict(live(kit.checks(kind, OWN)))


# ---------------------------------------------------------------------------------------------- tabs, crashes, no room

ORDER = """
from pagelet import storage
store = await storage("order")
if not store:
    for key in ("z", "a", "m", 3): store[key] = key
    store.pop("a"); store["a"] = 1; store["z"] = 2
    check("popitem takes the last", store.popitem(), ("a", 1))
    store["a"] = 0
check("order", list(store), ["z", "m", 3, "a"])
await store.sync()
"""


def test_a_dict_keeps_its_order(kit, live) -> None:
    tab = live(kit.checks("py", ORDER))
    kit.verdict(tab)
    tab.reload()
    kit.verdict(tab)


NOISE = """
from pagelet import window
async def noise(): return await (await window.fetch("noise.txt")).text()
"""
# The browser compresses what it keeps; this it cannot.
FILLING = base64.b64encode(os.urandom(3_000_000))
SHARED = (
    NOISE
    + """
from pagelet import document, storage, when
store = await storage("shared")
@when("change", "#do")
async def do(event):
    try:
        globals()["text"] = await noise() if "text" in event.target.value else ""
        exec(event.target.value, globals())
        await store.sync()
        document.title = ", ".join(sorted(["%s=%s" % (key, store[key]) for key in store])) or "nothing"
    except Exception as error:
        document.title = str(error)
document.title = "ready"
"""
)


def do(tab: Tab, code: str) -> str:
    """Run Python in the page of SHARED, then sync; return what the storage holds, or the error."""
    tab.call(
        """code => {
      document.title = "";
      const input = document.querySelector("#do");
      input.value = code;
      input.dispatchEvent(new Event("change"));
    }""",
        code,
    )
    return str(tab.wait_for("document.title"))


@pytest.mark.parametrize(("one", "other"), [("mpy", "py"), ("py", "mpy")])
def test_two_tabs_lose_nothing(kit, serve, context: Context, one: str, other: str) -> None:
    pages = {f"{kind}.html": f"<!doctype html><input id=do>{kit.python(kind, SHARED)}" for kind in ("mpy", "py")}
    base = serve(pages)
    first, second = (context.open().goto(f"{base}{kind}.html") for kind in (one, other))
    for tab in (first, second):
        tab.wait_for("document.title === 'ready'")
    assert do(first, "store['a'] = 1; store['list'] = [1]") == "a=1, list=[1]"
    # The second has not looked yet: what it writes is added to what the first has written.
    assert do(second, "store['b'] = 2") == "a=1, b=2, list=[1]"
    assert do(first, "store['list'].append(2)") == "a=1, b=2, list=[1, 2]"
    # Both change one entry: the last one to save wins, and the other entries of both stay.
    assert do(first, "store['a'] = 'first'; store['c'] = 3") == "a=first, b=2, c=3, list=[1, 2]"
    assert do(second, "store['a'] = 'second'; store.pop('b')") == "a=second, c=3, list=[1, 2]"
    assert do(first, "") == "a=second, c=3, list=[1, 2]"
    assert do(second, "store.clear()") == "nothing"
    assert do(first, "") == "nothing"


COUNTING = """
from pagelet import document, storage
store = await storage("crash")
document.body.title = "%s %s %s" % (store.get("a", 0), store.get("b", 0), len(store.get("weight", "")))
number = store.get("a", 0)
while True:
    number += 1
    store["a"] = number
    store["weight"] = "x" * 100000
    store["b"] = number
    await store.sync()
    document.title = str(number)
"""


@pytest.mark.parametrize("kind", ["mpy", pytest.param("py", marks=pytest.mark.nightly)])
def test_what_was_synced_survives_a_killed_browser(
    kit, serve, browser_name: Name, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    class Kept(process.Profile):
        def __init__(self) -> None:
            self.path = tmp_path / "profile"
            self.path.mkdir(exist_ok=True)

        async def remove(self) -> None:
            """Leave it for the next start."""

    monkeypatch.setattr(backend := {"chromium": chromium, "firefox": firefox}[browser_name], "Profile", Kept)
    assert backend.Profile is Kept
    base = serve({"index.html": f"<!doctype html><body>{kit.python(kind, COUNTING)}"})
    synced = 0
    for least in (5, 12, 0):
        running = Browser.start(browser_name)
        try:
            tab = running.open(base)
            tab.wait_for("document.body.title", 60)
            a, b, weight = map(int, tab.evaluate("document.body.title").split())
            assert a == b
            assert a >= synced
            assert weight == (100000 if a else 0)
            tab.wait_for(f"Number(document.title) >= {synced + least}")
            synced = int(tab.evaluate("document.title"))
            owner = running._backend
            os.kill(owner._browser_pid if isinstance(owner, chromium.Chromium) else owner._process.id, signal.SIGKILL)
        finally:
            running.stop()


@pytest.fixture
def narrow(browser_name: Name, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tab]:
    """Open a tab of a browser that gives each site 2 megabytes."""
    monkeypatch.setitem(firefox._PREFERENCES, "dom.quotaManager.temporaryStorage.fixedLimit", 2_000)
    running = Browser.start(browser_name)
    yield running.open()
    running.stop()


def limit(tab: Tab, origin: str, size: int) -> None:
    """Limit what Chromium gives a site; Firefox has been told at its start."""
    if tab.browser.name == "chromium":
        session = tab.browser._command("goog:cdp.getSession", {"context": tab.id})["session"]
        params = {"origin": origin, "quotaSize": size}
        command = {"method": "Storage.overrideQuotaForOrigin", "params": params, "session": session}
        tab.browser._command("goog:cdp.sendCommand", command)


@pytest.mark.parametrize("kind", ["mpy", pytest.param("py", marks=pytest.mark.nightly)])
def test_no_room_is_said_clearly(kit, serve, narrow: Tab, kind: str) -> None:
    base = serve({"index.html": f"<!doctype html><input id=do>{kit.python(kind, SHARED)}", "noise.txt": FILLING})
    tab = narrow.goto(base)
    limit(tab, base.split("/test-")[0], 2_000_000)
    tab.wait_for("document.title === 'ready'")
    assert do(tab, "store['small'] = 1") == "small=1"
    said = do(tab, "store['large'] = text")
    assert said.startswith('there is no room left to keep "shared": remove something from it, or make room on the disk')
    # The change is still wanted; without it all is well again.
    assert do(tab, "store['large'] = 2; store['more'] = 3") == "large=2, more=3, small=1"
    do(tab, "store['large'] = text; store['more'] = 4")
    tab.reload()
    tab.wait_for("document.title === 'ready'")
    assert do(tab, "") == "large=2, more=3, small=1"


UNSEEN = (
    NOISE
    + """
from pagelet import storage
store = await storage("unseen")
store["large"] = await noise()
"""
)


@pytest.mark.parametrize(("kind", "place"), [("mpy", ""), ("py", "worker")])
def test_a_change_that_nobody_waits_for_fails_in_sight(kit, serve, narrow: Tab, kind: str, place: str) -> None:
    files = {"next.html": f"<!doctype html>{kit.python(kind, UNSEEN, place)}", "noise.txt": FILLING}
    base = serve({"index.html": "<!doctype html>", **files})
    tab = narrow.goto(base)
    limit(tab, base.split("/test-")[0], 2_000_000)
    tab.evaluate("location.href = 'next.html'; 0")
    text = tab.text("pagelet-error >>> *", timeout=60)
    report = tab.report()
    assert 'PGL-K01: there is no room left to keep "unseen"' in report, text
    assert "Make room, or allow the site to store data" in report


BLOCKED = """
from pagelet import storage
async def opening(): return await storage("blocked")
await afails("blocked", OSError, "the browser does not let this page keep \\"blocked\\" (SecurityError", opening)
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_storage_that_the_browser_refuses(kit, live, kind: str) -> None:
    refuse = """() => Object.defineProperty(window, "indexedDB", {
      get() { throw new DOMException("The operation is insecure.", "SecurityError") } })"""
    kit.verdict(live(kit.checks(kind, BLOCKED), preload=refuse))


# What PyScript 0.7.31 writes: flatted JSON, in a database of its own.
OLD = {
    "text": r'[["1","2"],"generic","Gr\u00fc\u00dfe \ud83d\ude00"]',
    "float": '[["1",1.0],"generic"]',
    "true": '[["1",true],"generic"]',
    "none": '[["1",0],"null"]',
    "nested": '[["1","2"],"generic",{"a":"3","b":"4"},[1,"5",null],{},"x"]',
    "array": '[["1","2"],"bytearray",[1,2,255]]',
    "view": '[["1","2"],"memoryview",[3]]',
}
TAKEN = """
from pagelet import storage
store = await storage("old")
check("view", bytes(store.pop("view", b"missing")), b"\\x03")
check("taken over", store.copy(), {"text": "Grüße 😀", "float": 1.0, "true": True, "none": None, 5: 7,
    "nested": {"a": [1, "x", None], "b": {}}, "array": bytearray(b"\\x01\\x02\\xff")})
check("float", type(store["float"]), float)
store["own"] = 1
del store["true"]
await store.sync()
again = await storage("old")
check("only once", sorted([str(key) for key in again]), ["5", "array", "float", "nested", "none", "own", "text"])
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_what_a_pyscript_page_kept_is_taken_over(kit, live, kind: str) -> None:
    tab = live("nothing yet", {"next.html": kit.checks(kind, TAKEN)})
    tab.call(
        """async (old) => {
      const asked = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
      const request = indexedDB.open("IDBMap/@pyscript/old");
      request.onupgradeneeded = () => request.result.createObjectStore("entries");
      const database = await asked(request);
      const entries = database.transaction("entries", "readwrite").objectStore("entries");
      for (const [key, value] of old) entries.put(value, key);
      await asked(entries.put('[["1",7],"generic"]', 5));
      database.close();
    }""",
        list(map(list, OLD.items())),
    )
    tab.evaluate("location.href = 'next.html'; 0")
    tab.wait_for("location.pathname.endsWith('next.html')")
    kit.verdict(tab)
