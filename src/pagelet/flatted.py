"""JSON for data that refers to itself: lists and dicts may hold each other, and texts are written once.

The format is that of JavaScript's flatted (https://github.com/WebReflection/flatted): one list of values, in which
every text, list and dict stands for itself once; wherever else it occurs stands its place in the list, as a text.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def stringify(value: Any, **options: Any) -> str:
    """Write data as text; ``options`` are those of ``json.dumps``.

    ::

        me = {"name": "Ada"}
        me["friend"] = me
        stringify(me)
    """
    values: list[Any] = []
    texts: dict[str, str] = {}
    places: dict[int, str] = {}

    def placed(item: Any) -> Any:
        if not isinstance(item, (str, list, tuple, dict)):
            return item
        known: dict[Any, str] = texts if isinstance(item, str) else places
        key = item if isinstance(item, str) else id(item)
        if key not in known:
            known[key] = str(len(values))
            values.append(item)
        return known[key]

    placed(value)
    flat: list[Any] = []
    for item in values:  # grows while it is read
        if isinstance(item, dict):
            flat.append({key: placed(inner) for key, inner in item.items()})
        elif isinstance(item, (list, tuple)):
            flat.append([placed(inner) for inner in item])
        else:
            flat.append(item)
    return json.dumps(flat if values else [value], **options)


def parse(text: str, **options: Any) -> Any:
    """Read what ``stringify`` wrote, here or in JavaScript; ``options`` are those of ``json.loads``.

    ::

        me = parse(text)
        assert me["friend"] is me
    """
    values = json.loads(text, **options)
    for value in values:
        keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
        for key in keys:
            if isinstance(value[key], str):
                value[key] = values[int(value[key])]
    return values[0]


__all__ = ["parse", "stringify"]
