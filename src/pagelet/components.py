# ruff: noqa: SLF001 - elements and what makes them know each other
"""Tags written in Python."""

from __future__ import annotations

import sys

from ._runtime import create_proxy, is_awaitable, is_nothing, js, kernel, to_js
from .build import build
from .collection import found
from .crossing import cross
from .element import HERE, KIDS, NODE, OPTIONS, PLACE, Element, Nodes, put
from .place import window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .collection import ElementCollection

# What has a meaning of its own in a class, and is no attribute of the tag.
_MEANINGS = ("css", "shadow")
_KINDS = {"str": "text", "int": "number", "float": "number", "bool": "flag"}

# What has been done of an element.
_NEW, _BEGUN, _SET_UP, _DRAWN = range(4)

_live: dict[int, Any] = {}
_count = [0]


class _Distant(Nodes):
    """Where an element is that is not in the page: there as long as somebody else has it, too."""

    def __init__(self, node: Any) -> None:
        self._weak = js.WeakRef.new(node)
        self.heard = {}

    @property
    def array(self) -> Any:
        return js.Array.of(self._weak.deref())

    @array.setter
    def array(self, value: Any) -> None:
        raise AttributeError("array", value)


class Component(Element):
    """An element that is written in Python; ``@component("my-tag")`` makes a tag of it.

        <click-counter count="3"></click-counter>

        @component("click-counter")
        class Counter(Component):
            count = 0
            css = "button { font-size: 2em }"

            def draw(self):
                return button(self.count, " clicks", on_click=self.more)

            def more(self):
                self.count += 1

    What the class sets to a text, a number, True or False is an attribute of the tag, and a property in Python and in
    JavaScript. Its methods and properties can be used from JavaScript, too. These have a meaning, if it defines them:

    - ``draw()`` returns what is inside: text, elements, lists of them; called again when an attribute changes;
    - ``setup()`` is called once, before the first drawing; ``connected()`` and ``disconnected()`` whenever the element
      comes into a page, and leaves; ``changed(name, old)`` when an attribute has changed; any of them may be async;
    - ``css`` is its style; ``shadow = False`` draws into the element itself, where the page's own style reaches.
    """

    css = ""
    shadow = True
    _it: Any = None
    _number = 0
    _redrawn = 0  # how often
    _in_page = False
    _drawn = _NEW
    _fields: dict[str, tuple[str, str, Any]] = {}  # noqa: RUF012 - each class gets its own
    _tag = ""

    def __init__(self, *children: Any, **options: Any) -> None:
        if self._it[PLACE] is not None:
            return  # the page has made it already
        self._it[KIDS] = children
        for keyword, value in options.items():
            if keyword in self._fields:
                put(self, keyword, value)
        self._it[OPTIONS] = dict(options, pageletNumber=str(self._number))

    # ----------------------------------------------------------------------------------------- what classes define

    def setup(self) -> Any:
        """Prepare what is needed before the first drawing."""

    def connected(self) -> Any:
        """Begin what goes on while the element is in the page."""

    def disconnected(self) -> Any:
        """End it."""

    def changed(self, name: str, old: Any) -> Any:
        """Answer the change of an attribute."""

    # ------------------------------------------------------------------------------------------------- what they use

    @property
    def root(self) -> Any:
        """The browser's object that is drawn into: the shadow root, or the element itself."""
        root = self.node.shadowRoot if self.shadow else None
        return self.node if is_nothing(root) else root

    def redraw(self) -> None:
        """Draw what is inside anew."""
        draw = getattr(type(self), "draw", None)
        if draw is None:
            return
        put(self, "_redrawn", self._redrawn + 1)
        drawn = draw(self)
        if is_awaitable(draw):
            _begin(_redraw_with(drawn, self, self._redrawn, self.root))
        else:
            build([drawn], self.root, "replaceChildren")

    def emit(self, name: str, detail: Any = None) -> bool:
        """Let an event happen, which leaves shadow roots and goes up the page; return False if it was prevented."""
        options = {"detail": detail, "bubbles": True, "composed": True, "cancelable": True}
        # The bridge makes JavaScript's data of it by itself.
        event = window.CustomEvent.new(name, options if kernel.worker else to_js(options))
        return bool(self.node.dispatchEvent(event))

    def find(self, selector: str) -> ElementCollection:
        """Return all elements that are drawn inside and match the CSS selector."""
        return found(self.root, selector)

    # ---------------------------------------------------------------------------------------------------- attributes

    def __setattr__(self, name: str, value: Any) -> None:
        field = self._fields.get(name)
        if field is not None:
            self._set_field(name, field, value)
        elif name.startswith(("on_", "data_", "aria_")) or isinstance(getattr(Element, name, None), property):
            Element.__setattr__(self, name, value)
        else:
            put(self, name, value)

    def _set_field(self, name: str, field: tuple[str, str, Any], value: Any) -> None:
        old = getattr(self, name)
        if value == old:
            return
        put(self, name, value)
        attribute, kind, _ = field
        if self._it[PLACE] is None:
            self._it[OPTIONS][name] = value
            return
        gone = value is None or (kind == "flag" and not value)
        self._step(*(("r", attribute, "") if gone else ("a", attribute, "" if kind == "flag" else str(value))))
        self._change(name, old)

    def _read_field(self, name: str, text: Any) -> Any:
        _, kind, default = self._fields[name]
        if kind == "flag":
            return not is_nothing(text)
        if is_nothing(text):
            return default
        if kind == "number":
            return _number_of(text, default)
        return text

    def _change(self, name: str, old: Any) -> None:
        _begin(self.changed(name, old))
        if self._drawn == _DRAWN:
            self.redraw()

    # ------------------------------------------------------------------------------------------- what the page tells

    def _connected(self, node: Any) -> None:
        self._it[PLACE], self._it[NODE] = HERE, node
        for name, field in self._fields.items():
            put(self, name, self._read_field(name, node.getAttribute(field[0])))
        self._in_page = True
        if self._drawn == _NEW:
            put(self, "_drawn", _BEGUN)
            answer = self.setup()
            if hasattr(answer, "send"):
                _begin(_set_up(self, answer))
                return
            put(self, "_drawn", _SET_UP)
        if self._drawn > _BEGUN:
            _show(self)

    def _disconnected(self, node: Any) -> None:
        self._in_page = False
        if self._drawn > _BEGUN:  # else it was not told that it came
            _begin(self.disconnected())
            _let_go(self, node)

    def _changed(self, attribute: str, text: Any) -> None:
        for name, field in self._fields.items():
            if field[0] == attribute:
                value, old = self._read_field(name, text), getattr(self, name)
                if value != old:
                    put(self, name, value)
                    self._change(name, old)


