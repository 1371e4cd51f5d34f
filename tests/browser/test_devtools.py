"""What devtools show of a built site: the Python that its author wrote."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from static_host import StaticHost
from tests.browser.test_build import build, opened
from websockets.sync.client import connect

from pagelet_cli.browser import Context, Tab
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


def test_devtools_show_the_python_that_its_author_wrote(
    context: Context, host: Callable[..., StaticHost], tmp_path: Path, browser_name: str
) -> None:
    own = {"main.py": "import helper  # as I wrote it\n\n\nhelper.greet('ä')", "helper.py": "greet = print"}
    html = '<!doctype html><title>Source</title><script type="mpy" src="deep/main.py"></script>'
    out = build(tmp_path, {"index.html": html, "deep/main.py": own["main.py"], "helper.py": own["helper.py"]})
    tab = opened(context, host(out).base)
    tab.wait_for("document.readyState == 'complete'")
    assert by_map(tab) == own
    # Firefox has no such protocol.
    if browser_name == "chromium":
        assert by_devtools(tab) == own
