"""``urllib3``, and ``requests`` above it.

It has a way to ask the browser of its own. Here it gets the one that all the others have: timeouts are timeouts then,
errors say what to do, and bytes stay what they are also where nothing can suspend.
"""

from __future__ import annotations

import io

from urllib3.contrib.emscripten.response import EmscriptenResponse
from urllib3.exceptions import ProtocolError, ReadTimeoutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pagelet.network import NetworkError


def broken(error: NetworkError) -> Exception:
    """Return what urllib3 raises."""
    from pagelet.network import NetworkTimeout

    late = isinstance(error, NetworkTimeout)
    pool: Any = None  # there is none
    return ReadTimeoutError(pool, error.url, str(error)) if late else ProtocolError(str(error), error)


def send(request: Any) -> Any:
    """Do what urllib3's ``send_request`` does."""
    from pagelet.network import NetworkTimeout

    from .exchange import exchange

    try:
        answer = exchange(request.method, request.url, request.headers.items(), request.body, request.timeout or None)
    except NetworkTimeout as error:
        raise broken(error) from error
    answer.body.wrap = broken
    return EmscriptenResponse(answer.status, dict(answer.headers), io.BufferedReader(answer.body), request)


def change(module: Any) -> None:
    """Replace how a connection sends."""
    module.send_request = module.send_streaming_request = send


__all__ = ["change"]
