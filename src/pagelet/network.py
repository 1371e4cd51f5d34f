"""What goes wrong on the way to a server, in words.

A browser tells a page only that a request failed, lest the page learn about networks that it may not see. What it does
allow to be found out is found out here: after a failure, and never before.
"""

from __future__ import annotations

from ._runtime import JsException, create_proxy, failure, is_js, is_nothing, js, kernel, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

if TYPE_CHECKING:
    _Timeout = TimeoutError
else:
    try:
        from builtins import TimeoutError as _Timeout
    except ImportError:  # MicroPython has none
        _Timeout = object

_PROBE_MS = 4000
_A_MOMENT_MS = 50


class NetworkError(OSError):
    """A request or a connection that failed: the text says why and what to do, ``url`` which one it was.

        try:
            display(await fetch("planets.json").json())
        except NetworkError as error:
            display("no planets today: " + str(error))

    It is an ``OSError``, as other errors of the network are.
    """

    def __init__(self, message: str, url: str = "") -> None:
        super().__init__(message)
        self.url = url


class NetworkTimeout(NetworkError, _Timeout):
    """A request that took longer than its ``timeout``; under CPython it is a ``TimeoutError``, too.

    For example:

        try:
            display(await fetch("planets.json", timeout=5).json())
        except NetworkTimeout:
            display("the planets are slow today")
    """


def attempt(owner: Any, name: str, *args: Any) -> Any:
    """Call a method of JavaScript's that may throw, and raise what it throws: MicroPython cannot catch it otherwise."""
    result = kernel.attempt(owner, name, *args)
    if is_failure(result):
        raise failure(result)
    return result


def is_failure(value: Any) -> bool:
    """Tell whether this is the kernel's word for something that went wrong."""
    return is_js(value) and getattr(value, "kind", None) == "failure"


def words(error: Any) -> tuple[str, str]:
    """Return the name of a JavaScript error and what it says."""
    if hasattr(error, "name"):
        return str(error.name), str(error.message)
    return str(error.args[1]), str(error.args[2])  # as MicroPython has it


def absolute(url: Any, schemes: Iterable[str] = ()) -> str:
    """Complete an address, which may be relative to the page; one that is none, or of another scheme, is an error."""
    parsed = js.URL.parse(str(js.String(url)) if is_js(url) else str(url), kernel.base)
    if is_nothing(parsed):
        raise ValueError(repr(url) + " is not an address")
    if schemes and parsed.protocol not in schemes:
        raise ValueError(str(url) + " does not begin with " + " or ".join([scheme + "//" for scheme in schemes]))
    return str(parsed.href)


class _Watch:
    """Remember what the page's security policy has stopped."""

    def __init__(self) -> None:
        self._stopped: list[str] | None = None

    def begin(self) -> None:
        """Listen, once: a browser tells it in an event, to whoever listened before."""
        if self._stopped is None:
            self._stopped = []
            (js if kernel.worker else js.document).addEventListener("securitypolicyviolation", create_proxy(self._note))

    def _note(self, event: Any) -> None:
        if self._stopped is not None:
            self._stopped.append(str(event.blockedURI))

    def stopped(self, url: str) -> bool:
        """Tell whether it stopped a request to the address; browsers name the address or only its origin."""
        return any([url.startswith(known) for known in self._stopped or ()])  # noqa: C419 - as MicroPython likes it


watch = _Watch()


def forbidden(url: str) -> str:
    """Say that the page's policy does not allow an address, and what to do."""
    target = js.URL.parse(url)
    return (
        "the page's Content-Security-Policy forbids it. Add "
        + target.protocol
        + "//"
        + target.host
        + ' to its connect-src: with "pagelet serve" under csp in pagelet.toml, elsewhere where the policy is set'
    )


async def reason(url: str) -> str:
    """Say why nothing came from an address, as far as a page may know, and what to do."""
    # The policy's event comes after the failure. Not by asyncio, which a small page may do without.
    moment = js.Promise.withResolvers()
    js.setTimeout(moment.resolve, _A_MOMENT_MS)
    await moment.promise
    known = _known(url)
    if known:
        return known
    target, page = js.URL.parse(url), js.URL.parse(kernel.base)
    if target.protocol in {"http:", "https:"} and await _answers(url):
        return "the server answers, but does not let pages of " + page.origin + _READ_IT
    return "nothing answers at " + target.host + _CHECK


def guess(url: str) -> str:
    """Say it without waiting: two reasons look the same then."""
    target, page = js.URL.parse(url), js.URL.parse(kernel.base)
    return _known(url) or (
        "nothing answers at " + target.host + _CHECK + "; or it does not let pages of " + page.origin + _READ_IT
    )


_CHECK = ". Check the name and the port, the network, and that the server runs"
_READ_IT = (
    " read it (CORS). It has to send the header Access-Control-Allow-Origin, also for OPTIONS requests; "
    "if it is not yours, ask for the address through a server of your own"
)


def _known(url: str) -> str:
    """Say what can be told without asking; nothing if that is not it."""
    target, page = js.URL.parse(url), js.URL.parse(kernel.base)
    if watch.stopped(url):
        return forbidden(url)
    if page.protocol == "file:":
        return 'a page opened from disk may not read files or most servers. Run "pagelet serve" in its folder'
    if js.navigator.onLine is False:
        return "the browser is offline. Try again when there is a network"
    if page.protocol == "https:" and target.protocol in {"http:", "ws:"} and not _is_local(target):
        return "a page that came by https may not ask for http. Use the https address, if the server has one"
    if target.origin == page.origin:
        return "the page's own server does not answer, or broke off. Is it still running?"
    return ""


def _is_local(target: Any) -> bool:
    return target.hostname in {"localhost", "127.0.0.1", "[::1]"}


async def _answers(url: str) -> bool:
    # A request whose answer stays hidden is allowed everywhere; HEAD changes nothing on the server.
    options = {"method": "HEAD", "mode": "no-cors", "credentials": "omit", "signal": js.AbortSignal.timeout(_PROBE_MS)}
    try:
        await js.fetch(url, to_js(options))
    except JsException:
        return False
    return True


__all__ = [
    "NetworkError",
    "NetworkTimeout",
    "absolute",
    "attempt",
    "forbidden",
    "guess",
    "is_failure",
    "reason",
    "watch",
    "words",
]
