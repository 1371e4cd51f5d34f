"""Name the keys that have no character, and turn key presses into BiDi actions."""

from __future__ import annotations

from typing import Any

__all__ = ["press_actions", "type_actions"]

# https://w3c.github.io/webdriver/#keyboard-actions
_KEYS = {
    "Alt": "\ue00a",
    "ArrowDown": "\ue015",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowUp": "\ue013",
    "Backspace": "\ue003",
    "Control": "\ue009",
    "Delete": "\ue017",
    "End": "\ue010",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "F1": "\ue031",
    "F2": "\ue032",
    "F5": "\ue035",
    "Home": "\ue011",
    "Insert": "\ue016",
    "Meta": "\ue03d",
    "PageDown": "\ue00f",
    "PageUp": "\ue00e",
    "Shift": "\ue008",
    "Space": " ",
    "Tab": "\ue004",
}


def type_actions(text: str) -> list[dict[str, Any]]:
    """Return the key actions that type this text; a newline is the Enter key."""
    actions = []
    for char in text:
        value = {"\n": _KEYS["Enter"], "\t": _KEYS["Tab"]}.get(char, char)
        actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
    return actions


def press_actions(chord: str) -> list[dict[str, Any]]:
    """Return the key actions for a chord such as `Enter`, `Shift+Enter` or `Control+a`."""
    # "Control++" is the plus key, so an empty last part stands for it.
    names = [name for name in chord.removesuffix("+").split("+") if name] + (["+"] if chord.endswith("+") else [])
    values = [_value(name) for name in names]
    down = [{"type": "keyDown", "value": value} for value in values]
    return down + [{"type": "keyUp", "value": value} for value in reversed(values)]


def _value(name: str) -> str:
    if len(name) == 1:
        return name
    if name not in _KEYS:
        msg = f"there is no key {name!r}; the named keys are {', '.join(sorted(_KEYS))}"
        raise ValueError(msg)
    return _KEYS[name]
