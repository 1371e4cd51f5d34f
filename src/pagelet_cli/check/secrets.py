"""Report keys and tokens in files that would be published, by the forms that their issuers gave them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pagelet_cli.errors import SecretShipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pagelet_cli.check.subject import Project
    from pagelet_cli.errors import PageletError

_LARGEST = 2_000_000
_SHOWN = 8
_FORMS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "an access key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,})",
    "a token of GitLab": r"\bglpat-[A-Za-z0-9_\-]{20,}",
    "a token of Slack": r"\bxox[abeoprs]-[A-Za-z0-9\-]{20,}",
    "a secret key of Stripe": r"\b[rs]k_live_[A-Za-z0-9]{20,}",
    "a key of Google": r"\bAIza[A-Za-z0-9_\-]{35}\b",
    "a key of Anthropic or OpenAI": r"\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_\-]{32,}",
    "a token of a package index": r"\b(?:pypi-AgE[A-Za-z0-9_\-]{40,}|npm_[A-Za-z0-9]{36})",
    "a token of Hugging Face": r"\bhf_[A-Za-z0-9]{34}\b",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@\"'<>{}$]+:[^\s/:@\"'<>{}$]{3,}@[\w.\-]+",
}
_ANY = re.compile("|".join(f"({form})" for form in _FORMS.values()))
_KINDS = tuple(_FORMS)


def check(project: Project) -> Iterator[PageletError]:
    """Read every file of text that would ship."""
    for file in project.files:
        path = project.root.folder / file
        if path.stat().st_size > _LARGEST:
            continue
        text = project.root.text(file) or ""
        for match in _ANY.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            kind = _KINDS[(match.lastindex or 1) - 1]
            yield SecretShipped(kind, match[0][: min(_SHOWN, len(match[0]) // 3)], project.where(file, line, column))
