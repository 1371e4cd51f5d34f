"""Values that know how they look: the richest of what each one offers, in IPython's order.

https://ipython.readthedocs.io/en/stable/config/integrating.html
"""

from __future__ import annotations

from ._runtime import is_js, is_nothing, to_js
from .crossing import MARK, cross, one_way
from .markup import fill as fill_safely
from .markup import html
from .output import HTML
from .place import RUNNING_IN_WORKER, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The method that offers each form; the first form that a value has is shown.
_FORMS = (
    ("text/html", "_repr_html_"),
    ("text/markdown", "_repr_markdown_"),
    ("text/latex", "_repr_latex_"),
    ("image/svg+xml", "_repr_svg_"),
    ("image/png", "_repr_png_"),
    ("image/jpeg", "_repr_jpeg_"),
    ("application/json", "_repr_json_"),
)

# Style sheets of data are let into a shadow root, where they reach nothing else.
_FOREIGN = ("base", "button", "form", "input", "link", "meta", "select", "slot", "template", "textarea")
_STYLED: dict[str, Any] = {"sanitizer": {"removeElements": list(_FOREIGN), "removeAttributes": ["name"]}}


def show(place: Any, value: Any) -> None:
    """Add a box that shows the value to a place of the page."""
    # Nobody here knows what the page has not said yet; the page does, and appends either.
    fresh = one_way and (type(value).__name__ == "Later" or _is_new(value))
    foreign = is_js(value) or type(value).__name__ in ("Remote", "Later")
    node = value if foreign else _node_of(value)
    if fresh:
        place.append(node)
        return
    # What is on the page already stays where it is.
    if node is not None and not is_nothing(getattr(node, "nodeType", None)) and not node.isConnected:
        place.append(node)
        return
    box = document.createElement("div")
    place.append(box)
    if isinstance(value, type) or foreign or not _rich(box, value):
        box.textContent = repr(value)


def _is_new(value: Any) -> bool:
    if not hasattr(type(value), "_node"):
        return False
    from .element import PLACE

    return value._it[PLACE] is None  # noqa: SLF001 - whoever displays elements knows them


def _node_of(value: Any) -> Any:
    return value.node if hasattr(type(value), "_node") else None


def _rich(box: Any, value: Any) -> bool:
    return _by_library(box, value) or _by_form(box, value)


def _by_library(box: Any, value: Any) -> bool:
    """Show what has a form of its own here."""
    library = getattr(type(value), "__module__", "").split(".", 1)[0]
    if library in ("bokeh", "panel") or hasattr(value, "__panel__"):
        from .apps import is_app, show_app

        if is_app(value, library):
            show_app(box, value)
            return True
    if isinstance(value, dict) or library in ("altair", "bokeh", "branca", "folium", "plotly"):
        from .charts import chart_of, draw

        chart = chart_of(value, library)
        if chart is not None:
            draw(box, chart)
            return True
    if library == "pandas" and type(value).__name__ in ("DataFrame", "Series"):
        from .table import show_table

        show_table(box, value)
        return True
    if library == "PIL" and hasattr(value, "getchannel"):
        from .pictures import shown

        return _by_form(box, shown(value))
    if hasattr(value, "savefig"):
        from .figures import show_figure

        show_figure(box, value)
        return True
    return False


def _by_form(box: Any, value: Any) -> bool:
    bundle, facts = _bundle(value)
    for form, data in bundle.items():
        if form.startswith("application/vnd."):
            from .charts import chart_in, draw

            chart = chart_in(form, data)
            if chart is not None:
                draw(box, chart)
                return True
    for form, method in _FORMS:
        data = bundle.get(form)
        about = facts.get(form) or {}
        if data is None:
            offered = getattr(value, method, None)
            data = None if offered is None else offered()
            if isinstance(data, tuple):
                data, about = data
        if data is not None:
            if form == "text/html":
                fill(box, str(data), vouched=isinstance(value, (HTML, html)))
            else:
                _SHOWN[form](box, data, about)
            return True
    return _by_kind(box, bundle, value)


