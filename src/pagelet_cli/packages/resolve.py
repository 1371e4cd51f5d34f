"""Choose one version of each package, so that all wishes are granted.

Where a version comes from: the interpreter's own distribution first, then the index; there the newest version that
the interpreter takes, and of that version a compiled wheel before a pure one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version
from resolvelib import AbstractProvider, BaseReporter, ResolutionImpossible, Resolver

from pagelet_cli import syntax
from pagelet_cli.errors import Conflict, ExtraUnknown, NotForMicroPython, NoWheel, PackageProblem, PackageUnknown
from pagelet_cli.packages import store
from pagelet_cli.packages.choice import fits, rank_of, unfit, usable, why_none
from pagelet_cli.packages.micropython import COMPILED, advice, check_source, is_built_in
from pagelet_cli.packages.names import similar
from pagelet_cli.packages.requirement import UNVENDORED, demand_package
from pagelet_cli.packages.wheel import Metadata, imports_of, inspect, metadata_of

if TYPE_CHECKING:
    from pathlib import Path

    from resolvelib.resolvers import RequirementInformation

    from pagelet_cli.packages.index import File, Indexes, Project
    from pagelet_cli.packages.requirement import Wish
    from pagelet_cli.packages.store import PackageFile
    from pagelet_cli.packages.target import Target

_ROUNDS = 20_000
# The page has it, whatever a plugin says that it needs; on the index it is the tool.
_PRESENT = "pagelet"


class Key(NamedTuple):
    """Identify what is resolved: a package, or one of its extras, which asks for more."""

    name: str
    extra: str = ""


@dataclass(frozen=True, eq=False)
class Candidate:
    """Hold one version of one package from one place."""

    name: str
    version: Version
    extra: str = ""
    entry: Mapping[str, Any] | None = None
    file: File | None = None
    project: Project | None = None
    wish: Wish | None = None

    @property
    def key(self) -> Key:
        """Identify it."""
        return Key(self.name, self.extra)

    def with_extra(self, extra: str) -> Candidate:
        """Give the same version as an extra of it."""
        return Candidate(self.name, self.version, extra, self.entry, self.file, self.project, self.wish)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Hold one package of the result."""

    name: str
    version: str
    entry: Mapping[str, Any] | None
    file: PackageFile
    path: Path | None
    requires: tuple[str, ...]
    sources: tuple[str, ...]

    def imports(self) -> list[str]:
        """List the modules that it brings."""
        if self.entry is not None:
            return list(self.entry["imports"])
        return imports_of(self.path) if self.path is not None else []


class _Parents(NamedTuple):
    requirement: Requirement
    parent: Candidate | None


