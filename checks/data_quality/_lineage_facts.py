"""The way back from the shipped model: its record, its data, the commit, the code that made the data, the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.data_quality._commit_facts import known_commit
from checks.data_quality._recorded_runs import REMOTE, recorded_runs
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import WRITES_ROWS
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.model_calls import reads_data
from readiness.evidence.data.data_pins import DataPins
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.git import Git
from readiness.evidence.files.ignore_rules import is_table
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml
from readiness.evidence.model.model_metadata import ModelMetadata

LINKS = ("record of the model", "version of the data", "commit of the code", "code that made the data", "source")
TEXT_LIMIT = 300_000
CONFIGURATION = ("*.yaml", "*.yml", "*.toml", "*.json", "*.ini", "*.cfg")
MOST_FILES = 300
SQL = re.compile(r"(read_sql\w*|read_gbq|\.(sql|table|read_database))$")


@dataclass(frozen=True)
class Link:
    """One step of the way back.

    Attributes
    ----------
    traced
        True where it was followed; False where it ends; None where it cannot be compared here.
    why
        What was followed, or what is missing, in one sentence.
    """

    name: str
    traced: bool | None
    why: str
    location: Location | None = None


@dataclass(frozen=True)
class Lineage(Fact):
    """The links in the order of `LINKS`, walked from the shipped model ``model`` backwards."""

    model: str
    links: tuple[Link, ...]


@provides("code")
def lineage(
    project: Project,
    manifest: Manifest,
    metadata: ModelMetadata | Absent,
    pins: DataPins | Absent,
    git: Git | Absent,
    reachability: Reachability | Absent,
) -> Lineage | Absent:
    """Return how far one gets from the shipped model back to the source of its data."""
    model = manifest.model.path
    if not model or model not in project:
        return Absent("the shipped model is not known, so nothing can be followed back from it", Absence.CANNOT_TELL)
    train = manifest.data.train
    files = tuple(file.path for file in project.matching(train.path)) if train and train.path else ()
    walk = _Walk(project, files, reachability if isinstance(reachability, Reachability) else None)
    record = metadata if isinstance(metadata, ModelMetadata) else None
    made = walk.maker()
    links = (
        _record(model, record),
        _data(record, pins, files, project),
        _commit(project, record, git),
        Link(LINKS[3], True, *made) if made else Link(LINKS[3], False, walk.no_maker),
        walk.source(),
    )
    return Lineage(model, links)


def _record(model: str, record: ModelMetadata | None) -> Link:
    if record is None or record.names_model is None:
        place = Location(record.path) if record else None
        return Link(LINKS[0], False, f"no record beside {model} holds its SHA-256", place)
    place = Location(record.path, record.names_model)
    return Link(LINKS[0], True, f"{record.path} holds the SHA-256 of {model}", place)


def _data(record: ModelMetadata | None, pins: DataPins | Absent, files: tuple[str, ...], project: Project) -> Link:
    if record is None or not record.digests:
        return Link(LINKS[1], False, "the model's record holds no digest of its training data")
    known = {digest: path for path in files if (digest := project.digest(path))}
    if isinstance(pins, DataPins):
        known |= {pin.digest: pin.file for pin in pins.matching}
    for digest, line in record.digests.items():
        if digest in known:
            why = f"{record.path} holds the digest of {known[digest]}, which is the shipped file's"
            return Link(LINKS[1], True, why, Location(record.path, line))
    if not files:
        return Link(LINKS[1], None, "the training data are not here to be compared with the model's record")
    return Link(LINKS[1], False, f"no digest in {record.path} is that of {files[0]}", Location(record.path))


def _commit(project: Project, record: ModelMetadata | None, git: Git | Absent) -> Link:
    if record is None:
        return Link(LINKS[2], False, "no record beside the model names a commit")
    found = known_commit(project, record.path, git)
    if found is None:
        return Link(LINKS[2], False, f"{record.path} names no commit of the code", Location(record.path))
    exists, line = found
    place = Location(record.path, line)
    if exists:
        return Link(LINKS[2], True, f"{record.path} names a commit of this repository", place)
    if exists is None:
        return Link(
            LINKS[2],
            None,
            f"{record.path} names a commit, which cannot be followed: the history is not in this folder",
            place,
        )
    return Link(LINKS[2], False, f"{record.path} names a commit that this repository does not hold", place)


@dataclass
class _Walk:
    """Looks for what wrote the training table, and for what that read."""

    project: Project
    files: tuple[str, ...]
    reach: Reachability | None

    @property
    def no_maker(self) -> str:
        """Return the sentence for a table that nothing here writes."""
        name = self.files[0] if self.files else "the training table"
        return f"no stage, event or code that runs is seen to write {name}"

    def maker(self) -> tuple[str, Location] | None:
        """Return what wrote the training table: a DVC stage, a lineage event, or a definition that runs."""
        for outs, _, place, what in recorded_runs(self.project):
            if outs & set(self.files):
                return f"{what} writes {self.files[0]}", place
        node = self._writer()
        if node is None:
            return None
        return f"{node[1] or node[0]} writes {self.files[0]}", self._place(node)

    def source(self) -> Link:
        """Return where the rows come from, followed over every stage on the way."""
        recorded = list(recorded_runs(self.project))
        wanted, seen = set(self.files), set[str]()
        place: Location | None = None
        while wanted - seen:
            seen |= wanted
            for outs, deps, where, _ in recorded:
                if outs & wanted:
                    wanted, place = wanted | deps, where
        ends = sorted(path for path in wanted - set(self.files) if not any(path in outs for outs, *_ in recorded))
        data = [path for path in ends if is_table(path) or REMOTE.match(path)]
        if place is not None and data:
            return Link(LINKS[4], True, f"the rows come from {data[0]}", place)
        node = self._writer()
        found = self._read_by(node) if node is not None else None
        if found is not None:
            return Link(LINKS[4], True, f"the rows come from {found[0]}", found[1])
        return Link(LINKS[4], False, "where the rows of the training table come from is not recorded")

    def _writer(self) -> Node | None:
        """Return the definition that names the training table (or its key in a configuration) and writes rows."""
        if self.reach is None or not self.files:
            return None
        paths = {*self.files, *(path.rpartition("/")[2] for path in self.files)}
        keys = set(self._keys(set(self.files)))
        writers = []
        for path, name in sorted(self.reach.reached_from("script", "scheduled", "serve", "startup")):
            module = self.reach.sources.by_path[path]
            texts = {text.value for text in module.texts if text.scope == name}
            if module.test or module.notebook or not texts & (paths | keys):
                continue
            calls = [self.reach.full_name(call.name, module) for call in module.calls if call.scope == name]
            if not any(WRITES_ROWS.search(call) for call in calls):
                continue
            reads = any(reads_data(call.name) for call in self.reach.calls(self.reach.closure([(path, name)])))
            # a bare word such as "train" means the table only where rows are read and written again
            if reads or texts & paths:
                writers.append((self._read_by((path, name)) is None, not reads, (path, name)))
        return min(writers)[2] if writers else None

    def _read_by(self, node: Node) -> tuple[str, Location] | None:
        """Return the table, address or query that a definition starts from, other than the tables it writes."""
        assert self.reach is not None
        module = self.reach.sources.by_path[node[0]]
        known = self._table_keys()
        for text in module.texts:
            if text.scope != node[1]:
                continue
            value = known.get(text.value, text.value)
            outside = bool(REMOTE.match(value))
            raw = value not in self.files and value in self.project and is_table(value) and not self._declared(value)
            if outside or raw:
                return value, Location(node[0], text.line)
        for call in self.reach.calls(self.reach.closure([node])):
            if reads_data(call.name) and SQL.search(call.name):
                return "a query", Location(call.module.path, call.call.line)
        return None

    def _declared(self, path: str) -> bool:
        """Return whether a table lies beside the training table as its test or production part."""
        name = path.rpartition("/")[2].lower()
        return bool(re.match(r"(test|valid|val|prod|production|current|reference|holdout)", name))

    def _place(self, node: Node) -> Location:
        assert self.reach is not None
        definition = self.reach.sources.by_path[node[0]].definitions.get(node[1])
        return Location(node[0], definition.line if definition else 1)

    def _keys(self, paths: set[str]) -> Iterator[str]:
        for key, value in self._table_keys().items():
            if value in paths:
                yield key

    def _table_keys(self) -> dict[str, str]:
        """Return last key to value for every configuration entry that names a table or an address."""
        found: dict[str, str] = {}
        for file in list(own_files(self.project, *CONFIGURATION))[:MOST_FILES]:
            if file.size > TEXT_LIMIT or file.name.startswith("readiness") or file.suffix == ".toml":
                continue
            try:
                document = read_yaml((self.project.text(file.path, TEXT_LIMIT) or "").replace("\t", " "))
            except YamlUnreadable:
                continue
            for key, value in _leaves(document, "", 0):
                path = value.removeprefix("./")
                if (path in self.project and is_table(path)) or REMOTE.match(path):
                    found.setdefault(key, path)
        return found


def _leaves(written: Written | None, key: str, depth: int) -> Iterator[tuple[str, str]]:
    if written is None or depth > 6:
        return
    if isinstance(written.value, dict):
        for name, inner in written.value.items():
            yield from _leaves(inner, str(name), depth + 1)
    elif isinstance(written.value, str) and key:
        yield key, written.value