def _number_of(text: str, default: float) -> float:
    """Read a number; where the default is none of fractions, whole numbers are whole."""
    for kind in (int, float) if isinstance(default, int) else (float,):
        try:
            return kind(text)
        except ValueError:
            pass
    return default


async def _set_up(element: Component, answer: Any) -> None:
    await answer
    put(element, "_drawn", _SET_UP)
    if element._in_page:
        _show(element)
    else:
        _let_go(element, element.node)


def _show(element: Component) -> None:
    """Draw an element that has come into the page, if that was not done yet."""
    if element._drawn == _SET_UP:
        put(element, "_drawn", _DRAWN)
        element.redraw()
    _begin(element.connected())


def _let_go(element: Component, node: Any) -> None:
    # The page and Python would keep each other for good; not so a worker and the desktop.
    if not kernel.worker and not node.isConnected and js.WeakRef:
        element._it[PLACE], element._it[NODE] = _Distant(node), None


async def _redraw_with(answer: Any, element: Component, number: int, root: Any) -> None:
    """Draw what is awaited, unless something newer is; the root is held for it, which the page may have let go."""
    drawn = await (answer if hasattr(answer, "__await__") else _gathered(answer))
    if number == element._redrawn:
        build([drawn], root, "replaceChildren")


def _gathered(answer: Any) -> Any:
    """Wait for a coroutine of MicroPython's, which looks like a generator: only what it yields tells which it is."""
    items = []
    while True:
        try:
            item = answer.send(None)
        except StopIteration as end:
            return items or end.value
        if item is None:  # it waits
            yield
        else:
            items.append(item)


def component(tag: str) -> Callable[[Any], Any]:
    """Make a class a tag of the page: ``@component("my-tag")``; the name must have a hyphen.

    The class is a ``Component``, or a plain class, which becomes one. Its elements can be written in HTML,
    ``<my-tag>``, and made in Python, ``MyTag("text", attribute=1)``.

        @component("big-hello")
        class BigHello(Component):
            name = "you"

            def draw(self):
                return h1("Hello, ", self.name)

        page.append(BigHello(name="Ada"))
    """
    if "-" not in tag or tag != tag.lower() or not tag[0].isalpha() or " " in tag:
        raise ValueError("a tag's name is in small letters and has a hyphen, as 'my-tag' has, not " + repr(tag))

    def decorate(cls: Any) -> Any:
        made = _class(tag, cls)
        if cross("define", tag, _shape(tag, made), _asking(made)):
            _ours.add(tag)
        elif not _of_a_plugin():
            said = "the page has a tag '" + tag + "' already, another Python's or JavaScript's: "
            raise ValueError(said + "give this one another name")
        return made

    return decorate


