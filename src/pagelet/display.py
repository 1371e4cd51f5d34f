"""Show values on the page."""

from .context import current_target, document


class HTML:
    """Text that is shown as HTML, not as text."""

    def __init__(self, html):
        self._html = html

    def _repr_html_(self):
        return self._html


def display(*values, target=None, append=True):
    """Show values in an element: by default the output of the running script.

    ``target`` is an id, with or without ``#``; ``append=False`` replaces what the element shows.
    """
    name = (target or current_target()).lstrip("#")
    place = document.getElementById(name)
    if not place:
        raise ValueError("the page has no element with the id '" + name + "' to display in")
    if not append:
        place.replaceChildren()
    for value in values:
        _show(place, value)


def _show(place, value):
    box = document.createElement("div")
    html = getattr(value, "_repr_html_", None)
    if html is None:
        box.textContent = value if isinstance(value, str) else repr(value)
    else:
        box.setHTML(html())
    place.append(box)
