"""The files by which hosts learn which headers to send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagelet_cli import assets, sandbox
from pagelet_cli.serve.headers import BASE, FRAME_POLICY, IMMUTABLE, ISOLATION, worker_policy

if TYPE_CHECKING:
    from pagelet_cli.config import Settings


@dataclass(frozen=True, slots=True)
class Policies:
    """Hold the policies of a site: of its pages by path, and what its workers may do."""

    pages: Mapping[str, str]
    kernel: str
    origins: frozenset[str] = frozenset()
    connect: tuple[str, ...] = ()
    csp: sandbox.Csp = True

    def all(self) -> Iterator[tuple[str, str]]:
        """Give each path below the root with its policy."""
        for path, policy in sorted(self.pages.items()):
            yield path, policy
            if path.rpartition("/")[2] == "index.html":
                yield path.removesuffix("index.html"), policy
        connect = ("'self'", "data:", "blob:", *self.connect)
        yield f"{self.kernel}/pagelet.worker.js", worker_policy(self.origins, connect)
        yield f"{self.kernel}/pagelet.frame.html", FRAME_POLICY
        yield f"{self.kernel}/pagelet.charts.html", assets.CHARTS_POLICY
        for name in sandbox.NAMES:
            yield f"{self.kernel}/{name}", sandbox.policy(name, self.csp)


def files(policies: Policies, settings: Settings) -> dict[str, bytes]:
    """Write `_headers` (Netlify, Cloudflare), `nginx.conf`, `Caddyfile`, and what lets GitHub show all folders."""
    always, rows = table(policies, settings)
    own = {"_headers": _headers(always, rows), "nginx.conf": _nginx(always, rows), "Caddyfile": _caddy(always, rows)}
    return {**own, ".nojekyll": b""}


def table(policies: Policies, settings: Settings) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Give the headers of all files, and the policies of some by their paths."""
    always = {**BASE, **(ISOLATION if settings.coop else {})}
    return always, list(policies.all()) if settings.csp is not False else []


def _headers(always: Mapping[str, str], rows: list[tuple[str, str]]) -> bytes:
    """Write the file of Netlify and Cloudflare Pages: an address, then its headers, indented."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in always.items())]
    lines += ["/_pagelet/*", f"  Cache-Control: {IMMUTABLE}"]
    for path, policy in rows:
        lines += [f"/{path}", f"  Content-Security-Policy: {policy}"]
    return ("\n".join(lines) + "\n").encode()


_NGINX = """\
# Include this in the http block of nginx, and correct the three lines at the top of the server.
# https://nginx.org/en/docs/http/ngx_http_gzip_static_module.html
map $uri $pagelet_policy {{
    default "";
{policies}
}}
map $uri $pagelet_cache {{
    default "no-cache";
    ~/_pagelet/ "{immutable}";
}}
server {{
    listen 80;
    server_name _;
    root /var/www/html;

    include mime.types;
    types {{
        application/manifest+json webmanifest;
        text/javascript mjs;
        text/x-python py;
    }}
    # Newer ones know it already, and warn of what is said twice.
    location ~ \\.wasm$ {{
        types {{ }}
        default_type application/wasm;
    }}
    gzip_static on;
    # With the module ngx_brotli: brotli_static on; and with zstd-nginx-module: zstd_static on;
    add_header Content-Security-Policy $pagelet_policy always;
    add_header Cache-Control $pagelet_cache always;
{headers}
}}
"""


def _nginx(always: Mapping[str, str], rows: list[tuple[str, str]]) -> bytes:
    # nginx sends no header whose value is empty; the folder that the site lies in is not known here.
    maps = [f'    ~(^|/){_pattern(path)}$ "{policy}";' for path, policy in rows if path]
    headers = [f'    add_header {name} "{value}" always;' for name, value in always.items()]
    return _NGINX.format(policies="\n".join(maps), immutable=IMMUTABLE, headers="\n".join(headers)).encode()


_CADDY = """\
# Run "caddy run" in this folder, or import this file; with the name of your host in the place of :8080 it has https.
# https://caddyserver.com/docs/caddyfile/directives/file_server
:8080 {{
	root * .
	file_server {{
		precompressed zstd br gzip
	}}
	@others not path /_pagelet/*
	header @others Cache-Control "no-cache"
	@settled path /_pagelet/*
	header @settled Cache-Control "{immutable}"
	@manifest path *.webmanifest
	header @manifest Content-Type application/manifest+json
	@module path *.mjs
	header @module Content-Type text/javascript
	@python path *.py
	header @python Content-Type text/x-python
{headers}
{policies}
}}
"""


def _caddy(always: Mapping[str, str], rows: list[tuple[str, str]]) -> bytes:
    """Write the file of Caddy, which sends the twin that a browser likes best."""
    headers = [f'\theader {name} "{value}"' for name, value in always.items()]
    policies = []
    for number, (path, policy) in enumerate(rows):
        policies.append(f'\t@policy{number} path "/{path}"')
        policies.append(f'\theader @policy{number} Content-Security-Policy "{policy}"')
    text = _CADDY.format(immutable=IMMUTABLE, headers="\n".join(headers), policies="\n".join(policies))
    return text.encode()


def _pattern(path: str) -> str:
    return path.replace(".", r"\.").replace(" ", r"\x20")
