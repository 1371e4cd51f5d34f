"""Make a page around a lone Python file."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePath
from urllib.parse import quote

_RUNTIME = re.compile(r"^#\s*runtime:\s*(\w+)\s*$", re.MULTILINE | re.IGNORECASE)
_FIRST = 10


def kind_of(source: str) -> str:
    """Read the script type out of a `# runtime:` line at the top of the file."""
    match = _RUNTIME.search("\n".join(source.splitlines()[:_FIRST]))
    return "mpy" if match and match[1].lower() in ("micropython", "mpy") else "py"


def wrap(name: str, source: str) -> str:
    """Write the page that runs a Python file."""
    title = escape(PurePath(name).stem)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}</style>
</head>
<body>
<script type="{kind_of(source)}" src="{escape(quote(name))}"></script>
</body>
</html>
"""
