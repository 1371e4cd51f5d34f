"""Open the port, say where, and stop without a trace."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import signal
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, NoReturn

import uvicorn

from pagelet_cli import assets, report
from pagelet_cli.errors import BadHost, PortTaken
from pagelet_cli.serve.app import App
from pagelet_cli.serve.connection import MOST, Connection
from pagelet_cli.serve.guard import Doors, is_loopback
from pagelet_cli.serve.packages import Packages
from pagelet_cli.serve.provision import Provision
from pagelet_cli.serve.reload import Hub, watch
from pagelet_cli.serve.routes import application
from pagelet_cli.serve.starts import Starts

if TYPE_CHECKING:
    from types import FrameType

    from pagelet_cli.config import Settings
    from pagelet_cli.serve.site import Site

DEFAULT_PORT = 8000
_TRIES = 50


def listen(host: str, port: int | None) -> socket.socket:
    """Open the asked port, or the first free one from the default on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    wanted = [port] if port is not None else [*range(DEFAULT_PORT, DEFAULT_PORT + _TRIES), 0]
    for candidate in wanted:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host.strip("[]"), candidate))
            listener.listen(256)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
                raise BadHost(host, error.strerror or str(error)) from None
            if candidate == wanted[-1]:
                raise PortTaken(host, candidate, error.strerror or str(error)) from None
        else:
            return listener
    raise AssertionError("the last candidate returns or raises")


class _Server(uvicorn.Server):
    """Say when it is ready, and end the streams of open pages first: uvicorn waits for them."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin serving."""
        await super().startup(sockets)
        _announce(self._app)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving."""
        self._app.hub.close()
        await super().shutdown(sockets)


def address(doors: Doors, start: str) -> str:
    """Write the address to open."""
    host = f"[{doors.host}]" if ":" in doors.host else doors.host
    token = f"?token={doors.token}" if doors.token else ""
    return f"http://{host}:{doors.port}{start}{token}"


def application_for(site: Site, settings: Settings, port: int, host: str = "127.0.0.1") -> App:
    """Make what answers requests at this port."""
    token = None if is_loopback(host) else secrets.token_urlsafe(32)
    doors = Doors(host, port, token, cookie=f"pagelet-{port}")
    provision = Provision(settings.pins)
    packages = Packages(site.root.folder, settings, provision)
    return App(site, settings, doors, provision, packages, Starts(settings, provision, packages), Hub())


def run(site: Site, settings: Settings) -> None:
    """Serve until interrupted."""
    listener = listen(settings.serve.host, settings.serve.port)
    app = application_for(site, settings, listener.getsockname()[1], settings.serve.host)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(app, listener))
    finally:
        app.close()
        listener.close()


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def config_for(app: App) -> uvicorn.Config:
    """Say how uvicorn is to serve."""
    return uvicorn.Config(
        application(app),
        http=Connection,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        # What strangers send is refused without a word; uvicorn would tell authors to install WebSocket libraries.
        log_level="error",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=MOST,
    )


async def _serve(app: App, listener: socket.socket) -> None:
    server = _Server(config_for(app), app)
    watcher = asyncio.create_task(watch([app.site.root.folder, *assets.folders()], app.hub))
    try:
        await server.serve(sockets=[listener])
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher


def _announce(app: App) -> None:
    where = address(app.doors, app.site.start)
    report.line(f"Serving {app.site.name} on {where}")
    if app.site.built:
        report.note("It is a build: its files are sent as they are, and pages do not reload when they change.")
    if app.doors.token:
        report.note("Anyone with this address can read the folder; keep it to yourself.")
    # Looking at every page and starting a browser may take a while: the first request must not wait.
    threading.Thread(target=_prepare, args=(app, where), daemon=True).start()


def _prepare(app: App, where: str) -> None:
    app.provision.prefetch(sorted(app.site.runtimes()))
    if app.settings.serve.open:
        webbrowser.open(where)