@dataclass
class Provider(AbstractProvider[Requirement, Candidate, Key]):
    """Answer resolvelib's questions about packages for one interpreter."""

    target: Target
    indexes: Indexes
    logins: Sequence[str] = ()
    preferred: Mapping[str, str] = field(default_factory=dict)
    wishes: dict[str, Wish] = field(default_factory=dict)
    # What the page lists, and who was the first to ask for the rest: explanations lead from the one to the other.
    listed: set[str] = field(default_factory=set)
    asked_by: dict[str, Candidate] = field(default_factory=dict)
    _metadata: dict[tuple[str, str], Metadata] = field(default_factory=dict)
    _paths: dict[tuple[str, str], tuple[PackageFile, Path]] = field(default_factory=dict)

    # ------------------------------------------------------------------------------------------- resolvelib's questions

    def identify(self, requirement_or_candidate: Requirement | Candidate) -> Key:
        """Name what a wish or a version is about."""
        if isinstance(requirement_or_candidate, Candidate):
            return requirement_or_candidate.key
        extra = next(iter(requirement_or_candidate.extras), "")
        return Key(canonicalize_name(requirement_or_candidate.name), extra and canonicalize_name(extra))

    def get_preference(
        self,
        identifier: Key,
        resolutions: Mapping[Key, Candidate],  # noqa: ARG002 - resolvelib gives it
        candidates: Mapping[Key, Iterator[Candidate]],  # noqa: ARG002 - resolvelib gives it
        information: Mapping[Key, Iterator[RequirementInformation[Requirement, Candidate]]],
        backtrack_causes: Sequence[RequirementInformation[Requirement, Candidate]],
    ) -> tuple[bool, bool, str]:
        """Begin with what is in the way, then with what is pinned."""
        causes = {canonicalize_name(cause.requirement.name) for cause in backtrack_causes}
        pinned = any("==" in str(info.requirement.specifier) for info in information[identifier])
        return identifier.name not in causes, not pinned, identifier.name

    def find_matches(
        self,
        identifier: Key,
        requirements: Mapping[Key, Iterator[Requirement]],
        incompatibilities: Mapping[Key, Iterator[Candidate]],
    ) -> Callable[[], Iterator[Candidate]]:
        """Give the versions that all wishes allow, the best first."""
        wanted = list(requirements[identifier])
        excluded = {(item.version, item.file is None) for item in incompatibilities[identifier]}

        def found() -> Iterator[Candidate]:
            for candidate in self._candidates(identifier.name, wanted):
                if (candidate.version, candidate.file is None) not in excluded:
                    yield candidate.with_extra(identifier.extra)

        return found

    def is_satisfied_by(self, requirement: Requirement, candidate: Candidate) -> bool:
        """Tell whether a version is one that a wish allows."""
        return requirement.specifier.contains(candidate.version, prereleases=True)

    def get_dependencies(self, candidate: Candidate) -> Iterable[Requirement]:
        """Give what a version needs."""
        if candidate.entry is not None and not candidate.extra:
            found = [Requirement(name) for name in candidate.entry["depends"]]
        else:
            found = self._needs(candidate)
        for need in found:
            self.asked_by.setdefault(canonicalize_name(need.name), candidate)
        return [Requirement(f"{candidate.name}=={candidate.version}"), *found] if candidate.extra else found

    # ------------------------------------------------------------------------------------------------------- versions

    def _candidates(self, name: str, wanted: Sequence[Requirement]) -> Iterator[Candidate]:
        if name in self.wishes:
            wish = self.wishes[name]
            version = self._wished_version(wish)
            if all(need.specifier.contains(version, prereleases=True) for need in wanted):
                yield Candidate(name, version, wish=wish)
            return
        entry = self.target.distribution.get(name)
        if entry is not None and all(n.specifier.contains(_version(entry), prereleases=True) for n in wanted):
            yield Candidate(name, _version(entry), entry=entry)
        yield from self._published(name, wanted)

    def _published(self, name: str, wanted: Sequence[Requirement]) -> Iterator[Candidate]:
        project = self.indexes.project(name)
        if project is None:
            return
        files = [file for file in usable(project, self.target) if fits(file, wanted)]
        # What the lock has stays, so that adding one package does not change the others.
        files.sort(key=lambda file: str(file.version) != self.preferred.get(name))
        yield from (Candidate(name, file.version, file=file, project=project) for file in files)

    def _wished_version(self, wish: Wish) -> Version:
        if wish.requirement.specifier:
            return Version(next(iter(wish.requirement.specifier)).version)
        return Version(self.located(Candidate(wish.name, Version("0"), wish=wish))[0].name.split("-")[1])

    # ----------------------------------------------------------------------------------------------------- dependencies

    def _needs(self, candidate: Candidate) -> list[Requirement]:
        environment = {**self.target.environment, "extra": candidate.extra}
        bare = {**environment, "extra": ""}
        found = []
        for text in self.metadata(candidate).requires:
            try:
                with syntax.alone():
                    need = Requirement(text)
            except InvalidRequirement:
                continue  # written before there were rules; pip skips it, too
            if canonicalize_name(need.name) == _PRESENT or self._built_in(need):
                continue
            inside = need.marker is None or need.marker.evaluate(environment)
            # An extra asks for what it adds; the package itself asks for the rest.
            if inside and (not candidate.extra or (need.marker is not None and not need.marker.evaluate(bare))):
                found += split_extras(need)
        return found

    def _built_in(self, need: Requirement) -> bool:
        return self.target.micropython and is_built_in(canonicalize_name(need.name))

    def metadata(self, candidate: Candidate) -> Metadata:
        """Return what a wheel says about itself, without fetching it where the index knows."""
        key = (candidate.name, str(candidate.version))
        if key not in self._metadata:
            text = None
            if candidate.file is not None and candidate.project is not None:
                text = candidate.project.index.metadata(candidate.file)
            self._metadata[key] = metadata_of(text) if text else inspect(self.located(candidate)[1])
        return self._metadata[key]

    def located(self, candidate: Candidate) -> tuple[PackageFile, Path]:
        """Fetch a candidate's file."""
        key = (candidate.name, "" if candidate.wish else str(candidate.version))
        if key not in self._paths:
            file = self.file_of(candidate)
            self._paths[key] = (file, store.fetch(file, self.logins))
        return self._paths[key]

    def file_of(self, candidate: Candidate) -> PackageFile:
        """Fix a candidate's file by its hash."""
        if candidate.entry is not None:
            name = candidate.entry["file_name"]
            return store.PackageFile(name, candidate.entry["sha256"], (self.target.address(name),), self.target.label)
        if candidate.file is not None:
            file = candidate.file
            if file.recipe:
                return self._made(candidate, file)
            if file.sha256:
                return store.PackageFile(file.name, file.sha256, (file.url,))
            return store.download(file.name, file.url, self.logins)
        assert candidate.wish is not None
        return wished_file(candidate.wish, self.logins)

    def _made(self, candidate: Candidate, file: File) -> PackageFile:
        try:
            return store.make(file.name, file.recipe, self.logins)
        except NoWheel:
            # An archive's name is nothing that pip could be asked for.
            raise NoWheel(f"{candidate.name}=={candidate.version}") from None


