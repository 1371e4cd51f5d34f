"""What elements are called with: Python's names and values as those of the platform."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# Attributes whose text says yes or no; of others it only matters whether they are there.
_SPOKEN = ("contenteditable", "draggable", "spellcheck")
# What no attribute can set.
_PROPERTIES = (
    "indeterminate",
    "innerText",
    "muted",
    "scrollLeft",
    "scrollTop",
    "selectedIndex",
    "textContent",
    "pageletNumber",
)
_RENAMED = {"className": "class", "classes": "class", "htmlFor": "for", "html_for": "for"}

_known: dict[str, tuple[str, str]] = {}


def meaning(keyword: str) -> tuple[str, str]:
    """Return the letter of the step and the name that a keyword stands for, such as ``data_id`` or ``on_click``."""
    found = _known.get(keyword)
    if found is None:
        found = _known[keyword] = _meaning(keyword)
    return found


def _meaning(keyword: str) -> tuple[str, str]:
    if keyword.startswith("on_"):
        return ("L", keyword[3:])
    if keyword in _PROPERTIES:
        return ("p", keyword)
    name = _RENAMED.get(keyword, keyword.rstrip("_").replace("_", "-"))
    return ("s" if name == "style" else "a", name)


def attribute_text(name: str, value: Any) -> str | None:
    """Return an attribute's value as text, or None where there is to be no such attribute."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        if name in _SPOKEN or name.startswith(("aria-", "data-")):
            return "true" if value else "false"
        return "" if value else None
    if name == "class":
        return " ".join(class_names(value))
    return str(value)


def class_names(value: Any) -> list[str]:
    """Return the names of classes in a text or a list; of a dict, those whose value is true."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split()
    if isinstance(value, dict):
        value = [name for name in value if value[name]]
    several = (list, tuple, dict)
    return [name for item in value for name in class_names(item if isinstance(item, several) else str(item))]


def style_name(name: str) -> str:
    """Return a style's name in CSS: ``background_color`` and ``backgroundColor`` are ``background-color``."""
    if name.startswith("--"):
        return name
    if name in {"cssFloat", "float_"}:
        return "float"
    return "".join(["-" + letter.lower() if letter.isupper() else letter for letter in name.replace("_", "-")])


def style_steps(value: Any) -> list[Any]:
    """Return the steps that set the styles in a dict or a text."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [("s", style_name(name), "" if text is None else str(text)) for name, text in value.items()]
    return [("s", "", str(value))]


def property_step(name: str, value: Any) -> Any:
    """Return the step that sets a property, or None for a value that has to be handed over as it is."""
    if isinstance(value, str):
        return ("p", name, value)
    if isinstance(value, bool):
        return ("b", name, "1" if value else "")
    if isinstance(value, (int, float)):
        return ("n", name, str(value))
    return None


__all__ = ["attribute_text", "class_names", "meaning", "property_step", "style_name", "style_steps"]
