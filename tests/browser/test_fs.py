"""Folders of the user's disk in Python's file system, in both Pythons."""

from __future__ import annotations

import pytest

# A folder of the browser's own stands where the user's would be: the same kind of handle.
FOLDER = """() => {
  // Firefox has such handles, but none of the user's, and so nobody's permission to ask for.
  FileSystemHandle.prototype.queryPermission ??= async () => "granted";
  window.asked = [];
  window.showDirectoryPicker = async (options) => {
    asked.push(options);
    if (options.id === "unwanted") throw new DOMException("The user aborted a request.", "AbortError");
    return (await navigator.storage.getDirectory()).getDirectoryHandle("disk", { create: true });
  };
  window.disk = async (path, text) => {
    let at = await (await navigator.storage.getDirectory()).getDirectoryHandle("disk", { create: true });
    const parts = path.split("/"), name = parts.pop();
    for (const part of parts) at = await at.getDirectoryHandle(part, { create: true });
    if (text === false) return at.removeEntry(name, { recursive: true });
    if (text === undefined) return (await (await at.getFileHandle(name)).getFile()).text();
    const file = await (await at.getFileHandle(name, { create: true })).createWritable();
    await file.write(text);
    await file.close();
  };
  window.tree = async (at, prefix = "") => {
    at ??= await (await navigator.storage.getDirectory()).getDirectoryHandle("disk", { create: true });
    const found = [];
    for await (const [name, handle] of at.entries()) {
      found.push(prefix + name);
      if (handle.kind === "directory") found.push(...(await tree(handle, prefix + name + "/")));
    }
    return found.sort();
  };
}"""

STEPS = """
import os
from pagelet import fs, window
def read(path):
    with open(path) as file: return file.read()
def write(path, text):
    with open(path, "w") as file: file.write(text)
def names(path): return sorted([name for name in os.listdir(path)])

await window.disk("old.txt", "old")
await window.disk("deep/er/file.txt", "deep")
check("mounted", await fs.mount("/disk"))
check("copied in", (names("/disk"), read("/disk/deep/er/file.txt")), (["deep", "old.txt"], "deep"))

write("/disk/new.txt", "new")
os.mkdir("/disk/made")
write("/disk/made/inside.txt", "inside")
write("/disk/deep/er/file.txt", "deeper")
await fs.sync("/disk")
check("copied out", await window.disk("made/inside.txt"), "inside")
check("changed there", await window.disk("deep/er/file.txt"), "deeper")

os.remove("/disk/old.txt")
await window.disk("new.txt", "changed there")
await window.disk("there.txt", "there")
await window.disk("deep", False)
await fs.sync("/disk/")
check("both ways", (names("/disk"), read("/disk/new.txt")), (["made", "new.txt", "there.txt"], "changed there"))
check("added there", read("/disk/there.txt"), "there")
check("removed there", list(await window.tree()), ["made", "made/inside.txt", "new.txt", "there.txt"])

write("/disk/new.txt", "changed here")
await window.disk("new.txt", "changed there, too, and later")
os.remove("/disk/there.txt")
await window.disk("there.txt", "removed here, but changed there")
await fs.sync("/disk")
check("the newer one", read("/disk/new.txt"), "changed there, too, and later")
check("a change is kept", read("/disk/there.txt"), "removed here, but changed there")

await afails("twice", ValueError, "/disk is mounted already", lambda: fs.mount("/disk"))
await afails("unknown", KeyError, "/elsewhere is not mounted; use fs.mount() first", lambda: fs.sync("/elsewhere"))
await afails("relative", ValueError, "an absolute path such as /notes, not to 'disk'", lambda: fs.mount("disk"))
os.mkdir("/full")
write("/full/file.txt", "")
await afails("not empty", OSError, "/full could not be mounted: there are files already", lambda: fs.mount("/full"))
check("mounted", list(fs.mounted), ["/disk"])
write("/disk/last.txt", "last")
await fs.unmount("/disk")
check("unmounted", (list(fs.mounted), "disk" in os.listdir("/"), await window.disk("last.txt")), ([], False, "last"))
check("asked once", len(list(window.asked)), 1)
check("again", (await fs.mount("/disk"), read("/disk/last.txt"), len(list(window.asked))), (True, "last", 1))
check("revoke", (await fs.revoke("/disk"), await fs.revoke("/disk")), (True, False))
check("revoked", (list(fs.mounted), "disk" in os.listdir("/")), ([], False))
check("not on the disk", "last.txt" in list(await window.tree()))
check("asked again", (await fs.mount("/disk"), len(list(window.asked))), (True, 2))
check("unwanted", await fs.mount("/other", id="unwanted"), False)

check("read", await fs.mount("/readable", mode="read", id="reader", root="documents"))
check("options", [window.asked[3].mode, window.asked[3].id, window.asked[3].startIn], ["read", "reader", "documents"])
write("/readable/more.txt", "more")
said = 'more.txt has changed here, but the folder was mounted with mode="read"'
await afails("readonly", OSError, said, lambda: fs.sync("/readable"))
"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_a_folder_of_the_disk(kit, live, kind: str) -> None:
    kit.verdict(live(kit.checks(kind, STEPS), preload=FOLDER), 60)


PRIVATE = """
import os
from pagelet import fs
check("mounted", await fs.mount("/data", private=True))
if "kept.txt" not in os.listdir("/data"):
    with open("/data/kept.txt", "w") as file: file.write("kept")
    await fs.sync("/data")
else:
    with open("/data/kept.txt") as file: check("kept", file.read(), "kept")
check("there", os.listdir("/data"), ["kept.txt"])
"""


@pytest.mark.parametrize(("kind", "place"), [("mpy", ""), ("py", ""), ("mpy", "worker"), ("py", "worker")])
def test_a_folder_that_the_browser_keeps(kit, live, kind: str, place: str) -> None:
    tab = live(kit.checks(kind, PRIVATE, place))
    kit.verdict(tab, 60)
    assert tab.evaluate("verdict") == "2 right"
    tab.reload()
    kit.verdict(tab, 60)
    assert tab.evaluate("verdict") == "3 right"


NOWHERE = """
from pagelet import fs
await afails("mount", OSError, "TEXT", lambda: fs.mount("/disk"))
"""


@pytest.mark.parametrize(("kind", "place"), [("mpy", ""), ("py", "worker")])
def test_where_there_are_no_folders(kit, live, kind: str, place: str) -> None:
    text = "a worker cannot ask the user for a folder" if place else "this browser does not let pages use folders"
    preload = "() => { delete window.showDirectoryPicker }"
    kit.verdict(live(kit.checks(kind, NOWHERE.replace("TEXT", text), place), preload=preload), 60)


ASKED = """
from pagelet import document, fs
document.title = str(await fs.mount("/disk"))
"""


def test_without_a_click_a_button_asks(kit, live) -> None:
    no_click = "() => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })"
    tab = live(kit.python("mpy", ASKED), preload=f"() => {{ ({no_click})(); ({FOLDER})() }}")
    assert tab.text("dialog p") == "This page would like to use a folder of your computer as /disk."
    tab.click("dialog button:last-of-type")
    tab.wait_for("document.title === 'False'")
    assert not tab.exists("dialog")
    tab.reload()
    tab.click("dialog button")
    tab.wait_for("document.title === 'True'")