_ours: set[str] = set()


def _of_a_plugin() -> bool:
    """Tell whether it is a plugin that adds the tag: the page and its workers may all have that, one of them first."""
    plugins = sys.modules.get("pagelet.plugins")
    return plugins is not None and bool(plugins.loading)


def _class(tag: str, cls: Any) -> Any:
    """Return a class of elements that has all that the given one has."""
    bases = (cls,) if issubclass(cls, Component) else (cls, Component)
    fields: dict[str, tuple[str, str, Any]] = {}
    for name in dir(cls):
        if not name.startswith("_") and name not in _MEANINGS:
            value = getattr(cls, name)
            kind = _KINDS.get(type(value).__name__)
            if kind is not None and value is not getattr(Component, name, None):
                fields[name] = (name.rstrip("_").replace("_", "-").lower(), kind, value)
    begin = getattr(cls, "__init__", None)  # MicroPython's plain classes have none
    if begin is None or begin is object.__init__:
        begin = Component.__init__

    def init(self: Any, *children: Any, **options: Any) -> None:
        if getattr(self, "_it", None) is None and tag not in _ours:
            put(self, "_it", [(), {}, None, None])  # the Python that has the tag makes what is behind it
        elif getattr(self, "_it", None) is None:
            _count[0] += 1
            put(self, "_number", _count[0])
            put(self, "_it", [(), {"pageletNumber": str(_count[0])}, None, None])
            _live[_count[0]] = self
        begin(self, *children, **options)

    members = {"_tag": tag, "_fields": fields, "__init__": init, "__module__": getattr(cls, "__module__", "")}
    return type(cls.__name__, bases, members)


def _shape(tag: str, cls: Any) -> str:
    """Say what the page has to know of a class."""
    import json

    methods: list[str] = []
    properties: list[Any] = []
    for name in dir(cls):
        value = getattr(cls, name)
        if name.startswith("_") or name in cls._fields or name in _MEANINGS or value is getattr(Component, name, None):
            continue
        if isinstance(value, property):
            properties.append([name, getattr(value, "fset", True) is not None])
        elif callable(value):
            methods.append(name)
    attributes = [[name, field[0], field[1], field[2]] for name, field in cls._fields.items()]
    shadow = bool(cls.shadow) and hasattr(cls, "draw")
    return json.dumps(
        {
            "tag": tag,
            "attributes": attributes,
            "methods": methods,
            "properties": properties,
            "css": cls.css,
            "shadow": shadow,
        }
    )


def _asking(cls: Any) -> Any:
    def ask(what: str, number: int, node: Any = None, *more: Any) -> Any:
        number = int(number)
        if what == "gone":
            _live.pop(number, None)
            return None
        element = _live.get(number)
        if element is None:
            element = _live[number] = _found(cls, node)
        if what == "connected":
            element._connected(node)
        elif what == "disconnected":
            element._disconnected(node)
        elif what == "changed":
            element._changed(*more)
        elif what == "get":
            return to_js(getattr(element, more[0]))
        elif what == "set":
            setattr(element, more[0], more[1])
        else:
            answer = getattr(element, more[0])(*more[1:])
            return _promised(answer) if hasattr(answer, "send") else to_js(answer)
        return None

    # The bridge makes proxies of its own.
    return ask if kernel.worker else create_proxy(ask)


def _found(cls: Any, node: Any) -> Any:
    """Make the Python of an element that the page has made."""
    element = object.__new__(cls)
    put(element, "_it", [None, None, HERE, node])
    element.__init__()
    return element


def _promised(coroutine: Any) -> Any:
    """Let a coroutine begin at once, for JavaScript that does not wait for it."""
    if kernel.type == "mpy":
        return _converted(coroutine)  # it does
    import asyncio

    return asyncio.ensure_future(coroutine)


async def _converted(coroutine: Any) -> Any:
    return to_js(await coroutine)


def _begin(answer: Any) -> None:
    if hasattr(answer, "send"):
        from .events import begin

        begin(answer)


__all__ = ["Component", "component"]
