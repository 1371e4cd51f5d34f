"""Make a wheel of a folder of pure Python, without running anything that is in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from pagelet_cli.errors import LocalPackageMissing
from pagelet_cli.packages.pack import packed

_SKIP = {"__pycache__", "node_modules", "build", "dist", "tests", "test", "docs"}


@dataclass(frozen=True, slots=True)
class Project:
    """Describe the package in a folder."""

    name: str
    version: str
    top: Path
    modules: tuple[str, ...]
    requires: tuple[str, ...] = ()
    extras: dict[str, list[str]] = field(default_factory=dict)
    python: str | None = None


def folder_name(folder: Path) -> str:
    """Name the package in a folder."""
    return project_in(folder).name


def project_in(folder: Path) -> Project:
    """Look at a folder: a pyproject.toml with a [project] table, or a package itself."""
    described = folder / "pyproject.toml"
    if described.is_file():
        return _described(folder, described)
    if (folder / "__init__.py").is_file() and folder.name.isidentifier():
        return Project(folder.name, "0", folder.parent, (folder.name,))
    raise LocalPackageMissing(folder, "it has neither a pyproject.toml nor an __init__.py")


def _described(folder: Path, described: Path) -> Project:
    try:
        table: dict[str, Any] = tomllib.loads(described.read_text("utf-8")).get("project", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LocalPackageMissing(folder, f"its pyproject.toml is not valid TOML ({error})") from None
    name = table.get("name")
    if not isinstance(name, str):
        raise LocalPackageMissing(folder, "its pyproject.toml has no [project] with a name")
    top = folder / "src" if (folder / "src").is_dir() else folder
    wanted = canonicalize_name(name).replace("-", "_")
    modules = tuple(sorted(_modules(top)))
    if wanted in modules:
        modules = (wanted,)
    elif not modules or top == folder:
        raise LocalPackageMissing(folder, f"it has no package or module {wanted}")
    return Project(
        name,
        str(table.get("version", "0")),
        top,
        modules,
        tuple(table.get("dependencies", ())),
        dict(table.get("optional-dependencies", {})),
        table.get("requires-python"),
    )


def _modules(top: Path) -> set[str]:
    packages = {path.parent.name for path in top.glob("*/__init__.py")}
    return (packages | {path.stem for path in top.glob("*.py")}) - _SKIP


def wheel_of(folder: Path) -> tuple[str, bytes]:
    """Write the wheel of a folder and give its file name and bytes."""
    project = project_in(folder)
    files = {path.relative_to(project.top).as_posix(): path.read_bytes() for path in _files(project)}
    name, version = project.name, project.version
    return packed(name, version, files, project.requires, extras=project.extras, python=project.python)


def _files(project: Project) -> list[Path]:
    found: list[Path] = []
    for module in project.modules:
        single = project.top / f"{module}.py"
        found += [single] if single.is_file() else sorted((project.top / module).rglob("*"))
    kept = [path for path in found if path.is_file() and path.suffix != ".pyc"]
    return [path for path in kept if not path.is_symlink() and "__pycache__" not in path.parts]
