"""From pages to the files of a site."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pagelet_cli import assets, report
from pagelet_cli.build import app, hosts, kernel
from pagelet_cli.build.author import Author, refuse_remote
from pagelet_cli.build.offline import offline
from pagelet_cli.build.output import AHEAD, HOSTING, File, Output
from pagelet_cli.build.packages import Packages, gather
from pagelet_cli.build.pages import Map, connects, write
from pagelet_cli.build.reach import left_out, reached
from pagelet_cli.build.signs import APPS, CHARTS, CONFIG, EDITOR, GIVES, MAPS, REACH, TAG, TERMINAL, WORKERS, has
from pagelet_cli.build.single import single
from pagelet_cli.build.survey import Surveyed, survey
from pagelet_cli.build.trim import ALL, ARCHIVE, Sources, Trim, joined, ours, pagelets_users, python_of, trim
from pagelet_cli.build.weigh import size
from pagelet_cli.errors import NoPage, NotOnePage, SinglePrerendered
from pagelet_cli.packages import lock as locks
from pagelet_cli.packages.compiled import compile_modules
from pagelet_cli.packages.listing import address
from pagelet_cli.packages.needs import interpreters
from pagelet_cli.packages.plan import Place
from pagelet_cli.packages.store import PackageFile
from pagelet_cli.packages.target import target
from pagelet_cli.runtimes import runtime
from pagelet_cli.runtimes.ahead import Ahead, make, make_with
from pagelet_cli.runtimes.memory import Share
from pagelet_cli.runtimes.pins import pinned, split
from pagelet_cli.runtimes.stdlib import make_library
from pagelet_cli.runtimes.twins import twin
from pagelet_cli.serve import starts
from pagelet_cli.serve.files import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pagelet_cli.config import Settings
    from pagelet_cli.packages.needs import Need
    from pagelet_cli.runtimes.made import Made
    from pagelet_cli.runtimes.memory import Packed
    from pagelet_cli.runtimes.pins import Runtime
    from pagelet_cli.serve.site import Site

_OURS = "_pagelet"
# What some hosts refuse, bytes.
_LARGE = 25_000_000
_UNLOCKED = "no lock fixes its packages; `pagelet lock` makes builds of any day the same."
_UNDRAWN = "in one file, JavaScript's charts and maps are errors, and formulas stay as they are written."
_TESTS = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
# Modules that the page itself imports; the others are the programs of workers and frames.
_PROGRAMS = frozenset({"pagelet.worker.js", "pagelet.sync.js", "pagelet.charts.js", "pagelet.vegautil.js"})


@dataclass(slots=True)
class Build:
    """Make the site of some pages, part by part."""

    site: Site
    settings: Settings
    pages: list[Surveyed]
    output: Output = field(default_factory=Output)
    # What one file has inside.
    inside: Output | None = None
    left_out: dict[str, str] = field(default_factory=dict)
    # The libraries of interpreters: what stays of each, and why nothing of them is left out.
    trims: dict[str, Trim] = field(default_factory=dict)
    untrimmed: str = ""
    # The modules of Pagelet's own library that pages come to.
    reach: frozenset[str] = frozenset()
    # The packages of which every module stays, and why.
    whole: dict[str, str] = field(default_factory=dict)
    policies: hosts.Policies = field(default_factory=lambda: hosts.Policies({}, ""))
    hashes: dict[str, str] = field(default_factory=dict)
    lists: dict[tuple[str, str], str] = field(default_factory=dict)
    packages: dict[tuple[str, str], Packages] = field(default_factory=dict)
    # What was made of each CPython, and what pages are told of it.
    ahead: dict[str, Ahead | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    # The interpreters, and where, that have a memory with a page's own packages, by the page.
    own_memories: defaultdict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    bytecode: dict[str, dict[str, str]] = field(default_factory=dict)
    # What there is to say of pages that were run for their first content.
    prerendered: dict[str, str] = field(default_factory=dict)

    def spread(self) -> None:
        """Add everything, as files of a site."""
        self._gather()
        if self.site.script is None and self.site.start == "/":
            self._rest()
        uses = self._uses(whole=False)
        self._slim(uses)
        self._trim(uses)
        if self.settings.build.ahead:
            self.bytecode = {page.path: self._compile_modules(page) for page in self.pages}
            self.notes = {page.path: self._note(page) for page in self.pages}
            uses = replace(uses, ahead=any(self.notes.values()))
        if self.offline and self.settings.build.app:
            files = {path: file.data for path, file in self.output.files.items()}
            for path, data in app.app(self.pages, files).items():
                self.output.add(path, data, "pages")
        table = {self._from_kernel(path): proof for path, proof in self.hashes.items()}
        isolates = self.settings.build.headers_in_worker
        python = [self._from_kernel(path) for path, file in self.output.files.items() if path.endswith(".py")]
        parts = self._parts(uses)
        self._write(self._kernel(kernel.entries(parts, table, offline=self.offline, isolates=isolates, python=python)))

    def one(self, name: str) -> None:
        """Put everything into one file."""
        self._gather()
        uses = self._uses(whole=True)
        self._slim(uses)
        self._trim(uses)
        if self.settings.build.ahead:
            self._compile_library()
        folder = self._kernel(self._parts(uses))
        (page,) = self.pages
        data = single(page, self.output, folder, self._lists(page), self.settings)
        self.inside = Output(dict(self.output.files))
        self.inside.files[page.path] = File(page.data, "pages", start=True)
        self.output = Output({name: File(data, "pages", start=True)})

    def _gather(self) -> None:
        self._author()
        for label in sorted({label for page in self.pages for label in page.runtimes}):
            self._runtime(label)
        for page in self.pages:
            found = [self._packages(page, need) for need in page.needs]
            if not all(each.locked for each in found):
                report.note(f"{page.path}: {_UNLOCKED}")

    def _add(self, path: str, data: bytes, part: str, *, start: bool = False, proven: bool = True) -> None:
        self.output.add(path, data, part, start=start)
        if proven:
            self.hashes[path] = kernel.integrity(data)

    def _author(self) -> None:
        author = Author(self.site.root)
        for page in self.pages:
            author.page(page)
        own = {page.path for page in self.pages}
        at_start = {path for page in self.pages for path in page.modules.values()}
        for path in sorted(author.found.keys() - own):
            self._add(path, (self.site.root.folder / path).read_bytes(), "your files", start=path in at_start)

    def _compile_modules(self, page: Surveyed) -> dict[str, str]:
        """Add the page's own modules as CPython keeps them when it has compiled them, and name them by their places."""
        labels = [label for label in page.runtimes if label.startswith("pyodide-")]
        own = {inside: path for inside, path in page.modules.items() if page.later.get(inside, "py") == "py"}
        sources = {inside: self.output.files[path].data for inside, path in own.items() if path in self.output.files}
        if not sources or len(labels) != 1:
            return {}
        name, version = split(labels[0]) or ("", "")
        wanted = target(name, version, extra=self.settings.pins)
        found = {}
        for place, data in compile_modules(sources, wanted, self._fetched(labels[0])[1]).items():
            found[place] = f"{_OURS}/modules/{hashlib.sha256(data).hexdigest()[:16]}/{place.rpartition('/')[2]}"
            self._add(found[place], data, "your files", start=True)
        return found

    def _rest(self) -> None:
        """Take what else is in the folder: a page may make up the name of a file as it runs."""
        own = {page.path for page in self.pages}
        for path in self.site.root.below(self.out):
            if path in own or path in self.output.files:
                continue
            if _TESTS.search(path) or path in locks.NAMES.values():
                self.left_out[path] = "it is for work on the pages, not for their visitors"
                continue
            self._add(path, (self.site.root.folder / path).read_bytes(), "your files", proven=False)

    @property
    def out(self) -> Path:
        """Name the folder that the site goes to."""
        return (self.site.root.folder / (self.settings.build.out or "dist")).resolve()

    @property
    def offline(self) -> bool:
        """Tell whether the site has a service worker."""
        return self.settings.build.offline or self.settings.build.headers_in_worker

    def _runtime(self, label: str, *, start: bool = True) -> None:
        wanted, folder = self._fetched(label)
        for file in sorted(wanted.files):
            part = "interpreter" if start else "charts"
            self._add(f"{_OURS}/runtimes/{label}/{file}", (folder / file).read_bytes(), part, start=start)

    def _fetched(self, label: str) -> tuple[Runtime, Path]:
        name, version = split(label) or (label, "")
        return pinned(name, version, self.settings.pins), runtime(name, version, extra=self.settings.pins)

    def _note(self, page: Surveyed) -> str:
        packed = partial(self._packed_of, page)
        said = starts.note(
            page.page,
            page.folder,
            self.site.root.text,
            self.settings.packages,
            self._ahead_of,
            packed,
            up="../",
        )
        used = {(one.label, one.place) for one in interpreters(page.page, page.folder, self.site.root.text)}
        for label in {label for label, _ in used - self.own_memories[page.path]}:
            if (found := self.ahead.get(label)) is not None:
                self.output.first(self._made_path(found.memory or found.library.start))
                self.output.wanted(self._made_path(found.library.start))
        return said

    def _ahead_of(self, label: str) -> Ahead | None:
        """Make what lets an interpreter start at once, and add it to the site."""
        if label not in self.ahead:
            found = make(*self._fetched(label), Event(), self._share(label))
            if found is None:
                report.note(f"{label}: without Node nothing is made ahead; its pages start as the interpreter alone.")
            else:
                if label in self.trims:
                    smaller = self.trims[label].compiled(self._fetched(label)[0], found.library)
                    found = replace(found, library=smaller)
                self._made(found.files)
                # A page with packages has a memory of its own in the place of both.
                for made in filter(None, (found.memory, found.library.start)):
                    self.output.later(self._made_path(made))
                self.output.later(f"{_OURS}/runtimes/{label}/{ARCHIVE}")
            self.ahead[label] = found
        return self.ahead[label]

    def _share(self, label: str) -> Share:
        """Say what of the libraries a memory has."""
        liked = tuple(sorted(self.trims[label].liked)) if label in self.trims else None
        return Share(kernel.library(kernel.TYPES["py"], self.reach), liked)

    def _packed_of(self, page: Surveyed, need: Need, names: tuple[str, ...]) -> Packed | None:
        """Make a memory that has the packages of a page, and add it to the site."""
        found = self.packages[page.path, _key(need)]
        wanted, folder = self._fetched(found.plan.lock.runtime)
        kept = found.kept(names)
        share = self._share(found.plan.lock.runtime)
        packed = make_with(wanted, folder, kept, Event(), share) if kept is not None else None
        if packed is not None:
            self._tell_size(page.path, packed)
            self._made(packed.files, ("memory", "libraries"))
            blocks = {str(number): made for number, made in enumerate(packed.blocks)}
            self._made(blocks, ("0",) if packed.used else ())
            self.own_memories[page.path].add((found.plan.lock.runtime, need.place))
            for file in found.files:
                self.output.later(self._package_path(found, file))
        elif kept is not None and self.ahead.get(found.plan.lock.runtime) is not None:
            report.note(f"{page.path}: no memory with its packages could be made; it starts without.")
        return packed

    def _trim(self, uses: kernel.Uses) -> None:
        """Leave out what Python's own libraries have, and no page comes to."""
        self.reach = uses.reach
        labels = {label for page in self.pages for label in page.runtimes if label.startswith("pyodide-")}
        if not labels:
            return
        keep = self.settings.build.keep
        sources = self._python()
        self.untrimmed = "keep says so" if ALL in keep else sources.unknown(uses)
        if self.untrimmed:
            return
        for label in sorted(labels):
            path = f"{_OURS}/runtimes/{label}/{ARCHIVE}"
            data = self.output.files[path].data
            self.trims[label] = trim(data, sources, uses, keep)
            self.left_out |= self.trims[label].left_out()
            self._add(path, self.trims[label].archive(data), "interpreter")

    def _python(self) -> Sources:
        """Collect the Python of the pages, and of their packages."""
        needed = [found for found in self.packages.values() if found.need.kind == "py"]
        texts, compiled = python_of({path for found in needed for path in found.python()})
        return Sources(self._author_python(), texts, compiled, self._reached())

    def _author_python(self) -> list[str]:
        """Collect the Python of the pages, and of files that they may name as they run."""
        own = [file.data for path, file in self.output.files.items() if path.endswith(".py")]
        return [source for page in self.pages for source in page.sources] + [
            data.decode("utf-8", "replace") for data in own
        ]

    def _reached(self) -> bool:
        return any(map(GIVES.search, self._scripts()))

    def _compile_library(self) -> None:
        """Let one file begin with a library that is compiled; without Node, each start compiles what it imports."""
        for label in sorted({label for page in self.pages for label in page.runtimes}):
            wanted, folder = self._fetched(label)
            library = make_library(wanted, folder, Event())
            if library is not None:
                chosen = self.trims[label].compiled(wanted, library) if label in self.trims else library
                self._add(f"{_OURS}/runtimes/{label}/{ARCHIVE}", joined(chosen), "interpreter")

    @staticmethod
    def _tell_size(page: str, packed: Packed) -> None:
        largest = max(made.path.stat().st_size for made in packed.files.values())
        if largest > _LARGE:
            said = f"{page}: one file of what its packages start with has {size(largest)}."
            report.note(f"{said} For hosts that refuse such files, build with --no-ahead.")

    def _made(self, files: Mapping[str, Made], first: tuple[str, ...] = ()) -> None:
        for name, made in files.items():
            small = twin(made.path)
            brotli = small.read_bytes() if small.is_file() else None
            # The page has its hash, and checks it.
            self.output.add(self._made_path(made), made.path.read_bytes(), AHEAD, start=name in first, brotli=brotli)

    @staticmethod
    def _made_path(made: Made) -> str:
        return f"{_OURS}/{made.address}"

    def _packages(self, page: Surveyed, need: Need) -> Packages:
        root = self.site.root.folder
        place = Place((root / page.folder).resolve(), root, self.settings)
        found = gather(need, place, page.asker(self.site.root, self.settings))
        self.packages[page.path, _key(need)] = found
        return found

    def _slim(self, uses: kernel.Uses) -> None:
        """Leave out what packages have, and no page comes to; add the rest to the site."""
        keep = self.settings.build.keep
        sources = Sources(self._author_python(), reached=self._reached())
        done: dict[frozenset[PackageFile], Packages] = {}
        for key, found in self.packages.items():
            before = done.setdefault(frozenset(found.files), found)
            if before is not found:
                found.smaller = before.smaller
            elif ALL not in keep:
                trimmed = found.slim([*sources.author, *ours(uses)], keep, sources.unknown(uses))
                self.left_out |= trimmed.left_out
                self.whole |= trimmed.whole
            if self.settings.build.ahead:
                found.compile(self._fetched(found.plan.lock.runtime)[1], self.settings.pins)
            self._ship(key, found)

    def _ship(self, key: tuple[str, str], found: Packages) -> None:
        start = found.need.place == "page"
        for file in found.files:
            self._add(self._package_path(found, file), found.data(file), "packages", start=start, proven=False)
        data = found.listing()
        self.lists[key] = f"{_OURS}/packages/{hashlib.sha256(data).hexdigest()[:32]}.json"
        self._add(self.lists[key], data, "packages", start=start)

    @staticmethod
    def _package_path(found: Packages, file: PackageFile) -> str:
        # From the interpreter's folder, as the list names it.
        return _normal(f"{_OURS}/runtimes/{found.plan.lock.runtime}/{address(found.plan, found.shipped(file))}")

    def _charts(self, sources: list[str], *, whole: bool) -> bool:
        """Add what draws charts and formulas, if anything does; one file can have none of it."""
        text = self._named([*sources, *(page.page.source for page in self.pages if "py-md" in page.page.source)])
        wanted = [name for names, pattern in CHARTS.items() if pattern.search(text) for name in names]
        if whole:
            if wanted or MAPS.search(text):
                report.note(f"{self.pages[0].path}: {_UNDRAWN}")
            return False
        for name in wanted:
            self._runtime(f"{name}-{pinned(name).version}", start=False)
        return bool(wanted)

    def _named(self, sources: list[str]) -> str:
        return "\n".join([*sources, *(file.name for found in self.packages.values() for file in found.files)])

    def _uses(self, *, whole: bool) -> kernel.Uses:
        """Sum up what the pages use of Pagelet."""
        sources = [source for page in self.pages for source in page.sources]
        if any(page.pyscript for page in self.pages):
            sources.append("import pyscript, " + ", ".join(_pyscript_modules(sources)))
        if any(REACH.search(text) for text in self._scripts()):
            sources.append("import pagelet.reached, pagelet.arrays")
        editors = any(has(EDITOR, page) for page in self.pages)
        terminals = any(has(TERMINAL, page) for page in self.pages)
        tags = editors or terminals or any(has(TAG, page) for page in self.pages)
        if editors or any(WORKERS.search(text) for text in self._scripts()):
            sources.append("import pagelet.remote, pagelet.threads")
        wheels = {path for found in self.packages.values() for path in found.python()}
        packed = any(need.kind == "mpy" for page in self.pages for need in page.needs)
        kinds = frozenset(kind for page in self.pages for kind in page.scan.kinds)
        users, keep = [*sources, *pagelets_users(wheels)], self.settings.build.keep
        return kernel.Uses(
            kinds,
            reached(users, keep, tags=tags, cpython=kinds != {"mpy"}),
            charts=self._charts(sources, whole=whole),
            maps=not whole and bool(MAPS.search(self._named(sources))),
            apps=not whole and bool(APPS.search(self._named(sources))),
            core=any(page.scan.loader and "core.js" in (page.scan.loader.get("src") or "") for page in self.pages),
            tags=tags,
            editors=editors,
            terminals=terminals,
            ahead=any(self.notes.values()),
            archives=any("/*" in text for text in sources),
            wheels=packed,
            prerender=self.settings.build.prerender,
            configs=any(CONFIG.search(text) for text in (*sources, *self._scripts())),
            whole=whole,
        )

    def _scripts(self) -> Iterator[str]:
        """Give the JavaScript of the author's."""
        yield from (page.page.source for page in self.pages)
        for path, file in self.output.files.items():
            if file.part == "your files" and path.endswith((".js", ".mjs")):
                yield file.data.decode("utf-8", "replace")

    def _parts(self, uses: kernel.Uses) -> dict[str, bytes]:
        reasons = uses.reasons()
        self.left_out |= reasons
        self.left_out |= dict.fromkeys(left_out(uses.reach), "no page's Python comes to it")
        return kernel.parts([name for name in assets.NAMES if name not in reasons], uses, self.settings.csp)

    def _kernel(self, own: dict[str, bytes]) -> str:
        """Add Pagelet's own files and return the folder that they are in."""
        folder = f"{_OURS}/{kernel.name_of(own)}"
        start = {kernel.TYPES[kind] for page in self.pages for kind in page.scan.on_main} | {"pagelet.js"}
        for name, data in own.items():
            part = "library" if name.endswith(".json") else "kernel"
            self._add(f"{folder}/{name}", data, part, start=name in start)
        return folder

    def _lists(self, page: Surveyed) -> dict[str, str]:
        return {key: path for (own, key), path in self.lists.items() if own == page.path}

    @staticmethod
    def _from_kernel(path: str) -> str:
        return f"../{path.removeprefix(f'{_OURS}/')}" if path.startswith(f"{_OURS}/") else f"../../{path}"

    def _write(self, folder: str) -> None:
        scripts = [
            path for path in self.hashes if path.endswith((".js", ".mjs")) and path.rpartition("/")[2] not in _PROGRAMS
        ]
        manifest = app.MANIFEST if app.MANIFEST in self.output.files else ""
        site = Map(folder, self.hashes, scripts, manifest, self.bytecode)
        policies = {}
        for page in self.pages:
            written = write(page, self.settings, site, self._lists(page), self.notes.get(page.path, ""))
            self.output.add(page.path, written.body, "pages", start=True)
            if written.policy is not None:
                policies[page.path] = written.policy
        if self.settings.build.prerender:
            from pagelet_cli.build.prerender import Prerender  # noqa: PLC0415 - it drives browsers

            Prerender(self.output, self.prerendered).pages(self.pages)
        origins = {origin for page in self.pages for name, origin in page.scan.origins if name == "script-src"}
        connect = sorted({origin for page in self.pages for origin in connects(page)})
        self.policies = hosts.Policies(policies, folder, frozenset(origins), tuple(connect), self.settings.csp)
        if self.offline:
            isolates = self.settings.build.headers_in_worker
            self.output.add(OFFLINE, offline(self.output, isolates=isolates), "kernel")
        for path, data in hosts.files(self.policies, self.settings).items():
            self.output.add(path, data, HOSTING)


def build(site: Site, settings: Settings, one: str = "") -> Build:
    """Make a site of what a path names, or, where one has a name, one file."""
    made = Build(site, settings, [])
    made.pages = survey(site, settings, made.out, gallery=not one)
    if not made.pages:
        raise NoPage(site.root.folder)
    if not settings.build.remote:
        for page in made.pages:
            refuse_remote(page)
    if one and settings.build.prerender:
        raise SinglePrerendered
    if not one:
        made.spread()
    elif len(made.pages) > 1:
        raise NotOnePage([page.path for page in made.pages])
    else:
        made.one(one)
    return made


def _key(need: Need) -> str:
    return f"{need.kind}-{need.place}-{need.version}"


def _pyscript_modules(sources: list[str]) -> list[str]:
    return sorted({f"pyscript.{name}" for source in sources for name in re.findall(r"\bpyscript\.(\w+)", source)}) or [
        "pyscript.web"
    ]


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