def wished_file(wish: Wish, logins: Sequence[str]) -> PackageFile:
    """Fix the file that a wish names itself: an address, a wheel or a folder."""
    source = wish.source
    if isinstance(source, str):
        name = source.partition("?")[0].rpartition("/")[2]
        if wish.sha256:
            return store.PackageFile(name, wish.sha256, (source,))
        return store.download(name, source, logins)
    assert source is not None
    if source.is_dir():
        return store.make(source.name, str(source))
    kept = store.keep(source.name, source.read_bytes())
    return store.PackageFile(kept.name, kept.sha256, (str(source),))


def _version(entry: Mapping[str, Any]) -> Version:
    try:
        return Version(entry["version"])
    except InvalidVersion:
        return Version("0")  # of a library in C, which nobody asks for by version


def split_extras(need: Requirement) -> list[Requirement]:
    """Give a wish for the package, and one for each of its extras."""
    plain = Requirement(f"{need.name}{need.specifier}")
    return [plain, *(Requirement(f"{need.name}[{extra}]{need.specifier}") for extra in sorted(need.extras))]


# --------------------------------------------------------------------------------------------------------- the whole


def resolve(
    wishes: Sequence[Wish],
    target: Target,
    indexes: Indexes,
    *,
    logins: Sequence[str] = (),
    preferred: Mapping[str, str] | None = None,
) -> list[Chosen]:
    """Choose a version of everything that the wishes need, in an order in which each comes after what it needs."""
    provider = Provider(target, indexes, logins, preferred or {})
    roots: list[Requirement] = []
    for wish in wishes:
        if not counts(wish, target):
            continue
        if target.micropython and wish.source is None and wish.name in COMPILED:
            raise NotForMicroPython(wish.requirement.name, "it has compiled parts", advice(wish.name))
        if wish.source is None:
            demand_package(wish, target, indexes)
        else:
            _demand_fit(wish, target)
            provider.wishes[wish.name] = wish
        provider.listed.add(wish.name)
        roots += split_extras(wish.requirement)
    try:
        result = Resolver(provider, BaseReporter()).resolve(roots, max_rounds=_ROUNDS)
    except ResolutionImpossible as error:
        raise _explained(list(error.causes), provider) from None
    _demand_extras(wishes, result.mapping, provider)
    graph = {key: {child for child in result.graph.iter_children(key) if child} for key in result.mapping}
    ordered = _ordered(graph)
    chosen = [_chosen(result.mapping[key], graph, provider) for key in ordered if not key.extra]
    if target.micropython:
        brought = frozenset(module for one in chosen for module in one.imports())
        for one in chosen:
            assert one.path is not None
            check_source(one.path, one.name, brought)
    return chosen


