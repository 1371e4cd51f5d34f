"""The application: what each address answers."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_to_bytes

import anyio.to_thread
import brotli  # type: ignore[import-untyped]
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from pagelet_cli import assets, report, sandbox
from pagelet_cli.errors import BodyTooLarge, FileMissing, Location, PolicyStopped
from pagelet_cli.page.parse import decode, encode
from pagelet_cli.page.pyscript import adopt_script
from pagelet_cli.runtimes.twins import twin
from pagelet_cli.serve.files import OFFLINE, bytes_response, content_tag, file_response, is_finished
from pagelet_cli.serve.gallery import index
from pagelet_cli.serve.guard import REPORT_LIMIT, Doors, is_loopback
from pagelet_cli.serve.headers import FRAME_POLICY, IMMUTABLE, worker_policy
from pagelet_cli.serve.mime import is_html, is_script, media_type
from pagelet_cli.serve.pages import render
from pagelet_cli.serve.reload import Hub

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.serve.packages import Packages
    from pagelet_cli.serve.provision import Provision
    from pagelet_cli.serve.site import Site
    from pagelet_cli.serve.starts import Starts


@dataclass
class App:
    """Answer the requests that the guards let through."""

    site: Site
    settings: Settings
    doors: Doors
    provision: Provision
    packages: Packages
    starts: Starts
    hub: Hub = field(default_factory=Hub)
    # What pages seen so far load scripts from: their workers may, too. A page comes before its workers.
    script_origins: set[str] = field(default_factory=set)

    def close(self) -> None:
        """Stop what is under way."""
        self.provision.close()
        self.packages.close()

    async def asset(self, request: Request) -> Response:
        """Send one of Pagelet's own files."""
        name = request.path_params["name"]
        if name not in assets.NAMES:
            raise FileMissing(name)
        csp = self.settings.csp
        data = await anyio.to_thread.run_sync(_asset, name, csp)
        headers = {"Vary": "Accept-Encoding"}
        if name in ("pagelet.frame.html", "pagelet.maker.html", "pagelet.maker.js") and self.settings.csp is not False:
            headers["Content-Security-Policy"] = FRAME_POLICY
        if name == "pagelet.charts.html" and self.settings.csp is not False:
            headers["Content-Security-Policy"] = assets.CHARTS_POLICY
        if name in sandbox.NAMES and csp is not False:
            headers["Content-Security-Policy"] = sandbox.policy(name, csp)
        if name == "pagelet.worker.js" and self.settings.csp is not False:
            extra = self.settings.csp.get("script-src", []) if isinstance(self.settings.csp, dict) else []
            headers["Content-Security-Policy"] = worker_policy(self.script_origins.union(extra))
        if _accepts_brotli(request) and not _here(request):
            data = await anyio.to_thread.run_sync(_squeezed, data)
            headers["Content-Encoding"] = "br"
        return bytes_response(request, data, media_type(Path(name)), headers)

    async def reload_script(self, request: Request) -> Response:
        """Send the script that reloads pages."""
        data = (resources("pagelet_cli.serve") / "static" / "reload.js").read_bytes()
        return bytes_response(request, data, media_type(Path("reload.js")))

    async def runtime(self, request: Request) -> Response:
        """Send a file of an interpreter, compressed where the browser accepts it."""
        label, name = request.path_params["label"], request.path_params["name"]
        pin = self.provision.pinned(label).files.get(name)
        if pin is None:
            return await self._published(request, label, name)
        path = await self.provision.folder(label) / name
        return await _packed(request, path, pin.sha256)

    async def _published(self, request: Request, label: str, name: str) -> Response:
        """Send a package that an interpreter was published with: stock loaders look for them beside it."""
        found = await self.packages.published(self.provision.pinned(label), name)
        if found is None:
            raise FileMissing(f"{label}/{name}")
        path, digest = found
        headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest[:32]}"'}
        return await file_response(request, path, headers, media_type(path))

    async def package_list(self, request: Request) -> Response:
        """Say which packages a page loads."""
        data = await self.packages.answer(request.path_params["key"])
        return bytes_response(request, data, "application/json")

    async def package(self, request: Request) -> Response:
        """Send a package's file."""
        digest, name = request.path_params["digest"], request.path_params["name"]
        path = await self.packages.file(digest, name)
        headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest[:32]}"'}
        return await file_response(request, path, headers, media_type(path))

    async def made(self, request: Request) -> Response:
        """Send what was made of an interpreter."""
        found = self.starts.file(request.path_params["digest"])
        return await _packed(request, found.path, found.sha256)

    async def events(self, _request: Request) -> Response:
        """Keep a page informed about saved files."""
        if self.hub.full:
            return Response(status_code=503)
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self.hub.stream(), media_type="text/event-stream", headers=headers)

    async def report(self, request: Request) -> Response:
        """Print an error that happened in the page."""
        posted = await _posted(request)
        if "policy" in posted:
            report.problem(_stopped(posted))
        else:
            report.page_problem({**posted, "file": _placed(posted)})
        return Response(status_code=204)

    async def file(self, request: Request) -> Response:
        """Send a file, a page or the index of a folder."""
        raw: bytes = request.scope.get("raw_path") or b"/"
        path = unquote_to_bytes(raw).decode("utf-8")
        if path == "/" and (front := self.site.front()) is not None:
            return self._page(request, front.encode(), path)
        if path == f"/{OFFLINE}" and not self.site.root.has(path, "/"):
            return self._gone(request)
        found = await anyio.to_thread.run_sync(self.site.root.find, path)
        if found.is_dir():
            return await self._folder(request, found, path)
        if path.endswith("/"):
            raise FileMissing(path)
        return await self._sent(request, found, path)

    async def _folder(self, request: Request, found: Path, path: str) -> Response:
        if not path.endswith("/"):
            return RedirectResponse(quote(path) + "/", 307)
        if not self.site.built and not (found / "index.html").is_file():
            return self._index(request, found, path)
        return await self._sent(request, self.site.root.find(f"{path}index.html"), path)

    async def _sent(self, request: Request, found: Path, path: str) -> Response:
        if self.site.built or (is_html(found) and is_finished(found)):
            return await file_response(request, found, {"Content-Security-Policy": _AS_BUILT})
        # What Python fetches is a file as it lies there; only what is opened as a page gets a loader.
        if is_html(found) and request.headers.get("sec-fetch-dest", "document") in _DOCUMENTS:
            data = await anyio.to_thread.run_sync(_read, found)
            return self._page(request, data, path)
        if self.settings.pyscript and is_script(media_type(found)):
            return await self._script(request, found)
        headers = {"Vary": "Sec-Fetch-Dest"} if is_html(found) else {}
        return await file_response(request, found, headers)

    @staticmethod
    def _gone(request: Request) -> Response:
        """End the service worker of a build that was served at this address before: it would show that for ever."""
        data = (resources("pagelet_cli.serve") / "static" / "gone.js").read_bytes()
        return bytes_response(request, data, media_type(Path(OFFLINE)))

    async def _script(self, request: Request, found: Path) -> Response:
        """Send the author's own JavaScript, which may import from PyScript."""
        source = decode(await anyio.to_thread.run_sync(_read, found))
        adopted = adopt_script(source)
        if adopted == source:
            return await file_response(request, found, {})
        return bytes_response(request, encode(adopted), media_type(found), {})

    def _index(self, request: Request, folder: Path, path: str) -> Response:
        name = self.site.name if path == "/" else folder.name
        return self._page(request, index(folder, name).encode(), path)

    def _page(self, request: Request, data: bytes, path: str) -> Response:
        page = render(data, self.settings, self.site.root, path, self.packages.links, self.starts.note)
        self.script_origins |= page.script_origins
        headers = {"Vary": "Sec-Fetch-Dest"}
        if page.policy is not None:
            headers["Content-Security-Policy"] = page.policy
        # The policy belongs to what a 304 confirms: new settings make a new page.
        headers["ETag"] = content_tag(page.body + (page.policy or "").encode())
        return bytes_response(request, page.body, page.content_type, headers)