def _bundle(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the value offers in one go, and what it says about it."""
    method = getattr(value, "_repr_mimebundle_", None)
    if method is None:
        return {}, {}
    try:
        found = method(include=None, exclude=None)
    except TypeError:
        found = method()
    data, facts = found if isinstance(found, tuple) else (found, {})
    return data or {}, facts or {}


def _by_kind(box: Any, bundle: dict[str, Any], value: Any) -> bool:
    """Show the forms that no method has a name for."""
    for form, data in bundle.items():
        kind = form.split("/", 1)[0]
        if kind in ("image", "audio", "video"):
            _media(box, form, kind, data, {})
            return True
    if "text/plain" in bundle:
        box.textContent = bundle["text/plain"]
        return True
    if "application/javascript" in bundle or hasattr(value, "_repr_javascript_"):
        note = "is JavaScript, which is not run when it is displayed: import it with js_import() or js_modules"
        box.textContent = "This " + type(value).__name__ + " " + note + "."
        return True
    return False


def fill(box: Any, text: str, *, vouched: bool = False) -> Any:
    """Put HTML in place of what is in a box, and return where: what nobody vouches for stays in there."""
    root = box
    if not vouched:
        box.style.contain = "content"
    if not vouched and "<style" in text:
        root = box.attachShadow(_options({"mode": "open"}))
        root.setHTML(text, _options(_STYLED))
    else:
        fill_safely(box, text, vouched=vouched)
    if "name" in text:
        # These would hide what the document itself has:
        # https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem
        cross("change", MARK.join(["u", "img[name],form[name]", "0", "", "name"]), MARK, root)
    return root


def _options(options: dict[str, Any]) -> Any:
    return options if RUNNING_IN_WORKER else to_js(options)


def _markdown(box: Any, text: Any, _about: dict[str, Any]) -> None:
    from .markdown import to_html

    made = to_html(str(text))
    _formulas(fill(box, made), made)


def _formulas(root: Any, made: str) -> None:
    """Draw the formulas of a text, which are read out of what was made: the page need not be asked."""
    from .charts import draw
    from .spans import unescape

    written = made.split(' data-math="')[1:]
    nodes = root.querySelectorAll("[data-math]") if written else ()
    for index, part in enumerate(written):
        kind, _, rest = part.partition('">')
        text = unescape(rest.split("</", 1)[0])
        node = nodes[index]
        node.textContent = ""
        draw(node, ("math", "$$" + text + "$$" if kind == "block" else text, ""))


def _latex(box: Any, text: Any, _about: dict[str, Any]) -> None:
    from .charts import draw

    draw(box, ("math", str(text), ""))


def _svg(box: Any, text: Any, about: dict[str, Any]) -> None:
    # As an image it is whole, and cannot run, load or style anything.
    _media(box, "image/svg+xml", "image", text.encode() if isinstance(text, str) else text, about)


def _png(box: Any, data: Any, about: dict[str, Any]) -> None:
    _media(box, "image/png", "image", data, about)


def _jpeg(box: Any, data: Any, about: dict[str, Any]) -> None:
    _media(box, "image/jpeg", "image", data, about)


def _json(box: Any, data: Any, _about: dict[str, Any]) -> None:
    import json

    text = document.createElement("pre")
    text.textContent = data if isinstance(data, str) else json.dumps(data)
    box.append(text)


def _media(box: Any, form: str, kind: str, data: Any, about: dict[str, Any]) -> None:
    tag = {"image": "img"}.get(kind, kind)
    node = document.createElement(tag)
    node.src = data_url(form, data)
    if tag == "img":
        node.alt = str(about.get("alt", ""))
        node.style.maxWidth = "100%"
        for side in ("width", "height"):
            if about.get(side):
                node.setAttribute(side, str(about[side]))
        if about.get("width"):
            node.style.height = "auto"
    else:
        node.controls = True
    box.append(node)


def data_url(form: str, data: Any) -> str:
    """Write bytes, or text that is base64 already, as an address."""
    text = data if isinstance(data, str) else _base64(bytes(data))
    return "data:" + form + ";base64," + text.replace("\n", "")


def _base64(data: bytes) -> str:
    """Let the browser write it, where it can: MicroPython takes seconds for a megabyte."""
    octets = to_js(data)
    if hasattr(octets, "toBase64"):
        return str(octets.toBase64())
    import binascii

    # In pieces, because MicroPython's needs memory by the square of the length.
    return "".join([binascii.b2a_base64(data[at : at + 3000]).decode() for at in range(0, len(data), 3000)])


_SHOWN: dict[str, Any] = {
    "application/json": _json,
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/svg+xml": _svg,
    "text/latex": _latex,
    "text/markdown": _markdown,
}

__all__ = ["data_url", "fill", "show"]
