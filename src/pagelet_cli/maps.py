"""The two documents that show a map (`kernel/src/charts/map.js` says why two), under what the author lets maps ask for.

The outer one fetches tiles. The inner one runs the JavaScript that folium wrote, in an origin of its own; what such
maps are made with stands in it. Both know only the hosts that `[csp]` of the settings names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

OUTER, INNER = "pagelet.maps.html", "pagelet.map.html"
NAMES = (OUTER, INNER)
# Of what the inner one is made: leaflet by scripts/vendor, and kernel/src/charts/inside.js.
PARTS = ("pagelet.leaflet.js", "pagelet.inside.js")
# What a folium map may ask of other hosts, where they are named.
_DIRECTIVES = ("img-src", "script-src", "style-src", "font-src", "connect-src")
_OPEN: Mapping[str, Iterable[str]] = dict.fromkeys(_DIRECTIVES, ("https:",))
_SANDBOX = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"

Csp = bool | Mapping[str, Iterable[str]]


def policy(name: str, csp: Csp, *, header: bool = True) -> str:
    """Write the policy of a document; without one for its pages, maps may ask every host."""
    named = _OPEN if csp is False else {} if csp is True else csp
    hosts = {directive: list(named.get(directive, ())) for directive in _DIRECTIVES}
    base = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    if name == OUTER:
        rules = [base, "script-src 'self'", "frame-src 'self'", _rule("connect-src", hosts["img-src"])]
        return "; ".join(rules)
    rules = [
        " ".join([base, *hosts["style-src"]]),
        " ".join(["script-src 'unsafe-inline'", *hosts["script-src"]]),
        " ".join(["img-src data: blob:", *hosts["img-src"]]),
        " ".join(["font-src data:", *hosts["font-src"]]),
        _rule("connect-src", hosts["connect-src"]),
    ]
    # Browsers read that one in a header only (CSP3 §3.3); the frame has it as an attribute, too.
    return "; ".join([*rules, _SANDBOX] if header else rules)


def document(name: str, read: Callable[[str], bytes]) -> bytes:
    """Write a document that asks every host; read gives what the inner one is made of."""
    rules = policy(name, csp=False, header=False)
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{rules}"><title>Map</title>'
    if name == OUTER:
        body = '<body style="margin:0;overflow-y:hidden;font:16px/1.5 system-ui,sans-serif">'
        body += '<script type="module" src="pagelet.charts.js"></script>'
        return f'<!doctype html><html lang="en">{head}{body}</html>'.encode()
    tags = b"".join(b"<script>" + read(part) + b"</script>" for part in PARTS)
    return f'<!doctype html><html lang="en">{head}<body>'.encode() + tags + b"</html>"


def under(data: bytes, name: str, csp: Csp) -> bytes:
    """Let a document ask only the hosts that the settings name."""
    every, named = (policy(name, given, header=False).encode() for given in (False, csp))
    return data.replace(every, named, 1)


def _rule(directive: str, hosts: Iterable[str]) -> str:
    return " ".join([directive, *hosts]) if hosts else f"{directive} 'none'"
