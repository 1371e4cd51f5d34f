"""Run the pages of a build once, in a browser, for what they show at first."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files as resources
from typing import TYPE_CHECKING

import msgspec

from pagelet_cli.browser.session import Browser, installed
from pagelet_cli.browser.tab import WaitError
from pagelet_cli.build.first import First, from_data_url, picture_file, splice, style_file
from pagelet_cli.build.loopback import Loopback
from pagelet_cli.errors import Location, PrerenderFailed, PrerenderStuck
from pagelet_cli.page.parse import decode, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pagelet_cli.browser.session import Context
    from pagelet_cli.browser.tab import Tab
    from pagelet_cli.build.output import Output
    from pagelet_cli.build.survey import Surveyed

_PART = "pages"
# The first start of an interpreter on a slow machine.
_PATIENCE_SECONDS = 120.0
_TOLD = 3


@dataclass(slots=True)
class Prerender:
    """Put what Python shows first into the pages of a build, and say what there is to say of each."""

    output: Output
    said: dict[str, str] = field(default_factory=dict)

    def pages(self, pages: Sequence[Surveyed]) -> None:
        """Do it for all pages that have Python."""
        wanted = [page for page in pages if page.scan.python]
        if not wanted:
            return
        with Loopback(self.output.files) as host, Browser.start(installed()[0], media=False) as browser:
            made = {page.path: self._page(browser, host.base, page) for page in wanted}
        for path, text in made.items():
            self.output.add(path, encode(text), _PART, start=True)

    def _page(self, browser: Browser, base: str, page: Surveyed) -> str:
        with browser.new_context() as context:
            tab, first = _run(context, base, page)
            pictures = [self._picture(tab, picture) for picture in first.pictures]
        # Once more, and at another address, for what chance, a clock or the computer has a part in.
        with Loopback(self.output.files) as other, browser.new_context() as context:
            again = _run(context, other.base, page)[1]
        self.said[page.path] = _say(first, again)
        if first.styles and not first.inline:
            self.output.add(style_file(first), first.styles.encode(), _PART, start=True)
        source = decode(self.output.files[page.path].data)
        return splice(source, first, pictures, page.up(), Location(page.path))

    def _picture(self, tab: Tab, picture: dict[str, object] | None) -> str:
        if picture is None:
            return ""
        if address := str(picture["data"]):
            data, kind = from_data_url(address)
        else:
            data, kind = tab.clip({side: picture[side] for side in ("x", "y", "width", "height")}), "image/png"
        path = picture_file(data, kind)
        self.output.add(path, data, _PART, start=True)
        return path


def _run(context: Context, base: str, page: Surveyed) -> tuple[Tab, First]:
    tab = context.open()
    tab.anywhere()
    script = (resources("pagelet_cli.build") / "static" / "record.js").read_text("utf-8")
    tab.preload(script[script.index("() =>") :].rstrip().removesuffix(";"))
    tab.goto(base + page.path, timeout=_PATIENCE_SECONDS)
    try:
        tab.wait_for("globalThis.pageletRecord?.settled()", _PATIENCE_SECONDS)
    except WaitError:
        raise PrerenderStuck(page.path, _PATIENCE_SECONDS) from None
    problems = tab.evaluate("pageletRecord.problems")
    if problems:
        place = Location(problems[0]["file"] or page.path, problems[0]["line"] or None)
        raise PrerenderFailed(place, problems[0]["code"], problems[0]["message"], tab.evaluate("pageletRecord.refused"))
    return tab, msgspec.convert(tab.evaluate("pageletRecord.take()"), First)


def _say(first: First, again: First) -> str:
    """Say of a page what its author may not know."""
    said = []
    if first.refused:
        asked = ", ".join(first.refused[:_TOLD])
        said.append(f"it asked other hosts, which a build does not: {asked}")
    if not first.ended:
        said.append("its scripts go on and on; its HTML has what was there after three seconds")
    if first.shown != again.shown:
        said.append("it shows something else each time it runs (chance, or a clock); its HTML has one time's")
    return "; ".join(said)
