"""The documents that run what others' libraries wrote for a page, under what the author lets them ask for.

Folium's maps are JavaScript, and apps of Panel's compile some. Such code runs in an inner document whose origin is
nobody's; the outer one, of the page's origin, hands it what to show and fetches a map's tiles
(`kernel/src/charts/sandbox.js`). All know only the hosts that `[csp]` of the settings names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

OUTER, MAP, APP = "pagelet.sandbox.html", "pagelet.map.html", "pagelet.app.html"
NAMES = (OUTER, MAP, APP)
# What the inner ones are made of: Leaflet by scripts/vendor, and modules of kernel/src/charts.
_PARTS = {MAP: ("pagelet.leaflet.js", "pagelet.inmap.js"), APP: ("pagelet.inapp.js",)}
PARTS = tuple(part for parts in _PARTS.values() for part in parts)
# What they may ask of other hosts, where those are named.
_DIRECTIVES = ("img-src", "script-src", "style-src", "font-src", "connect-src")
_OPEN: Mapping[str, Iterable[str]] = dict.fromkeys(_DIRECTIVES, ("https:",))
_SANDBOX = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-forms allow-downloads"

Csp = bool | Mapping[str, Iterable[str]]


def policy(name: str, csp: Csp, *, header: bool = True) -> str:
    """Write the policy of a document; without one for its pages, it may ask every host."""
    named = _OPEN if csp is False else {} if csp is True else csp
    hosts = {directive: list(named.get(directive, ())) for directive in _DIRECTIVES}
    base = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    if name == OUTER:
        rules = [base, "script-src 'self'", "frame-src 'self'", _rule("connect-src", hosts["img-src"])]
        return "; ".join(rules)
    # Panel's components are compiled as they are used; there is nothing in there that they could reach.
    compiled = ["'unsafe-eval'", "blob:", "data:"] if name == APP else []
    rules = [
        " ".join([base, "data:", *hosts["style-src"]]),
        " ".join(["script-src 'unsafe-inline'", *compiled, *hosts["script-src"]]),
        " ".join(["img-src data: blob:", *hosts["img-src"]]),
        " ".join(["media-src data: blob:", *hosts["img-src"]]),
        " ".join(["font-src data:", *hosts["font-src"]]),
        " ".join(["connect-src data: blob:", *hosts["connect-src"]]),
    ]
    # Browsers read that one in a header only (CSP3 §3.3); the frame has it as an attribute, too.
    return "; ".join([*rules, _SANDBOX] if header else rules)


def document(name: str, read: Callable[[str], bytes]) -> bytes:
    """Write a document that asks every host; read gives what the inner ones are made of."""
    rules = policy(name, csp=False, header=False)
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{rules}"><title>Sandbox</title>'
    if name == OUTER:
        body = '<body style="margin:0;overflow-y:hidden;font:16px/1.5 system-ui,sans-serif">'
        body += '<script type="module" src="pagelet.charts.js"></script>'
        return f'<!doctype html><html lang="en">{head}{body}</html>'.encode()
    tags = b"".join(b"<script>" + read(part) + b"</script>" for part in _PARTS[name])
    return f'<!doctype html><html lang="en">{head}<body>'.encode() + tags + b"</html>"


def under(data: bytes, name: str, csp: Csp) -> bytes:
    """Let a document ask only the hosts that the settings name."""
    every, named = (policy(name, given, header=False).encode() for given in (False, csp))
    return data.replace(every, named, 1)


def _rule(directive: str, hosts: Iterable[str]) -> str:
    return " ".join([directive, *hosts]) if hosts else f"{directive} 'none'"
