"""From pages to the files of a site, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pagelet_cli import assets, report
from pagelet_cli.build import app, hosts, kernel, signs
from pagelet_cli.build.author import refuse_remote
from pagelet_cli.build.interpreters import Interpreters
from pagelet_cli.build.keep import demand_known
from pagelet_cli.build.offline import offline
from pagelet_cli.build.output import HOSTING, File, Output
from pagelet_cli.build.pages import Map, connects, write
from pagelet_cli.build.project import Project
from pagelet_cli.build.reach import left_out
from pagelet_cli.build.single import single
from pagelet_cli.build.starts import Starts
from pagelet_cli.build.stock import Stock
from pagelet_cli.build.survey import Surveyed, survey
from pagelet_cli.build.trim import Sources, python_of
from pagelet_cli.build.work import OURS, Work
from pagelet_cli.errors import NoPage, NotOnePage, SinglePrerendered
from pagelet_cli.runtimes.made import pieces
from pagelet_cli.runtimes.pins import pinned
from pagelet_cli.serve.files import OFFLINE

if TYPE_CHECKING:
    from pagelet_cli.config import Settings
    from pagelet_cli.serve.site import Site

_UNDRAWN = "in one file, JavaScript's charts and maps are errors, and formulas stay as they are written."
# Modules that the page itself imports; the others are the programs of workers and frames.
_PROGRAMS = frozenset({"pagelet.worker.js", "pagelet.sync.js", "pagelet.charts.js", "pagelet.vegautil.js"})


@dataclass(slots=True)
class Built:
    """Hold a site, or one file, and what there is to say of it."""

    pages: list[Surveyed]
    output: Output
    left_out: dict[str, str]
    # The packages of which every module stays, and why; and why all of Python's own library does.
    whole: dict[str, str]
    untrimmed: str
    # What one file has inside.
    inside: Output | None = None
    policies: hosts.Policies = field(default_factory=lambda: hosts.Policies({}, ""))
    # What there is to say of pages that were run for their first content.
    prerendered: dict[str, str] = field(default_factory=dict)


def build(site: Site, settings: Settings, one: str = "") -> Built:
    """Make a site of what a path names, or, where one has a name, one file."""
    work = Work(site, settings)
    work.pages = survey(site, settings, work.out, alone=bool(one))
    if not work.pages:
        raise NoPage(site.root.folder)
    if not settings.build.remote:
        for page in work.pages:
            refuse_remote(page)
    if one and settings.build.prerender:
        raise SinglePrerendered
    if one and len(work.pages) > 1:
        raise NotOnePage([page.path for page in work.pages])
    made = _Stages(work)
    return made.one(one) if one else made.spread()


class _Stages:
    """Take a build from stage to stage."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._settings = work.settings
        self._project = Project(work)
        self._interpreters = Interpreters(work)
        self._stock = Stock(work)
        self._offline = self._settings.build.offline or self._settings.build.headers_in_worker

    def spread(self) -> Built:
        """Make the files of a site."""
        self._gather()
        site = self._work.site
        if site.script is None and site.start == "/":
            self._project.rest()
        uses = self._slim(whole=False)
        bytecode, notes = {}, {}
        if self._settings.build.ahead:
            bytecode = {page.path: self._project.compile(page) for page in self._work.pages}
            starts = Starts(self._work, self._interpreters, self._stock, uses.reach)
            notes = {page.path: starts.note(page) for page in self._work.pages}
            uses = replace(uses, ahead=any(notes.values()))
        if self._offline and self._settings.build.app:
            files = {path: file.data for path, file in self._work.output.files.items()}
            for path, data in app.app(self._work.pages, files).items():
                self._work.output.add(path, data, "pages")
        folder = self._kernel(self._knowing(self._parts(uses)))
        policies = self._pages(folder, bytecode, notes)
        built = self._built()
        if self._settings.build.prerender:
            from pagelet_cli.build.prerender import Prerender  # noqa: PLC0415 - it drives browsers

            Prerender(built.output, built.prerendered).pages(built.pages)
        built.policies = self._host(folder, policies)
        return built

    def one(self, name: str) -> Built:
        """Put everything into one file."""
        self._gather()
        uses = self._slim(whole=True)
        if self._settings.build.ahead:
            self._interpreters.compile()
        folder = self._kernel(self._parts(uses))
        (page,) = self._work.pages
        built = self._built()
        data = single(page, built.output, folder, self._stock.lists(page), self._settings)
        built.inside = Output(dict(built.output.files))
        built.inside.files[page.path] = File(page.data, "pages", start=True)
        built.output = Output({name: File(data, "pages", start=True)})
        return built

    def _built(self) -> Built:
        work = self._work
        return Built(work.pages, work.output, work.left_out, self._stock.whole, self._interpreters.untrimmed)

    def _gather(self) -> None:
        self._project.gather()
        self._interpreters.gather()
        self._stock.gather()

    def _slim(self, *, whole: bool) -> kernel.Uses:
        """Add what draws charts, leave out what no page comes to, and return what pages use of Pagelet."""
        uses = signs.uses(self._work.pages, self._project, self._stock, self._settings, whole=whole)
        if not whole:
            for name in signs.charts(self._work.pages, self._stock):
                # Bokeh is drawn by its own version alone; where pages load no package of the name, any will do.
                for version in sorted(self._stock.versions(name)) or [pinned(name).version]:
                    self._interpreters.add(f"{name}-{version}", "charts")
        elif signs.draws(self._work.pages, self._stock):
            report.note(f"{self._work.pages[0].path}: {_UNDRAWN}")
        demand_known(self._work, self._stock)
        own = Sources(self._project.python(), reached=signs.is_reached(self._project))
        self._stock.slim(own, uses)
        packages, compiled = python_of(self._stock.python("py"))
        self._interpreters.trim(replace(own, packages=packages, compiled=compiled), uses)
        return uses

    def _parts(self, uses: kernel.Uses) -> dict[str, bytes]:
        reasons = uses.reasons()
        self._work.left_out |= reasons
        self._work.left_out |= dict.fromkeys(left_out(uses.reach), "no page's Python comes to it")
        return kernel.parts([name for name in assets.NAMES if name not in reasons], uses, self._settings.csp)

    def _knowing(self, parts: dict[str, bytes]) -> dict[str, bytes]:
        """Give the kernel the hashes of all that is in the site."""
        table = {_from_kernel(path): proof for path, proof in self._work.hashes.items()}
        python = [_from_kernel(path) for path in self._work.output.files if path.endswith(".py")]
        isolates = self._settings.build.headers_in_worker
        return kernel.entries(parts, table, offline=self._offline, isolates=isolates, python=python)

    def _kernel(self, own: dict[str, bytes]) -> str:
        """Add Pagelet's own files and return the folder that they are in."""
        folder = f"{OURS}/{kernel.name_of(own)}"
        start = {kernel.TYPES[kind] for page in self._work.pages for kind in page.scan.on_main} | {"pagelet.js"}
        for name, data in own.items():
            part = "library" if name.endswith(".json") else "kernel"
            self._work.add(f"{folder}/{name}", data, part, start=name in start)
        return folder

    def _pages(self, folder: str, bytecode: dict[str, dict[str, str]], notes: dict[str, str]) -> dict[str, str]:
        """Write the pages, and return their policies."""
        work = self._work
        scripts = [
            path for path in work.hashes if path.endswith((".js", ".mjs")) and path.rpartition("/")[2] not in _PROGRAMS
        ]
        manifest = app.MANIFEST if app.MANIFEST in work.output.files else ""
        large = {path: pieces(file.data) for path, file in work.output.files.items() if path.endswith(".asm.wasm")}
        site = Map(folder, work.hashes, scripts, manifest, bytecode, large)
        policies = {}
        for page in work.pages:
            written = write(page, self._settings, site, self._stock.lists(page), notes.get(page.path, ""))
            work.output.add(page.path, written.body, "pages", start=True)
            if written.policy is not None:
                policies[page.path] = written.policy
        return policies

    def _host(self, folder: str, policies: dict[str, str]) -> hosts.Policies:
        """Add what hosts are to know, and the service worker."""
        pages, output = self._work.pages, self._work.output
        origins = {origin for page in pages for name, origin in page.scan.origins if name == "script-src"}
        connect = sorted({origin for page in pages for origin in connects(page)})
        found = hosts.Policies(policies, folder, frozenset(origins), tuple(connect), self._settings.csp)
        if self._offline:
            isolates = self._settings.build.headers_in_worker
            output.add(OFFLINE, offline(output, isolates=isolates), "kernel")
        for path, data in hosts.files(found, self._settings).items():
            output.add(path, data, HOSTING)
        return found


def _from_kernel(path: str) -> str:
    return f"../{path.removeprefix(f'{OURS}/')}" if path.startswith(f"{OURS}/") else f"../../{path}"
