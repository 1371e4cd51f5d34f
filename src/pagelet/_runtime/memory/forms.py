# ruff: noqa: A003, N802, SLF001 - the platform's own names, and controls that know each other
"""Form controls: elements that keep what the user did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .elements import Element, ParentNode
from .events import fire
from .nodes import NodeList


class Control(Element):
    """A control with a value of its own, which starts as what the HTML says."""

    _value: str | None = None

    @property
    def value(self) -> str:
        """What the control holds."""
        return self._given() if self._value is None else self._value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = "" if value is None else str(value)

    @property
    def form(self) -> Any:
        """The form around the control."""
        return self.closest("form")

    def _given(self) -> str:
        return self.getAttribute("value") or ""

    def reset(self) -> None:
        """Hold again what the HTML says."""
        self.__dict__.pop("_value", None)
        self.__dict__.pop("_checked", None)


class Input(Control):
    """An input of any type."""

    _checked: bool | None = None

    @property
    def type(self) -> str:
        """What kind of input it is."""
        return (self.getAttribute("type") or "text").lower()

    @type.setter
    def type(self, value: str) -> None:
        self.setAttribute("type", value)

    @property
    def valueAsNumber(self) -> float:
        """The value as a number."""
        try:
            return float(self.value)
        except ValueError:
            return float("nan")

    @property
    def checked(self) -> bool:
        """Whether a box is ticked."""
        return self.hasAttribute("checked") if self._checked is None else self._checked

    @checked.setter
    def checked(self, value: Any) -> None:
        self._checked = bool(value)
        if self._checked and self.type == "radio" and self.name:
            for other in self._group():
                if other is not self:
                    other._checked = False

    def _group(self) -> list[Any]:
        around: Any = self.form or self._above()[-1]
        alike = around.querySelectorAll("input[type=radio]") if isinstance(around, ParentNode) else [self]
        return [node for node in alike if node is self or (node.name == self.name and node.form is self.form)]

    def _given(self) -> str:
        return self.getAttribute("value") or ("on" if self.type in {"checkbox", "radio"} else "")

    def _activate(self) -> Callable[[], None] | None:
        if self.type not in {"checkbox", "radio"}:
            return None
        before = [(self, self._checked)]
        if self.type == "radio":
            before += [(node, node._checked) for node in self._group()]
        self.checked = True if self.type == "radio" else not self.checked

        def undo() -> None:
            for node, was in before:
                node._checked = was

        return undo

    def _follow(self) -> None:
        if self.type in {"checkbox", "radio"}:
            fire(self, "input")
            fire(self, "change")
        elif self.type in {"submit", "image"} and self.form is not None:
            self.form.requestSubmit(self)
        elif self.type == "reset" and self.form is not None:
            self.form.reset()


class Button(Control):
    """A button."""

    @property
    def type(self) -> str:
        """What the button does with its form."""
        return (self.getAttribute("type") or "submit").lower()

    @type.setter
    def type(self, value: str) -> None:
        self.setAttribute("type", value)

    def _follow(self) -> None:
        if self.form is not None and not self.disabled:
            if self.type == "submit":
                self.form.requestSubmit(self)
            elif self.type == "reset":
                self.form.reset()


class Output(Control):
    """A result; its value is its text."""

    @property
    def value(self) -> str:
        """The text inside."""
        return str(self.textContent)

    @value.setter
    def value(self, value: Any) -> None:
        self.textContent = value


class TextArea(Control):
    """A field of many lines."""

    def _given(self) -> str:
        return str(self.textContent)


class Option(Control):
    """One choice of a select."""

    _checked: bool | None = None

    def _given(self) -> str:
        given = self.getAttribute("value")
        return self.text if given is None else given

    @property
    def text(self) -> str:
        """What the choice is called."""
        return " ".join(str(self.textContent).split())

    @property
    def selected(self) -> bool:
        """Whether the choice is made."""
        select = self.closest("select")
        if select is not None and not select.multiple:
            return select._chosen() is self
        return self._marked()

    @selected.setter
    def selected(self, value: Any) -> None:
        select = self.closest("select")
        if value and select is not None and not select.multiple:
            for other in select.options:
                other._checked = False
        self._checked = bool(value)

    def _marked(self) -> bool:
        return self.hasAttribute("selected") if self._checked is None else self._checked


class Select(Control):
    """A choice among options."""

    @property
    def options(self) -> NodeList:
        """All choices."""
        return self.querySelectorAll("option")

    @property
    def selectedOptions(self) -> NodeList:
        """The choices made."""
        return NodeList(option for option in self.options if option.selected)

    @property
    def selectedIndex(self) -> int:
        """The place of the first choice made, or -1."""
        return next((at for at, option in enumerate(self.options) if option.selected), -1)

    @selectedIndex.setter
    def selectedIndex(self, index: int) -> None:
        for at, option in enumerate(self.options):
            option._checked = at == index
        self._value = "" if index < 0 else None

    @property
    def value(self) -> str:
        """The value of the first choice made."""
        return next((option.value for option in self.options if option.selected), "")

    @value.setter
    def value(self, value: Any) -> None:
        self.selectedIndex = next((at for at, option in enumerate(self.options) if option.value == str(value)), -1)

    def reset(self) -> None:
        """Make the choice again that the HTML says."""
        super().reset()
        for option in self.options:
            option.reset()

    def _chosen(self) -> Any:
        marked = [option for option in self.options if option._marked()]
        if marked:
            return marked[-1]
        # A value that no option has leaves nothing chosen; otherwise the first one is.
        return None if self._value == "" else self.options.item(0)


class Form(Element):
    """A form; sending it is up to who listens, for there is no server."""

    @property
    def elements(self) -> Any:
        """All controls."""
        return self.querySelectorAll("button, input, output, select, textarea")

    def requestSubmit(self, submitter: Any = None) -> None:
        """Do what a click on the submit button does."""
        fire(self, "submit", submitter=submitter)

    def reset(self) -> None:
        """Hold again what the HTML says."""
        if fire(self, "reset"):
            for control in self.elements:
                control.reset()


class Label(Element):
    """A label: a click on it is a click on its control."""

    @property
    def control(self) -> Any:
        """The control that the label belongs to."""
        if self.htmlFor:
            return self.ownerDocument.getElementById(self.htmlFor)
        return self.querySelector("button, input, output, select, textarea")

    def _follow(self) -> None:
        if self.control is not None:
            self.control.click()


class Summary(Element):
    """The visible part of a details element."""

    def _follow(self) -> None:
        if self.parentElement is not None and self.parentElement.localName == "details":
            self.parentElement.open = not self.parentElement.open
