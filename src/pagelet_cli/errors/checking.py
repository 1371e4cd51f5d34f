"""What `pagelet check` finds in a project; a page that is served shows the same mistakes only once they happen."""

from __future__ import annotations

from pagelet_cli.errors.base import Location, PageletError


class CheckProblem(PageletError):
    """Say that a page will not work, or not for everybody."""


class PythonUnreadable(CheckProblem):
    """Say that Python cannot read a script."""

    code = "PGL-C201"

    def __init__(self, reason: str, where: Location) -> None:
        super().__init__(
            f"Python cannot read this: {reason}.",
            "Correct the line; the mistake is there or just before it.",
            where=where,
        )


class ModuleLacking(CheckProblem):
    """Say that nothing brings a module to the page."""

    code = "PGL-C202"

    def __init__(self, module: str, runtime: str, todo: str, where: Location) -> None:
        super().__init__(f"{runtime} in a page has no module {module!r}.", todo, where=where)


class NameUnknown(CheckProblem):
    """Say that Pagelet has no such name."""

    code = "PGL-C203"

    def __init__(self, module: str, name: str, similar: str | None, where: Location) -> None:
        todo = f"Did you mean {similar!r}?" if similar else "Look the name up in docs/reference.md."
        super().__init__(f"{module} has no name {name!r}.", todo, where=where)


class PageBlocked(CheckProblem):
    """Say that a call stops the whole page."""

    code = "PGL-C204"

    def __init__(self, call: str, instead: str, where: Location) -> None:
        super().__init__(
            f"{call} stops the whole page: MicroPython cannot wait on the page's own thread.",
            f'{instead}, or give the script a worker or type="py".',
            where=where,
        )


class SecretShipped(CheckProblem):
    """Say that a secret would be published."""

    code = "PGL-C205"

    def __init__(self, kind: str, start: str, where: Location) -> None:
        super().__init__(
            f"This looks like {kind} ({start}…), and everybody who opens the page can read it.",
            "Take it out and revoke it; what needs a secret belongs on a server of yours.",
            where=where,
        )


class OutsideRoot(CheckProblem):
    """Say that an address leads out of the folder that is shipped."""

    code = "PGL-C206"

    def __init__(self, address: str, where: Location) -> None:
        super().__init__(
            f"{address!r} is outside of the folder that is checked, and would not be shipped with it.",
            "Copy the file into the folder, or check and serve the folder above.",
            where=where,
        )


class LinkBroken(CheckProblem):
    """Say that an address leads to no file."""

    code = "PGL-C207"

    def __init__(self, address: str, *, private: bool, where: Location) -> None:
        why = "names a file that is never served" if private else "leads to no file"
        super().__init__(
            f"{address!r} {why}.",
            "Give the file a plain name." if private else "Correct the address, or add the file.",
            where=where,
        )


class LanguageMissing(CheckProblem):
    """Say that a page does not name its language."""

    code = "PGL-C208"

    def __init__(self, where: Location) -> None:
        super().__init__(
            "The page does not say which language it is in, so screen readers guess how to speak it.",
            'Write <html lang="en">, with the code of your language.',
            where=where,
        )


class TitleMissing(CheckProblem):
    """Say that a page has no title."""

    code = "PGL-C209"

    def __init__(self, where: Location) -> None:
        super().__init__(
            "The page has no title: tabs, bookmarks and screen readers have no name for it.",
            "Write <title>…</title> into the head.",
            where=where,
        )


class AlternativeMissing(CheckProblem):
    """Say that an image has no text in its place."""

    code = "PGL-C210"

    def __init__(self, tag: str, where: Location) -> None:
        super().__init__(
            f"This <{tag}> has no text for those who do not see it.",
            'Write alt="what it shows", or alt="" where it only decorates.'
            if tag != "iframe"
            else 'Write title="what it shows".',
            where=where,
        )


class LabelMissing(CheckProblem):
    """Say that a field or button has no name."""

    code = "PGL-C211"

    def __init__(self, tag: str, where: Location) -> None:
        super().__init__(
            f"This <{tag}> has no name: a screen reader cannot say what it is for.",
            'Put it into a <label>, or write aria-label="…"; a placeholder is none.'
            if tag != "button"
            else 'Write a text into it, or aria-label="…".',
            where=where,
        )


class PageTooLarge(CheckProblem):
    """Say that a page's own files are over the budget."""

    code = "PGL-C212"

    def __init__(self, size: int, budget: int, largest: str, where: Location) -> None:
        super().__init__(
            f"The page's own files are {size:,} kB, more than the {budget:,} kB that it may have.",
            f"The largest is {largest}: make it smaller, or raise `budget` under [check] in pagelet.toml.",
            where=where,
        )


class PageConfigUnfit(CheckProblem):
    """Say that a page's config cannot be used."""

    code = "PGL-C213"

    def __init__(self, reason: str, where: Location) -> None:
        super().__init__(
            f"The config of the page cannot be used: {reason}.",
            "Correct it; docs/config.md lists every key.",
            where=where,
        )


class NameMisspelt(CheckProblem):
    """Say that nothing answers to a name, which looks like another."""

    code = "PGL-C215"

    def __init__(self, what: str, meant: str, where: Location) -> None:
        super().__init__(f"{what}.", f"Did you mean {meant}?", where=where)


class AnswerUnknown(CheckProblem):
    """Say that a worker reads the page where it may not be able to wait."""

    code = "PGL-C214"

    def __init__(self, said: str, where: Location) -> None:
        super().__init__(
            f"{said} needs an answer of the page, and from disk this worker cannot wait for it.",
            f'Write sync_main_only = true into its config and "await {said}", or give the script type="py".',
            where=where,
        )


class BaseMoved(CheckProblem):
    """Say that a page lets its addresses start where the tool does not look."""

    code = "PGL-C216"

    def __init__(self, href: str, where: Location) -> None:
        super().__init__(
            f'With <base href="{href}">, browsers look elsewhere for the page\'s files than Pagelet does.',
            "Take the <base> away, and write addresses from the page's own folder; <base target> alone may stay.",
            where=where,
        )