def _demand_fit(wish: Wish, target: Target) -> None:
    """Refuse a wheel of the user's own that is for another interpreter."""
    file = urlsplit(str(wish.source)).path.rpartition("/")[2]
    if file.endswith(".whl"):
        *_, tags = parse_wheel_filename(unquote(file))
        if rank_of(tags, target) is None:
            raise unfit(f"{wish.requirement.name}{wish.requirement.specifier}", wish.name, tags, target)


def _demand_extras(wishes: Sequence[Wish], mapping: Mapping[Key, Candidate], provider: Provider) -> None:
    """Refuse an extra that the page asks for and the package lacks; what packages ask of each other is their affair."""
    for wish in wishes:
        for extra in sorted(wish.requirement.extras):
            candidate = mapping.get(Key(wish.name, canonicalize_name(extra)))
            if candidate is None:
                continue
            known = provider.metadata(candidate).extras
            if candidate.extra not in known:
                raise ExtraUnknown(wish.requirement.name, str(candidate.version), extra, sorted(known))


def counts(wish: Wish, target: Target) -> bool:
    """Tell whether a wish is one for this interpreter."""
    marker = wish.requirement.marker
    # What one version has as a package, another has built in; a stranger's package of that name is neither.
    built_in = wish.source is None and wish.name in UNVENDORED and wish.name not in target.distribution
    return not built_in and (marker is None or marker.evaluate(target.environment))


def _ordered(graph: Mapping[Key, set[Key]]) -> list[Key]:
    done: dict[Key, None] = {}
    visiting: set[Key] = set()

    def visit(key: Key) -> None:
        if key in done or key in visiting or key not in graph:
            return
        visiting.add(key)
        for child in sorted(graph[key]):
            visit(child)
        done[key] = None

    for key in sorted(graph):
        visit(key)
    return list(done)


def _chosen(candidate: Candidate, graph: Mapping[Key, set[Key]], provider: Provider) -> Chosen:
    own = {key for key in graph if key.name == candidate.name}
    requires = sorted({child.name for key in own for child in graph[key]} - {candidate.name})
    version = str(candidate.entry["version"] if candidate.entry is not None else candidate.version)
    if candidate.entry is not None:
        file, path = provider.file_of(candidate), None
    else:
        file, path = provider.located(candidate)
    return Chosen(candidate.name, version, candidate.entry, file, path, tuple(requires), file.sources)


# ------------------------------------------------------------------------------------------------------ explanations


def _explained(causes: Sequence[RequirementInformation[Requirement, Candidate]], provider: Provider) -> PackageProblem:
    """Turn resolvelib's causes into one error that says what to change."""
    chain = [_line(cause.requirement, cause.parent, provider) for cause in causes]
    last = causes[0].requirement
    name = canonicalize_name(last.name)
    for cause in causes:
        single = [cause.requirement]
        # One wish that nothing could grant explains more than that it is not granted together with others.
        if next(provider._candidates(name, single), None) is None:  # noqa: SLF001 - the same module
            return _alone(cause.requirement, provider, chain if cause.parent else [])
    return Conflict(last.name, list(dict.fromkeys(chain)))


def _alone(wanted: Requirement, provider: Provider, chain: Sequence[str]) -> PackageProblem:
    name = canonicalize_name(wanted.name)
    project = provider.indexes.project(name)
    if project is None:
        known = provider.target.distribution
        return PackageUnknown(wanted.name, similar(name, (n for n in known if not n.endswith("-tests"))), chain)
    return why_none(project, wanted, provider.target, chain)


def _line(requirement: Requirement, parent: Candidate | None, provider: Provider) -> str:
    """Say who asks for something, and who asks for that, down from what the page lists."""
    path: list[Candidate] = []
    while parent is not None and parent not in path:
        path.insert(0, parent)
        parent = None if parent.name in provider.listed else provider.asked_by.get(parent.name)
    who = " → ".join(f"{one.name} {one.version}" for one in path) or "the page"
    return f"{who} asks for {requirement.name}{requirement.specifier}"
