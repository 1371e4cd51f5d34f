# ruff: noqa: SLF001 - elements and what makes them know each other
"""An element's classes, styles and attributes."""

from __future__ import annotations

from ._runtime import is_nothing
from .attributes import attribute_text, class_names, style_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .element import Element


class Classes:
    """The classes of an element: ``element.classes.add("active")``; a set as far as it goes."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def _names(self) -> list[str]:
        return class_names(self._element.attrs.get("class", ""))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Classes, list, tuple, set)) and set(self._names()) == set(other)

    def __hash__(self) -> int:
        return hash(self._element)

    def __str__(self) -> str:
        return " ".join(self._names())

    def __repr__(self) -> str:
        return repr(self._names())

    def add(self, *names: Any) -> None:
        """Add classes that are not there."""
        self._turn(names, "1")

    def remove(self, *names: Any) -> None:
        """Remove classes that are there."""
        self._turn(names, "")

    discard = remove

    def _turn(self, names: Any, there: str) -> None:
        for name in class_names(names):
            self._element._step("c", name, there)

    def toggle(self, name: str, force: Any = None) -> bool:
        """Add a class that is not there, or remove it, and say whether it is there now."""
        there = name not in self if force is None else bool(force)
        self._turn(name, "1" if there else "")
        return there

    def replace(self, old: str, new: str) -> bool:
        """Put one class in another's place, if that is there."""
        there = old in self
        if there:
            self.remove(old)
            self.add(new)
        return there


class _Texts:
    """What the views that are like a dict of texts have in common."""

    if TYPE_CHECKING:

        def keys(self) -> list[str]: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __getitem__(self, name: str) -> str: ...
        def __setitem__(self, name: str, value: Any) -> None: ...

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def values(self) -> list[str]:
        """Return the texts of all."""
        return [self[name] for name in self.keys()]

    def items(self) -> list[tuple[str, str]]:
        """Return names and texts of all."""
        return [(name, self[name]) for name in self.keys()]

    def pop(self, name: str, *default: Any) -> Any:
        """Remove one and return its text, or the default where there is none."""
        if name not in self:
            if default:
                return default[0]
            raise KeyError(name)
        text = self[name]
        self[name] = None
        return text

    def update(self, *several: dict[str, Any], **named: Any) -> None:
        """Set several."""
        for given in several + (named,):  # noqa: RUF005 - MicroPython has no starred lists
            for name, value in given.items():
                self[name] = value


class Style(_Texts):
    """The styles of an element's own: ``element.style["color"] = "red"``, ``element.style.background_color``.

    A style that is not set reads as an empty text; None removes it.
    """

    _element: Element

    def __init__(self, element: Element) -> None:
        object.__setattr__(self, "_element", element)

    def __getitem__(self, name: str) -> str:
        return str(self._element.node.style.getPropertyValue(style_name(name)))

    def __setitem__(self, name: str, value: Any) -> None:
        self._element._step("s", style_name(name), "" if value is None else str(value))

    def __delitem__(self, name: str) -> None:
        self[name] = None

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        self[name] = None

    def __contains__(self, name: str) -> bool:
        return self[name] != ""

    def __str__(self) -> str:
        return str(self._element.node.style.cssText)

    def __repr__(self) -> str:
        return "<style " + repr(str(self)) + ">"

    def get(self, name: str, default: str = "") -> str:
        """Return a style, or the default where it is not set."""
        return self[name] or default

    def keys(self) -> list[str]:
        """Return the names of those that are set."""
        style = self._element.node.style
        return [str(style.item(at)) for at in range(style.length)]


class Attributes(_Texts):
    """The attributes of an element, a dict of texts: ``element.attrs["href"]``; None removes one."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return str(value)

    def __setitem__(self, name: str, value: Any) -> None:
        text = attribute_text(name, value)
        if name == "style" and text is not None:
            self._element._step("s", "", text)
        elif text is None:
            self._element._step("r", name, "")
        else:
            self._element._step("a", name, text)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self[name] = None

    def __contains__(self, name: object) -> bool:
        return self.get(str(name)) is not None

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute's text, or the default where there is none."""
        value = self._element.node.getAttribute(name)
        return default if is_nothing(value) else value

    def keys(self) -> list[str]:
        """Return the names of all."""
        return [str(name) for name in self._element.node.getAttributeNames()]


__all__ = ["Attributes", "Classes", "Style"]
