"""What is wrong with pagelet.toml or pyproject.toml."""

from __future__ import annotations

from pagelet_cli.errors.base import Location, PageletError


class ConfigProblem(PageletError):
    """Say that the project's settings cannot be used."""


class ConfigSyntax(ConfigProblem):
    """Say that the file is not TOML."""

    code = "PGL-C101"

    def __init__(self, where: Location, reason: str) -> None:
        super().__init__(
            f"The file is not valid TOML: {reason}.",
            "Correct that line.",
            where=where,
        )


class ConfigKey(ConfigProblem):
    """Say that a key is not known."""

    code = "PGL-C102"

    def __init__(self, where: Location, key: str, todo: str) -> None:
        super().__init__(f"There is no setting {key!r}.", todo, where=where)


class ConfigValue(ConfigProblem):
    """Say that a value has the wrong type or range."""

    code = "PGL-C103"

    def __init__(self, where: Location, key: str, reason: str) -> None:
        super().__init__(
            f"The setting {key!r} cannot be used: {reason}.",
            "Correct the value, or remove the line to have the default.",
            where=where,
        )


class KeptUnknown(ConfigProblem):
    """Say that a build is to keep a module that is nowhere."""

    code = "PGL-C104"

    def __init__(self, where: Location, name: str, suggestion: str | None) -> None:
        super().__init__(
            f"The build is to keep {name!r}, and there is no module of that name.",
            f"Did you mean {suggestion!r}?" if suggestion else "Correct the name, or take it out.",
            where=where,
        )
