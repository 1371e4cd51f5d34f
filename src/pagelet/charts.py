"""Charts that JavaScript draws: Vega-Lite and Altair, Bokeh, Plotly, maps of folium's, and mathematics.

Each is drawn in a frame of its own (see ``charts/frame.js`` in the kernel), which fetches the library for it.
"""

from __future__ import annotations

from ._runtime import is_nothing, js, kernel
from .place import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A chart is what draws it, its description, and the version that made it where that matters.
_TITLES = {"vega": "chart", "plotly": "chart", "app": "app", "bokeh": "chart", "map": "map", "math": "formula"}


def chart_of(value: Any, library: str) -> tuple[str, str, str] | None:
    """Return the chart that a value is, or None."""
    if isinstance(value, dict):
        schema = str(value.get("$schema", ""))
        return ("vega", _json(value), "") if "vega.github.io/schema/vega" in schema else None
    if library == "altair" and hasattr(value, "to_dict"):
        return "vega", _json(value.to_dict()), ""
    if library == "plotly" and hasattr(value, "to_json"):
        return "plotly", value.to_json(), ""
    if library == "bokeh" and hasattr(value, "document"):
        from bokeh.embed import json_item

        item = json_item(value)
        return "bokeh", _json(item), str(item["doc"]["version"])
    if library in ("folium", "branca") and hasattr(value, "get_root"):
        return _map(value)
    return None


def _map(value: Any) -> tuple[str, str, str] | None:
    """Return the document that a map of folium's is part of; a marker alone is part of none."""
    figure = value.get_root()
    if type(figure).__name__ != "Figure":
        return None
    about = {"html": figure.render(), "height": _height(figure, value), "ratio": float(figure.ratio.rstrip("%"))}
    return "map", _json(about), ""


def _height(figure: Any, value: Any) -> str:
    """Return how high it was asked to be in CSS, or nothing: then its width decides."""
    own = getattr(value, "height", None)
    if isinstance(own, tuple) and own[1] == "px":
        return str(own[0]) + "px"
    given = str(figure.height or "")
    return given + "px" if given.isdigit() else given


def chart_in(form: str, data: Any) -> tuple[str, str, str] | None:
    """Return the chart that a value offers under a name that libraries have agreed on, or None."""
    name = form[len("application/vnd.") :].split(".", 1)[0]
    kind = {"vegalite": "vega", "vega": "vega", "plotly": "plotly"}.get(name)
    if kind is None:
        return None
    return kind, data if isinstance(data, str) else _json(data), ""


def draw(box: Any, chart: tuple[str, str, str]) -> Any:
    """Add a frame to a box, which draws the chart when it is there, and return it."""
    kind, text, version = chart
    if not is_nothing(getattr(js, "pageletInside", None)):
        return _without_a_host(box, kind, text)
    frame = document.createElement("iframe")
    frame.title = _TITLES[kind]
    for name, given in (("kind", kind), ("text", text), ("version", version)):
        frame.setAttribute("data-" + name, given)
    style = frame.style
    style.border = "0"
    style.width = "0" if kind == "math" else "100%"
    style.height = "0"
    style.display = "inline" if kind == "math" else "block"
    frame.src = kernel.here + ("pagelet.sandbox.html" if kind in ("app", "map") else "pagelet.charts.html")
    box.append(frame)
    return frame


def _without_a_host(box: Any, kind: str, text: str) -> Any:
    """Show a formula as it is written; a page in one file has no frames to draw in."""
    if kind != "math":
        what = "This " + _TITLES[kind]
        raise RuntimeError(
            "PGL-D04: " + what + " is drawn by JavaScript, for which a page that is one file has no host."
        )
    box.append(text)
    return box


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


__all__ = ["chart_in", "chart_of", "draw"]
