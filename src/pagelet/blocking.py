"""Ask a server for something and wait, without ``await``."""

from __future__ import annotations

import io

from ._runtime import JsException, js
from .network import NetworkError, absolute, attempt, guess, watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ERROR = 400  # and what is above it


def open_url(url: Any) -> io.StringIO:
    """Return the text of an address as an open file, without ``await``; nothing else runs until it is there.

    ``fetch`` keeps the page alive meanwhile; this is for code that cannot await.

        rows = [line.strip().split(",") for line in open_url("planets.csv")]
        display(len(rows))
    """
    request = js.XMLHttpRequest.new()
    address = absolute(url)
    watch.begin()
    request.open("GET", address, False)  # noqa: FBT003 - as the platform has it
    failed = False
    try:
        attempt(request, "send")
    except JsException:
        failed = True
    if failed or not request.status:  # Firefox's workers throw nothing
        raise NetworkError("fetching " + address + " failed: " + guess(address), address)
    if request.status >= _ERROR:
        answer = str(request.status) + " " + str(request.statusText)
        raise NetworkError("fetching " + address + " failed: the server answered " + answer.strip(), address)
    return io.StringIO(str(request.responseText))


__all__ = ["open_url"]
