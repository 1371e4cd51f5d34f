"""Every block of code in the guides runs, in the way that a reader would run it.

An HTML block is a page, or, where it has no script, what the Python block after it finds on its page. A block with a
file name beside its language is a file of all pages of the guide; `test_….py` is run by pytest on the desktop. A
comment below a block says what is done with the page, and what it shows then:

    <!-- click: #roll; shows: output = ^[1-6]$ -->

Pages of the other documents run, too, or a comment below says why not: `<!-- not run: … -->`. A block of HTML without
a script is a part of a page there, and not run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pagelet_cli.browser import Tab

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```\n(?:\s*<!--(.*?)-->)?", re.DOTALL | re.MULTILINE)
NOT_RUN = {"console", "text", "toml", "ts", "yaml"}


@dataclass
class Block:
    """A block of code, the words beside its language, and the scene below it."""

    language: str
    words: list[str]
    text: str
    scene: str
    line: int

    @property
    def file(self) -> str:
        return next((word for word in self.words if "." in word), "")


def blocks(guide: Path) -> list[Block]:
    text = guide.read_text("utf-8")
    return [
        Block(match[1], match[2].split(), match[3], (match[4] or "").strip(), text.count("\n", 0, match.start()) + 1)
        for match in BLOCK.finditer(text)
    ]


def pages(guide: Path) -> list[tuple[str, str, str]]:
    """List the pages of a guide: a name, the HTML and the scene."""
    found = []
    html = ""
    for block in blocks(guide):
        if block.language == "html" and "<script" not in block.text:
            html = block.text
        elif block.language in {"html", "python"} and not block.file:
            kind = "py" if "cpython" in block.words else "mpy"
            script = f'<script type="{kind}">\n{block.text}</script>'
            page = block.text if block.language == "html" else html + script
            # Without a mark of its own a page could be looked at before its scripts have run.
            found.append((f"{guide.stem}:{block.line}", page, block.scene))
            html = ""
    return found


# What shows that a page's script is about to run.
BEGUN = "script-py, script-mpy, py-script, mpy-script, pagelet-error, [data-editor=ready], script[terminal] + *"

# The reference has tests of its own.
MANUALS = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem != "reference"]
UNRUN = "not run: "
ALL = [
    page for guide in [*sorted(GUIDES.glob("*.md")), *MANUALS] for page in pages(guide) if not page[2].startswith(UNRUN)
]


def act(tab: Tab, scene: str) -> None:
    """Do what a scene says, step by step."""
    for step in filter(None, (part.strip() for part in re.split(r";\s+", scene))):
        verb, _, rest = step.partition(": ")
        css, _, value = rest.partition(" = ")
        if verb == "click":
            tab.wait_for(f"!document.querySelector({json.dumps(css)}).disabled")
            tab.click(css)
        elif verb == "type":
            tab.type(css, value)
        elif verb == "shows":
            found = f"document.querySelector({json.dumps(css)})?.textContent.trim()"
            tab.wait_for(f"new RegExp({json.dumps(value)}).test({found})", 20)
        elif verb == "served":
            pass  # with an option, before all else
        elif verb == "reload":
            tab.reload()
        else:
            pytest.fail(f"a scene has no step {verb!r}")


@pytest.mark.parametrize(("name", "html", "scene"), ALL, ids=[name for name, _, _ in ALL])
def test_a_page_of_a_guide_does_what_it_says(name: str, html: str, scene: str, page) -> None:
    file = f"{name.partition(':')[0]}.md"
    guide = GUIDES / file if (GUIDES / file).exists() else ROOT / "docs" / file
    files = {block.file: block.text for block in blocks(guide) if block.file}
    options = re.findall(r"served: (--\w+)", scene)
    tab = page(f"<!doctype html>\n<title>{guide.stem}</title>\n{html}", files, options)
    tab.wait_for(f"document.querySelector('{BEGUN}')", 20)
    # Its scripts have set up what answers, or have no end.
    tab.wait_for("window.allDone || performance.now() > 5000")
    act(tab, scene)
    assert tab.count("pagelet-error") == 0, tab.report()


def test_every_kind_of_block_is_known() -> None:
    for guide in [*GUIDES.glob("*.md"), *MANUALS]:
        for block in blocks(guide):
            known = block.language in NOT_RUN | {"html", "python"} or block.file
            assert known, f"{guide.name}:{block.line}: what is {block.language!r}?"


@pytest.mark.nightly
def test_tests_in_guides_pass(tmp_path: Path) -> None:
    for guide in GUIDES.glob("*.md"):
        folder = tmp_path / guide.stem
        folder.mkdir()
        named = [block for block in blocks(guide) if block.file]
        for block in named:
            (folder / block.file).write_text(block.text, "utf-8")
        if not any(block.file.startswith("test_") for block in named):
            continue
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_links_lead_somewhere() -> None:
    for text in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read_text("utf-8")):
            assert (text.parent / link).exists(), f"{text.relative_to(ROOT)} links {link}"
