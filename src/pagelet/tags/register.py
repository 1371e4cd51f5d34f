"""``py-register-widget``: a class of a Python file becomes a tag."""

from __future__ import annotations

from pagelet import Component, component
from pagelet._runtime import kernel
from pagelet.tags import name_for_python, page_names, read, run

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
        code = await read(self.node, self.src)
        if code is None:
            return
        scope = dict(page_names())
        run(code, self.src, scope, self.node)
        if self.klass not in scope:
            await kernel.blame(self.node, "PGL-P06", self.src + ' has no class "' + self.klass + '".')
            return
        made = scope[self.klass]
        try:
            component(self.name)(made if issubclass(made, Component) else _wrapped(made))
        except ValueError as error:
            await kernel.blame(self.node, "PGL-P06", 'name="' + self.name + '": ' + str(error) + ".")


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
