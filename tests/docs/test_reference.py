"""The reference is made from the docstrings, says something about every public name, and its examples work."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import pytest

import pagelet
from pagelet.host import close_page, open_page
from pagelet_cli.browser import Tab

ROOT = Path(__file__).parents[2]
SITE = Path(__file__).parent / "site"
HOW = """
A docstring of a public name is one sentence, what it takes, and an example. The example is an indented block; HTML that
it needs stands first, then an empty line, then Python. Imports from pagelet and pagelet.html are added to it:

    \"\"\"Show values in an element.

    ``append=False`` replaces what the element shows.

        <p id="sum"></p>

        display(1 + 1, target="sum")
    \"\"\"

Where only the sentence stands above it, a line "For example:" does too. A value that is no function has its docstring
on the line below it. Then run scripts/docs.
"""


def test_the_reference_is_up_to_date(docs) -> None:
    assert docs.PAGE.read_text("utf-8") == docs.reference(), "run scripts/docs"


def test_every_public_name_has_an_entry_and_an_example(docs) -> None:
    entries = {entry.name: entry for entry in docs.entries()}
    assert sorted(entries) == sorted(pagelet.__all__)
    wanted = []
    for name, entry in entries.items():
        if not re.match(r"[A-Z`].*[.:]", entry.text, re.DOTALL):
            wanted.append(f"{name} (src/pagelet/{entry.home}.py) has no docstring that begins with a sentence")
        elif not any(example.python for example in entry.all_examples()):
            wanted.append(f"{name} (src/pagelet/{entry.home}.py) has no example in its docstring")
    assert not wanted, "\n".join(wanted) + "\n" + HOW


def cases(docs) -> list:
    """List what has examples: names, and the modules that pages import."""
    found = [entry for entry in docs.entries() if entry.all_examples()]
    modules = [module for module in docs.modules() if module.name != "host"]
    return found + [docs.Entry(f"pagelet.{one.name}", one.name, "", *docs.split(one.doc())) for one in modules]


def test_examples_run_on_the_desktop_or_say_that_they_cannot(docs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SITE)
    failed = []
    for entry in cases(docs):
        page = open_page("".join(example.html for example in entry.all_examples() if "<script" not in example.html))
        try:
            for example in entry.all_examples():
                page.run(example.code(), f"<example of {entry.name}>")
        except (NotImplementedError, ImportError, AttributeError, pagelet.NetworkError):
            pass  # the desktop has no JavaScript, no workers and no server, and says so by one of these
        except Exception as error:  # noqa: BLE001 - whatever an example raises is told with its name
            failed.append(f"{entry.name}: {error!r}\n{example.code()}")
        finally:
            close_page()
    assert not failed, "\n".join(failed)


def stage(entry, kind: str) -> str:
    """Write an entry's examples as a template: its HTML, then a script each that reports its end."""
    parts = []
    for number, example in enumerate(entry.all_examples()):
        end = f"\nfrom pagelet import document\ndocument.documentElement.dataset.done = '{entry.name} {number}'\n"
        html = re.sub(r'type="m?py"', f'type="{kind}"', example.html)
        parts.append(f'{html}\n<script type="{kind}">\n{example.code()}{end}</script>')
    content = "</template><template>".join(parts)
    return f'<div data-name="{escape(entry.name)}"><template>{content}</template></div>'


NEXT = """(name, number) => {
  const template = document.querySelector(`[data-name="${name}"]`).querySelectorAll("template")[number];
  if (number === 0) document.querySelector("main").replaceChildren();
  document.querySelector("main").append(template.content.cloneNode(true));
}"""
ENDED = """document.documentElement.dataset.done === %s || document.querySelector("pagelet-error")"""
ERROR = """(() => {
  const box = document.querySelector("pagelet-error");
  const text = box ? (box.shadowRoot ?? box).textContent : "";
  box?.remove();
  return text;
})()"""


@pytest.mark.parametrize("kind", ["mpy", "py"])
def test_examples_run_in_a_browser(docs, page, kind: str) -> None:
    entries = cases(docs)
    templates = "\n".join(stage(entry, kind) for entry in entries)
    config = f"<{kind}-config>\n{(SITE / 'config.toml').read_text('utf-8')}</{kind}-config>"
    files = {path.name: path.read_bytes() for path in SITE.iterdir() if path.suffix != ".toml"}
    tab: Tab = page(f"<!doctype html>\n<title>Examples</title>\n{config}\n<main></main>\n{templates}", files)
    failed = []
    for entry in entries:
        for number, example in enumerate(entry.all_examples()):
            tab.evaluate(f"({NEXT})({json.dumps(entry.name)}, {number})")
            tab.wait_for(ENDED % json.dumps(f"{entry.name} {number}"), 30)
            if error := tab.evaluate(ERROR):
                failed.append(f"{entry.name}: {error}\n{example.code()}")
    assert not failed, "\n\n".join(failed) + f"\n\n(in the browser, type={kind!r}; files there: {', '.join(files)})"
