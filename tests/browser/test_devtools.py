"""What devtools show of a built site: the Python that its author wrote."""

from __future__ import annotations

import base64
import json
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from static_host import StaticHost
from tests.browser.test_build import build, opened
from websockets.sync.client import connect

from pagelet_cli.browser import Browser, Context, Tab
from pagelet_cli.browser.patience import patient


def by_map(tab: Tab) -> dict[str, str]:
    """Read the sources that the kernel's map names, as devtools do."""
    found: dict[str, str] = tab.call("""async () => {
      const { src } = document.querySelector("script[src$='/pagelet.js']");
      const [, map] = /\\/\\/# sourceMappingURL=(\\S+)\\n$/.exec(await (await fetch(src)).text());
      const address = new URL(map, src);
      const { sources } = await (await fetch(address)).json();
      const read = async (source) => [source.split("/").at(-1), await (await fetch(new URL(source, address))).text()];
      return Object.fromEntries(await Promise.all(sources.map(read)));
    }""")
    return found


def by_devtools(tab: Tab) -> dict[str, str]:
    """Read the sources that Chromium's own devtools are told of, the way they do: past the page and its policy.

    https://chromedevtools.github.io/devtools-protocol/tot/Network/#method-loadNetworkResource
    """
    port, _ = (tab.browser._backend._profile.path / "DevToolsActivePort").read_text("utf-8").split()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
        (target,) = (each for each in json.load(answer) if each["url"] == tab.evaluate("location.href"))
    with connect(target["webSocketDebuggerUrl"], max_size=None, proxy=None) as devtools:
        scripts: list[dict[str, str]] = []

        def ask(method: str, **params: object) -> dict[str, Any]:
            devtools.send(json.dumps({"id": 1, "method": method, "params": params}))
            while "id" not in (message := json.loads(devtools.recv(timeout=patient(30)))):
                if message["method"] == "Debugger.scriptParsed":
                    scripts.append(message["params"])
            result: dict[str, Any] = message["result"]
            return result

        def load(url: str) -> str:
            options = {"disableCache": True, "includeCredentials": True}
            stream = ask("Network.loadNetworkResource", frameId=frame, url=url, options=options)["resource"]["stream"]
            read = ask("IO.read", handle=stream)
            assert read["eof"] or ask("IO.read", handle=stream)["eof"]
            return base64.b64decode(read["data"]).decode() if read["base64Encoded"] else str(read["data"])

        frame = ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        ask("Debugger.enable")
        (map_,) = (urljoin(script["url"], script["sourceMapURL"]) for script in scripts if script["sourceMapURL"])
        return {source.rpartition("/")[2]: load(urljoin(map_, source)) for source in json.loads(load(map_))["sources"]}


# In the browser's own window: it opens the debugger as F12 does, waits for Python among its sources, and reads what its
# editor shows of each.
# https://firefox-source-docs.mozilla.org/devtools/tests/writing-tests.html
_LOOK = """async () => {
  const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
  const { gDevTools } = require("devtools/client/framework/devtools");
  const toolbox = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: "jsdebugger" });
  const panel = toolbox.getPanel("jsdebugger");
  const { store, selectors } = panel.getVarsForTests();
  const until = async (look) => {
    let found;
    while (!(found = look())) await new Promise((resolve) => setTimeout(resolve, 50));
    return found;
  };
  const state = () => store.getState();
  const python = () => selectors.getSourceList(state()).filter(({ url }) => url?.endsWith(".py"));
  await until(() => python().length === 2);
  const shown = {};
  for (const { id, url } of python()) {
    await panel.selectSourceURL(url, 1);
    await until(() => selectors.getSelectedSource(state())?.id === id);
    const lines = () => [...panel.panelWin.document.querySelectorAll(".cm-content .cm-line")];
    const text = () => lines().map((line) => line.textContent).join("\\n");
    const wanted = await until(() => selectors.getSelectedSourceTextContent(state())?.value?.value);
    await until(() => text() === wanted);
    shown[url.split("/").at(-1)] = text();
  }
  return JSON.stringify(shown);
}"""


def by_debugger(folder: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Read what Firefox's own debugger shows; it is part of the browser's window, opened by this switch alone."""
    real = shutil.which("firefox-esr") or shutil.which("firefox")
    program = folder / "firefox-esr"
    program.write_text(f'#!/bin/sh\nexec {real} --remote-allow-system-access "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    with Browser.start("firefox") as browser:
        browser.open(address).wait_for("document.readyState == 'complete'")
        command = browser._backend.connection.command
        (window,) = browser._loop.run(command("browsingContext.getTree", {"moz:scope": "chrome"}))["contexts"]
        look = {"functionDeclaration": _LOOK, "awaitPromise": True, "target": {"context": window["context"]}}
        answer = browser._loop.run(command("script.callFunction", look, timeout=60))
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        shown: dict[str, str] = json.loads(answer["result"]["value"])
        return shown


OWN = {"main.py": "import helper  # as I wrote it\n\n\nhelper.greet('ä')", "helper.py": "greet = print"}


def written(folder: Path) -> Path:
    """Build a page whose Python lies beside it."""
    html = '<!doctype html><title>Source</title><script type="mpy" src="deep/main.py"></script>'
    return build(folder, {"index.html": html, "deep/main.py": OWN["main.py"], "helper.py": OWN["helper.py"]})


@pytest.mark.nightly
def test_the_debugger_of_firefox_shows_it(
    host: Callable[..., StaticHost], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert by_debugger(tmp_path, host(written(tmp_path)).base, monkeypatch) == OWN


def test_devtools_show_the_python_that_its_author_wrote(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, browser_name: str
) -> None:
    tab = opened(context, host(written(tmp_path)).base)
    tab.wait_for("document.readyState == 'complete'")
    assert by_map(tab) == OWN
    # Firefox has no such protocol; its debugger is looked at above.
    if browser_name == "chromium":
        assert by_devtools(tab) == OWN
