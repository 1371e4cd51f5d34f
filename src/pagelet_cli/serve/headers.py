"""The headers that every answer carries, and the policy of each page."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pagelet_cli.page.scan import Scan

BASE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
ISOLATION: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
IMMUTABLE = "public, max-age=31536000, immutable"

# The frame lets pages under Trusted Types create workers, so it must not be under them itself.
FRAME_POLICY = "default-src 'none'; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
# Anything else that is opened as a document (an SVG, say) may not run scripts at all.
DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"

# Other servers of the author's own computer: while a page is written, what it asks for data often runs beside it.
_LOOPBACK = tuple(f"{scheme}://{host}:*" for scheme in ("http", "ws") for host in ("localhost", "127.0.0.1"))

_PAGE: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:"),
    "media-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'", "data:"),
    "connect-src": ("'self'", "https:", "wss:", "data:", "blob:", *_LOOPBACK),
    "worker-src": ("'self'",),
    "frame-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'self'",),
}


def script_hash(text: str) -> str:
    """Write the hash that lets one inline script run (CSP3 §2.3.1)."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def page_policy(
    scan: Scan,
    extra: Mapping[str, Iterable[str]] | None = None,
    *,
    trusted_types: bool = True,
    inline: Iterable[str] = (),
    connect: Iterable[str] | None = None,
) -> str:
    """Write the strictest policy under which this page works; connect is where it may go once it is finished."""
    policy = {directive: list(values) for directive, values in _PAGE.items()}
    if connect is not None:
        policy["connect-src"] = ["'self'", "data:", "blob:", *connect]
    policy["script-src"] += [script_hash(text) for text in (*scan.inline, *inline)]
    if scan.handlers:
        policy["script-src"] += ["'unsafe-hashes'", *map(script_hash, scan.handlers)]
    for directive, origin in sorted(scan.origins):
        policy.setdefault(directive, ["'self'"]).append(origin)
    for directive, values in (extra or {}).items():
        policy[directive] = _extended(policy.get(directive, ["'self'"]), values)
    if "'unsafe-inline'" in policy["script-src"]:
        # Beside a hash, browsers take no notice of it (CSP3 §6.7.3.2).
        policy["script-src"] = [value for value in policy["script-src"] if not value.startswith("'sha256-")]
    rules = [f"{directive} {' '.join(dict.fromkeys(values))}" for directive, values in policy.items()]
    # Libraries that a page brings along may need innerHTML; Pagelet itself does not.
    if trusted_types and not scan.own_scripts:
        rules += ["require-trusted-types-for 'script'", "trusted-types 'none'"]
    return "; ".join(rules)


def for_meta(policy: str) -> str:
    """Leave out what browsers read in a header only (CSP3 §3.3)."""
    return "; ".join(rule for rule in policy.split("; ") if not rule.startswith("frame-ancestors "))


def worker_policy(origins: Iterable[str] = (), connect: Iterable[str] = _PAGE["connect-src"]) -> str:
    """Write the policy of a worker, which obeys that of its own script (CSP3 §7.8), not the page's."""
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *sorted(origins)])
    return (
        f"default-src 'self'; script-src {scripts}; connect-src {' '.join(connect)}; object-src 'none'; base-uri 'none'"
    )


def _extended(values: list[str], more: Iterable[str]) -> list[str]:
    return [value for value in (*values, *more) if value != "'none'"]
