"""``py-register-widget``: a class of a Python file becomes a tag."""

from __future__ import annotations

from pagelet import Component, component, window
from pagelet.tags import name_for_python, page_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Register(Component):
    """``<py-register-widget src="gauge.py" name="py-gauge" klass="Gauge">``."""

    shadow = False
    src = ""
    name = ""
    klass = ""
    css = ":is(py-register-widget,mpy-register-widget) { display: none; }"

    async def connected(self) -> None:
        response = await window.fetch(self.src)
        if not response.ok:
            raise RuntimeError(
                "the widget's file " + self.src + " cannot be fetched: the server answered " + str(response.status)
            )
        scope = dict(page_names())
        exec(compile(str(await response.text()), self.src, "exec"), scope)  # noqa: S102 - the author's own code
        if self.klass not in scope:
            raise NameError(self.src + " has no class '" + self.klass + "', which a py-register-widget names")
        made = scope[self.klass]
        component(self.name)(made if issubclass(made, Component) else _wrapped(made))


def _wrapped(cls: Any) -> Any:
    """Return an element for a class of 2022: it is made with the element, and ``connect()`` shows it."""

    class Widget(Component):
        shadow = False

        def setup(self) -> None:
            widget = cls(self.node)
            answer = widget.connect()
            if isinstance(answer, str):
                self.html = answer
            name_for_python(self, widget)

    return Widget


TAGS = {"register-widget": Register}
__all__ = ["TAGS"]
