"""CPython that computes for long: it gives way to the page now and then, and stops when somebody asks for it.

The kernel's ``session/breath.js`` says when.
"""

from __future__ import annotations

from pagelet._runtime import can_settle, kernel, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What runs a script, or a cell: the kernel's (interpreters/enter.js), and Pyodide's own.
_RUNNING = "run_async"
_IMPORTING = "<frozen importlib._bootstrap>"
# How long an import may hold the page up: one that takes longer may never end.
_IMPORT_SECONDS = 3
# The import that goes on, its outermost frame, and when it was first seen.
_seen = [0, 0.0]


def allow_stops() -> None:
    """Let KeyboardInterrupt end a task and nothing else."""
    import asyncio

    # What ends a task goes on into the event loop, where nobody waits for it: whoever ran the task gets it anyway.
    loop: Any = asyncio.get_event_loop()
    loop._keyboard_interrupt_handler = lambda: None  # noqa: SLF001 - there is no other way


def begin() -> None:
    """Answer the kernel's signal, and let ``time.sleep`` be woken."""
    import signal
    import sys
    import time

    signal.signal(signal.SIGALRM, _breathe)
    sys.excepthook = _show
    allow_stops()
    plain = time.sleep

    def sleep(seconds: Any) -> None:
        if seconds > 0 and can_settle():
            settle(kernel.sleep(seconds * 1000))
            _look()
        else:
            plain(seconds)

    time.sleep = sleep


def _breathe(number: int, frame: Any) -> None:  # noqa: ARG001 - as signal handlers are called
    importing = None
    # What JavaScript calls while Python waits, the event loop's own steps say, can neither pause nor be stopped.
    while frame is not None and frame.f_code.co_name != _RUNNING:
        if frame.f_code.co_filename == _IMPORTING:
            importing = id(frame)
        frame = frame.f_back
    if frame is not None and can_settle() and not (importing and _began_lately(importing)):
        settle(kernel.breathe())
        _look()


def _began_lately(importing: int) -> bool:
    """Say of an import whether it began a moment ago: whoever else imports the module meanwhile finds half of it."""
    from time import monotonic

    if _seen[0] != importing:
        _seen[:] = importing, monotonic()
    return monotonic() - _seen[1] < _IMPORT_SECONDS


def _show(kind: Any, error: Any, trace: Any) -> None:
    """Leave out of a traceback what is in this file: that is not where somebody's code was stopped."""
    import sys

    at = trace
    while at is not None:
        while at.tb_next is not None and at.tb_next.tb_frame.f_code.co_filename == __file__:
            at.tb_next = at.tb_next.tb_next
        at = at.tb_next
    sys.__excepthook__(kind, error, trace)


def _look() -> None:
    if kernel.stopped():
        raise KeyboardInterrupt


__all__ = ["allow_stops", "begin"]
