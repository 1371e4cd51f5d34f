"""Every address of the server and the guards before it, in one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pagelet_cli import report
from pagelet_cli.errors import MethodRefused, PageletError, RangeRefused, Refused, RuntimeUnknown, TwoEnds
from pagelet_cli.serve import guard
from pagelet_cli.serve.headers import BASE, DOCUMENT_POLICY, ISOLATION, worker_policy
from pagelet_cli.serve.mime import is_script

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pagelet_cli.serve.app import App
    from pagelet_cli.serve.guard import Doors, Guard

Endpoint = Callable[[Request], Awaitable[Response]]

EVERYWHERE: tuple[Guard, ...] = (guard.framing, guard.path, guard.host, guard.origin, guard.site, guard.token)


@dataclass(frozen=True, slots=True)
class Address:
    """Declare one address: its pattern, the method of `App` that answers, and its guards."""

    pattern: str
    answer: str
    guards: tuple[Guard, ...]


TABLE: tuple[Address, ...] = (
    Address("/_pagelet/events", "events", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/report", "report", (*EVERYWHERE, guard.reporting)),
    Address("/_pagelet/reload.js", "reload_script", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/runtimes/{label}/{name}", "runtime", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/packages/{key}.json", "package_list", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/packages/{digest}/{name}", "package", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/made/{digest}", "made", (*EVERYWHERE, guard.reading)),
    Address("/_pagelet/{name:path}", "asset", (*EVERYWHERE, guard.reading)),
    Address("/{path:path}", "file", (*EVERYWHERE, guard.reading, guard.hidden)),
)


class Guarded:
    """Run the guards, then the endpoint, and turn errors into answers."""

    def __init__(self, address: Address, endpoint: Endpoint, doors: Doors) -> None:
        self.address = address
        self.endpoint = endpoint
        self.doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = self._welcomed(request) or await self._answered(request)
        except PageletError as error:
            response = refusal(error)
        except Exception as error:  # noqa: BLE001 - a request must never end the server
            report.note(f"{request.url.path}: {type(error).__name__}: {error}")
            response = PlainTextResponse("The server failed on this request.\n", 500)
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        for check in self.address.guards:
            check(request, self.doors)
        return await self.endpoint(request)

    def _welcomed(self, request: Request) -> Response | None:
        """Exchange the token in the address for a cookie, so that no link or log repeats it."""
        if self.doors.token is None or request.method != "GET":
            return None
        query = parse_qsl(request.url.query, keep_blank_values=True)
        if not guard.has_token(dict(query).get("token"), self.doors):
            return None
        for check in self.address.guards:
            if check is not guard.token:
                check(request, self.doors)
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        target = quote(request.url.path) + (f"?{rest}" if rest else "")
        response = RedirectResponse(target, 303)
        response.set_cookie(self.doors.cookie, self.doors.token, httponly=True, samesite="strict", path="/")
        return response


def refusal(error: PageletError) -> Response:
    """Write an error as an answer."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, MethodRefused):
        headers["Allow"] = "GET, HEAD"
    if isinstance(error, RangeRefused):
        headers["Content-Range"] = f"bytes */{error.size}"
    if isinstance(error, TwoEnds):
        headers["Connection"] = "close"
    status = error.status if isinstance(error, Refused) else 503
    if isinstance(error, RuntimeUnknown):
        status = 404
    return PlainTextResponse(f"{error}\n", status, headers)


class Sealed:
    """Add the headers that every answer carries."""

    def __init__(self, app: ASGIApp, *, isolated: bool, policies: bool) -> None:
        self.app = app
        self.always = {**BASE, **(ISOLATION if isolated else {})}
        self.policies = policies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete its answer."""
        if scope["type"] != "http":
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._completed(list(message["headers"]))}
            await send(message)

        await self.app(scope, receive, complete)

    def _completed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        names = {name.lower(): value for name, value in headers}
        if self.policies and b"content-security-policy" not in names:
            kind = names.get(b"content-type", b"").decode("latin-1")
            policy = worker_policy() if is_script(kind) else DOCUMENT_POLICY
            # The browsers' PDF viewers are scripts that a sandbox would stop.
            if kind != "application/pdf" and not (kind == "" and b"etag" in names):
                headers.append((b"content-security-policy", policy.encode()))
        headers += [(name.lower().encode(), value.encode()) for name, value in self.always.items()]
        return headers


def application(app: App) -> ASGIApp:
    """Build the whole server out of the table."""
    # A build has all its files in its own folder, those of Pagelet's, too.
    table = TABLE[-1:] if app.site.built else TABLE
    routes = [Route(address.pattern, Guarded(address, getattr(app, address.answer), app.doors)) for address in table]
    inner = Starlette(routes=routes)
    inner.router.redirect_slashes = False
    return Sealed(inner, isolated=app.settings.coop, policies=app.settings.csp is not False)
