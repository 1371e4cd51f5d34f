"""Markdown and mathematics."""

from __future__ import annotations


class Markdown:
    """Text that is shown as Markdown: ``display(Markdown("# Hello, *world*"))``.

    It takes a string. Headings, lists, tables, quotes, code, links and images are those of CommonMark and GitHub.

        display(Markdown("Hello, *world*"))
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_markdown_(self) -> str:
        return self._text


class Latex:
    """Text that is shown as mathematics: it takes LaTeX, with or without the dollars around it.

    For example:

        display(Latex("x^2 + y^2 = z^2"))
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_latex_(self) -> str:
        return self._text


__all__ = ["Latex", "Markdown"]