# What takes the browser longer to unpack than to get, when no line is between.
_LARGE = 2_000_000
# What is built has a policy in itself; this is the part that only a header can say.
_AS_BUILT = "frame-ancestors 'self'"
_DOCUMENTS = frozenset({"document", "iframe", "frame", "embed", "object"})


async def _packed(request: Request, path: Path, digest: str) -> Response:
    """Send a file that never changes, compressed where the browser accepts it and is not quicker without."""
    headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{digest[:32]}"', "Vary": "Accept-Encoding"}
    kind = media_type(path)
    if _accepts_brotli(request) and "range" not in request.headers and _gains(request, path):
        headers |= {"Content-Encoding": "br", "ETag": f'"{digest[:32]}-br"'}
        path = twin(path)
    return await file_response(request, path, headers, kind)


def _asset(name: str, csp: sandbox.Csp) -> bytes:
    data = assets.read(name)
    return sandbox.under(data, name, csp) if name in sandbox.NAMES else data


@lru_cache(maxsize=64)
def _squeezed(data: bytes) -> bytes:
    """Compress what changes with every line that is written: quickly, and once for all pages."""
    done: bytes = brotli.compress(data, quality=5)
    return done


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise FileMissing(path.name) from None


def _gains(request: Request, path: Path) -> bool:
    return twin(path).is_file() and not (_here(request) and path.stat().st_size > _LARGE)


def _here(request: Request) -> bool:
    """Tell whether the browser is on this computer, and no line between: it is not where somebody forwards to us."""
    forwarded = {"forwarded", "x-forwarded-for", "via"} & set(request.headers)
    return request.client is not None and is_loopback(request.client.host) and not forwarded


def _accepts_brotli(request: Request) -> bool:
    offers = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    return any(re.fullmatch(r"br(;q=(1(\.0*)?|0?\.0*[1-9]\d*))?", offer) for offer in offers)


def _placed(posted: dict[str, Any]) -> str:
    """Name a file from the served folder on: the page names it from its own."""
    file, page = str(posted.get("file") or ""), str(posted.get("page") or "")
    if not file or "//" in file or ":" in file or not page.startswith("/"):
        return file
    return posixpath.normpath(posixpath.join(posixpath.dirname(unquote(page)), file)).lstrip("/")


def _stopped(posted: dict[str, Any]) -> PolicyStopped:
    file, line = str(posted.get("file") or ""), posted.get("line")
    # A line of the kernel's is none that an author could change.
    own = not file or file.startswith("/_pagelet/")
    where = None if own else Location(report.clean(file), line if isinstance(line, int) else None)
    return PolicyStopped(str(posted["policy"]), str(posted.get("blocked") or ""), where)


async def _posted(request: Request) -> dict[str, Any]:
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > REPORT_LIMIT:
                raise BodyTooLarge(REPORT_LIMIT)
        found = json.loads(bytes(data))
    except (ValueError, RecursionError, ClientDisconnect):
        raise BodyTooLarge(REPORT_LIMIT) from None
    if not isinstance(found, dict):
        raise BodyTooLarge(REPORT_LIMIT)
    return found
