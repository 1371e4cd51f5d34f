# ruff: noqa: FBT001, N802 - the platform's own names and shapes
"""Views of an element's attributes: as properties, classes, styles and data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


class Reflected:
    """A property whose value is the attribute of the same name, or of the name given."""

    def __init__(self, attribute: str = "") -> None:
        self._attribute = attribute

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = self._attribute or name.lower()

    def __get__(self, node: Any, owner: type) -> Any:
        return self if node is None else node.getAttribute(self._attribute) or ""

    def __set__(self, node: Any, value: Any) -> None:
        node.setAttribute(self._attribute, value)


class Flag(Reflected):
    """A property that says whether the attribute is there."""

    def __get__(self, node: Any, owner: type) -> Any:
        return self if node is None else node.hasAttribute(self._attribute)

    def __set__(self, node: Any, value: Any) -> None:
        node.toggleAttribute(self._attribute, bool(value))


class Number(Reflected):
    """A property whose value is the attribute as a whole number."""

    def __init__(self, default: int) -> None:
        super().__init__()
        self._default = default

    def __get__(self, node: Any, owner: type) -> Any:
        if node is None:
            return self
        text = node.getAttribute(self._attribute) or ""
        return int(text) if re.fullmatch(r"\s*[+-]?\d+\s*", text) else self._default


class ClassList:
    """The classes of an element."""

    def __init__(self, node: Any) -> None:
        self._node = node

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, name: str) -> bool:
        return name in self._names()

    def __getitem__(self, index: int) -> str:
        return self._names()[index]

    def __str__(self) -> str:
        return self.value

    @property
    def length(self) -> int:
        """How many classes there are."""
        return len(self)

    @property
    def value(self) -> str:
        """The attribute's text."""
        return self._node.getAttribute("class") or ""

    def contains(self, name: str) -> bool:
        """Say whether the class is there."""
        return name in self

    def add(self, *names: str) -> None:
        """Add classes that are not there."""
        self._write(self._names() + [_word(name) for name in names])

    def remove(self, *names: str) -> None:
        """Remove classes that are there."""
        self._write([name for name in self._names() if name not in names])

    def toggle(self, name: str, force: bool | None = None) -> bool:
        """Add a class that is not there, or remove it, and say whether it is there now."""
        wanted = name not in self if force is None else bool(force)
        if wanted:
            self.add(name)
        else:
            self.remove(name)
        return wanted

    def replace(self, old: str, new: str) -> bool:
        """Put one class in another's place, if that is there."""
        there = old in self
        if there:
            self._write([_word(new) if name == old else name for name in self._names()])
        return there

    def _names(self) -> list[str]:
        return list(dict.fromkeys((self._node.getAttribute("class") or "").split()))

    def _write(self, names: list[str]) -> None:
        self._node.setAttribute("class", " ".join(dict.fromkeys(names)))


def _word(name: str) -> str:
    if not name or re.search(r"\s", name):
        raise ValueError(f"{name!r} is not the name of one class")
    return name


def dashed(name: str) -> str:
    """Return what ``backgroundColor`` is in CSS, and ``userName`` in a data attribute."""
    return re.sub(r"[A-Z]", lambda match: "-" + match[0].lower(), name)


_DECLARATION = re.compile(r"""([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)""")


class Style:
    """The styles that an element's own attribute sets: ``style.backgroundColor = "red"``."""

    _node: Any

    def __init__(self, node: Any) -> None:
        object.__setattr__(self, "_node", node)

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.getPropertyValue(_property(name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "cssText":
            self._node.setAttribute("style", value)
        else:
            self.setProperty(_property(name), value)

    def __getitem__(self, name: str) -> str:
        return self.getPropertyValue(_property(name))

    def __setitem__(self, name: str, value: Any) -> None:
        self.setProperty(_property(name), value)

    @property
    def cssText(self) -> str:
        """All of them as text."""
        return " ".join(f"{name}: {value};" for name, value in self._read().items())

    def getPropertyValue(self, name: str) -> str:
        """Return a style by its CSS name, or an empty text."""
        return self._read().get(name, "")

    def setProperty(self, name: str, value: Any, priority: str = "") -> None:
        """Set a style by its CSS name; an empty value removes it."""
        styles = self._read()
        styles.pop(name, None)
        if value is not None and str(value) != "":
            styles[name] = str(value) + (" !" + priority if priority else "")
        text = " ".join(f"{key}: {given};" for key, given in styles.items())
        self._node.setAttribute("style", text)

    def removeProperty(self, name: str) -> str:
        """Remove a style and return what it was."""
        old = self.getPropertyValue(name)
        self.setProperty(name, "")
        return old

    def _read(self) -> dict[str, str]:
        pairs = _DECLARATION.findall(self._node.getAttribute("style") or "")
        return {name if name.startswith("--") else name.lower(): value.strip() for name, value in pairs}


def _property(name: str) -> str:
    return "float" if name == "cssFloat" else dashed(name)


class Dataset:
    """The data attributes of an element: ``dataset.userName`` is ``data-user-name``."""

    _node: Any

    def __init__(self, node: Any) -> None:
        object.__setattr__(self, "_node", node)

    def __getattr__(self, name: str) -> str:
        value: str | None = None if name.startswith("_") else self._node.getAttribute("data-" + dashed(name))
        if value is None:
            raise AttributeError(name)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self._node.setAttribute("data-" + dashed(name), value)

    def __delattr__(self, name: str) -> None:
        self._node.removeAttribute("data-" + dashed(name))

    def __contains__(self, name: str) -> bool:
        return bool(self._node.hasAttribute("data-" + dashed(name)))
