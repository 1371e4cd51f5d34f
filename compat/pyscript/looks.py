"""How an element of PyScript's looks: its classes and its styles."""

from __future__ import annotations

from pagelet import window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .web import Element


class Classes(set):
    """The classes of an element: what is added or removed here is added or removed there."""

    def __init__(self, element: Element) -> None:
        self._class_list = element._dom_element.classList
        super().__init__(str(self._class_list.value).split())

    def add(self, class_name: str) -> None:
        """Add a class, or several with spaces between."""
        for name in class_name.split():
            super().add(name)
            self._class_list.add(name)

    def remove(self, class_name: str) -> None:
        """Remove a class, or several; the console is told of one that is not there."""
        for name in class_name.split():
            if name not in self:
                window.console.warn("Class '" + name + "' not found in element classes.")
            self.discard(name)

    def discard(self, class_name: str) -> None:
        """Remove a class, or several, where they are there."""
        for name in class_name.split():
            super().discard(name)
            self._class_list.remove(name)

    def clear(self) -> None:
        """Remove all."""
        super().clear()
        self._class_list.value = ""


class Style(dict):
    """The style of an element: reading gives what the element has, "" where it has nothing."""

    def __init__(self, element: Element) -> None:
        self._style = element._dom_element.style
        super().__init__()

    def __getitem__(self, key: str) -> str:
        value: str = self._style.getPropertyValue(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self._style.setProperty(key, str(value))

    def __delitem__(self, key: str) -> None:
        super().pop(key, None)
        self._style.removeProperty(key)

    def update(self, *others: Any, **styles: Any) -> None:
        """Set several."""
        for key, value in dict(*others, **styles).items():
            self[key] = value

    def get(self, key: str, default: Any = None) -> Any:
        """Return what the element has, or the default."""
        return self[key] or default
