"""A project as PyScript's own tool writes it: its page, its config and its program, from the tool as it is published."""

from __future__ import annotations

import re

TOOL = "pyscript==0.3.3"
# `pyscript create hello` fills in these; the version is the one that the tool knows of.
NAMES = {
    "title": "hello",
    "pyscript_version": "2024.9.2",
    "python_file_path": "main.py",
    "config_file_path": "pyscript.toml",
}
CONFIG = """name = "hello"
description = ""
type = "app"
author_name = "Ada"
author_email = "ada@example.com"
version = "latest"
"""


def test_a_new_project_of_pyscripts_tool_runs(live, published) -> None:
    files = published(TOOL).files
    page = re.sub(r"{{ (\w+) }}", lambda found: NAMES[found[1]], files["pyscript/templates/basic.html"].decode())
    program = re.search(r'CODE = """(.*?)"""', files["pyscript/_generator.py"].decode(), re.DOTALL)[1]
    tab = live("", {"index.html": page, "main.py": program, "pyscript.toml": CONFIG}, options=("--pyscript",))
    lines = "document.querySelector('script[terminal]').terminal?.buffer.active"
    tab.wait_for(f"{lines}?.getLine(0).translateToString(true) === 'Hello, world!'", 60)
