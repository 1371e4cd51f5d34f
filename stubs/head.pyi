from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final, Generic, Literal, TypeAlias, TypeVar, overload

from typing_extensions import Self

_T = TypeVar("_T")

# JavaScript has one kind of number. What comes from there is an int where it is whole, as most of the page's are.
_Number: TypeAlias = int | Any
# May be null, which is for the author to know: checkers do not ask for a test at every step.
_MaybeNull: TypeAlias = Any
_Items: TypeAlias = Array[_T] | Sequence[_T]

class _JsProxy:
    """Any object of JavaScript, as Python sees it."""

    prototype: ClassVar[Any]
    # The rest is there on CPython (Pyodide) only.
    @property
    def js_id(self) -> int: ...
    @property
    def typeof(self) -> str: ...
    def to_py(self, *, depth: int = -1, default_converter: Callable[..., Any] | None = None) -> Any: ...
    def as_object_map(self, *, hereditary: bool = False) -> Any: ...
    def object_entries(self) -> Any: ...
    def object_keys(self) -> Any: ...
    def object_values(self) -> Any: ...

class _AnyElement(HTMLElement):
    """Some element: which one, and so which attributes it has, is only known when the page runs."""

    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...

# A page's own scripts add names.
def __getattr__(name: str) -> Any: ...

undefined: Final[Any]
globalThis: Window
Intl: Any
WebAssembly: Any
