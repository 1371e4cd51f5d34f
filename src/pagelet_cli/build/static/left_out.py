"""Say of each module that was left out of a build how to have it; in its archive, this is `sitecustomize`."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

LEFT_OUT = frozenset("LEFT OUT".split())


class Finder:
    """Stand behind Python's own finders, and find what nobody else has."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find a module that was left out."""
        return ModuleSpec(name, Finder()) if name in LEFT_OUT else None  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Refuse it."""
        text = (
            f"{spec.name} was left out of this build, because nothing on the page seemed to use it; "
            f"write keep = ['{spec.name}'] under [build] in pagelet.toml and build again"
        )
        raise ImportError(text, name=spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Run nothing: it does not come to this."""


sys.meta_path.append(Finder)
