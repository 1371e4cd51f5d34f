"""The names of PyScript's first year, 2022."""

from __future__ import annotations

from pagelet import create_proxy, display, document, to_js, window
from pagelet.ffi import is_none
from pagelet.tasks import start as run_until_complete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Element:
    """An element by its id."""

    def __init__(self, element_id: str | None, element: Any = None) -> None:
        self._id = element_id
        self._element = element

    @property
    def id(self) -> str | None:
        """The id that it was asked for by."""
        return self._id

    @property
    def element(self) -> Any:
        """The browser's own object."""
        if is_none(self._element):
            self._element = document.getElementById(self._id)
        return self._element

    @property
    def value(self) -> str:
        """What a control holds."""
        return self.element.value or ""

    @property
    def innerHtml(self) -> str:  # noqa: N802 - so spelled then
        """What is in it, as HTML."""
        return self.element.innerHTML or ""

    def write(self, value: Any, append: bool = False) -> None:
        """Display a value in it."""
        display(value, target=self.element, append=append)

    def clear(self) -> None:
        """Empty a control, or what another element shows."""
        if hasattr(self.element, "value"):
            self.element.value = ""
        else:
            self.element.replaceChildren()

    def select(self, query: str, from_content: bool = False) -> Element | None:
        """Find the first element inside, or inside a template's content."""
        found = (self.element.content if from_content else self.element).querySelector(query)
        if is_none(found):
            window.console.warn("WARNING: can't find element matching query: " + query)
            return None
        return Element(found.id, found)

    def clone(self, new_id: str | None = None, to: Any = None) -> Element:
        """Copy it, to the end of another element or else after itself."""
        copy = self.element.cloneNode(True)
        copy.id = new_id or self._id
        if to is None:
            self.element.after(copy)
        else:
            getattr(to, "element", to).append(copy)
        return Element(copy.id, copy)

    def add_class(self, classname: str | list[str]) -> None:
        """Add a class, or several."""
        self.element.classList.add(*_names(classname))

    def remove_class(self, classname: str | list[str]) -> None:
        """Take a class away, or several."""
        self.element.classList.remove(*_names(classname))


def _names(classname: str | list[str]) -> list[str]:
    return classname.split() if isinstance(classname, str) else list(classname)


def write(element_id: str, value: Any, append: bool = False, exec_id: int = 0) -> None:
    """Display a value in the element with that id."""
    Element(element_id).write(value, append=append)


class PyItemTemplate(Element):
    """A line of a list, made from a dict of data."""

    def __init__(
        self, data: dict[str, Any], labels: list[str] | None = None, state_key: Any = None, parent: Any = None
    ):
        self.data = data
        self.labels = labels or list(data.keys())
        self.state_key = state_key
        super().__init__(None)
        self.register_parent(parent)

    def register_parent(self, parent: Any) -> None:
        """Belong to a list, which gives the line its id."""
        self._parent = parent
        if parent is not None:
            self._id = parent._id + "-c-" + str(len(parent.children))
            self.data["id"] = self._id

    def create(self) -> Element:
        """Make the element: a box to tick and a text."""
        line = document.createElement("div")
        line.id = self._id
        line.className = "py-li-element"
        label = document.createElement("label")
        box = document.createElement("input")
        box.type = "checkbox"
        box.className = "task-check"
        text = document.createElement("p")
        text.textContent = self.render_content()
        label.append(box, text)
        line.append(label)
        self._element = line
        return self

    def on_click(self, event: Any) -> None:
        """Answer a click; for classes made from this one."""

    def pre_append(self) -> None:
        """Do what is to be done before the line is added."""

    def post_append(self) -> None:
        """Begin to answer clicks."""
        self.element.addEventListener("click", create_proxy(self.on_click))

    def strike(self, value: bool, extra: Any = None) -> None:
        """Cross the line out, or not any more."""
        (self.add_class if value else self.remove_class)("line-through")

    def render_content(self) -> str:
        """Say what the line shows."""
        return " - ".join([str(self.data[label]) for label in self.labels])


class PyListTemplate:
    """A list of lines in an element of the page."""

    theme: Any = None
    item_class: Any = PyItemTemplate

    def __init__(self, parent: Any) -> None:
        self.parent = parent
        self._id = parent.id
        self._children: list[Any] = []
        self.md: Any = None

    @property
    def children(self) -> list[Any]:
        """The lines."""
        return self._children

    @property
    def data(self) -> list[Any]:
        """What the lines were made from."""
        return [child.data for child in self._children]

    def connect(self) -> None:
        """Put the list into the page."""
        self.md = document.createElement("div")
        self.md.id = self._id + "-list-tasks-container"
        getattr(self.parent, "element", self.parent).append(self.md)

    def add(self, *args: Any, **options: Any) -> Any:
        """Add a line, or the data for one."""
        child = args[0] if isinstance(args[0], self.item_class) else self.item_class(*args, **options)
        child.register_parent(self)
        return self._add(child)

    def _add(self, child: Any) -> Any:
        self.pre_child_append(child)
        child.pre_append()
        self._children.append(child)
        self.md.append(child.create().element)
        child.post_append()
        self.child_appended(child)
        return child

    def pre_child_append(self, child: Any) -> None:
        """Do what is to be done before a line is added."""

    def child_appended(self, child: Any) -> None:
        """Do what is to be done when a line was added."""


class Plugin:
    """Something that adds to PyScript: here, tags that are written in Python."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name or type(self).__name__
        self.app: Any = None
        self._custom_elements: list[str] = []

    def init(self, app: Any) -> None:
        """Take what the plugin is part of."""
        self.app = app

    def register_custom_element(self, tag: str) -> Callable[[Any], Any]:
        """Let a class make what elements of that name show: the HTML that its ``connect`` returns."""

        def register(kind: Any) -> Any:
            self._custom_elements.append(tag)
            _fill_each(tag, kind)
            return kind

        return register


def _fill_each(tag: str, kind: Any) -> None:
    """Fill the elements of that name, now and whenever the page has new ones."""

    def fill(*_: Any) -> None:
        for element in document.querySelectorAll(tag + ":not([data-py])"):
            element.setAttribute("data-py", "")
            html = kind(element).connect()
            if isinstance(html, str):
                element.setHTML(html)

    fill()
    watcher = window.MutationObserver.new(create_proxy(fill))
    watcher.observe(document, to_js({"childList": True, "subtree": True}))


__all__ = ["Element", "Plugin", "PyItemTemplate", "PyListTemplate", "run_until_complete", "write"]
