"""The widgets of 2022: ``py-button``, ``py-inputbox``, ``py-title``, ``py-box``.

The Python inside a control answers its events: ``def on_click(event): …`` in a button, ``def on_keypress(event): …`` in
an inputbox.
"""

from __future__ import annotations

from pagelet import Component
from pagelet.html import button, h1, input_
from pagelet.tags import handlers_in, name_for_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LOOK = """
TAG { display: inline-block; }
TAG > CONTROL:not([class]) { font: inherit; padding: .45em 1.1em; border-radius: 8px; color: inherit;
  border: 1px solid color-mix(in srgb, currentcolor 30%, transparent);
  background: color-mix(in srgb, currentcolor 5%, transparent); }
TAG > CONTROL:not([class]):hover { border-color: currentcolor; }
TAG > button { cursor: pointer; }
"""


def _look(name: str, control: str) -> str:
    tags = ":is(py-" + name + ",mpy-" + name + ")"
    return _LOOK.replace("TAG", tags).replace("CONTROL", control)


class _Control(Component):
    """A control whose events the Python inside answers."""

    shadow = False
    label = ""
    styling = ""

    def setup(self) -> None:
        """Run the code before the control takes its place."""
        self.handlers = handlers_in(self.node)
        name_for_python(self)

    @property
    def control(self) -> Any:
        """The element that people use."""
        return self.node.firstElementChild


class Button(_Control):
    """``<py-button label="Go">def on_click(event): …</py-button>``."""

    css = _look("button", "button")

    def draw(self) -> Any:
        return button(self.label, type="button", class_=self.styling or None, **self.handlers)


class InputBox(_Control):
    """``<py-inputbox label="Name">def on_keypress(event): …</py-inputbox>``."""

    css = _look("inputbox", "input")

    def draw(self) -> Any:
        return input_(
            type="text", placeholder=self.label, aria_label=self.label, class_=self.styling or None, **self.handlers
        )

    @property
    def value(self) -> str:
        """What is written in it."""
        return str(self.control.value)

    @value.setter
    def value(self, value: object) -> None:
        self.control.value = str(value)

    def clear(self) -> None:
        """Empty it."""
        self.value = ""


class Title(Component):
    """``<py-title>The name of the page</py-title>``."""

    shadow = False
    css = ":is(py-title,mpy-title) > h1 { text-align: center; margin: .6em 0; }"

    def setup(self) -> None:
        self.said = self.text.strip()

    def draw(self) -> Any:
        return h1(self.said)


class Box(Component):
    """``<py-box widths="2/3;1/3">`` puts what it holds side by side; without room, one below the other."""

    shadow = False
    widths = ""
    css = """
:is(py-box,mpy-box) { display: flex; flex-wrap: wrap; gap: 1em; align-items: stretch; }
:is(py-box,mpy-box) > * { flex: 1 1 16em; min-width: 0; }
"""

    def connected(self) -> None:
        self._spread()

    def changed(self, name: str, old: Any) -> None:  # noqa: ARG002
        self._spread()

    def _spread(self) -> None:
        shares = [_share(width) for width in self.widths.replace(",", ";").split(";") if width.strip()]
        # Not zip: MicroPython's does not know how to go through what is JavaScript's.
        for child in self.node.children:
            if not shares:
                break
            share = shares.pop(0)
            child.style.flexGrow = str(share)
            child.style.flexBasis = str(round(share * 30, 2)) + "em"


def _share(width: str) -> float:
    """Read "2/3" or "0.5" or "50%"."""
    text = width.strip()
    try:
        if text.endswith("%"):
            return float(text[:-1]) / 100
        whole, _, parts = text.partition("/")
        return float(whole) / float(parts or 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError('widths are fractions, as "2/3;1/3" has, and "' + text + '" is none') from None


TAGS = {"box": Box, "button": Button, "inputbox": InputBox, "title": Title}
__all__ = ["TAGS"]
