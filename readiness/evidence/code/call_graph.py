"""Which functions of a project are reached from which entry points, following calls, references and imports."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.entry_points import Entry, EntryPoints, Node
from readiness.evidence.code.python_module import MAIN, Call, Definition, Module
from readiness.evidence.code.python_source import PythonSources

CALLED_BY_FRAMEWORKS = ("__init__", "__post_init__", "__call__", "__enter__", "setup", "load", "load_context")
TOO_COMMON = frozenset(
    {"predict", "fit", "transform", "get", "run", "load", "save", "update", "items", "append", "read", "write", "close"}
)


@dataclass(frozen=True)
class ReachedCall:
    """A call on a reached path: the module it stands in, the call, and its name with project variables replaced."""

    module: Module
    call: Call
    name: str

    @property
    def place(self) -> str:
        """Return ``path:line``."""
        return f"{self.module.path}:{self.call.line}"


@dataclass(frozen=True)
class Reachability(Fact):
    """What each entry point reaches.

    Attributes
    ----------
    entries
        Ways in: routes, scripts, scheduled tasks, notebooks, tests.
    reached
        For every entry, by position, the definitions it reaches: (path, qualified name); the name is empty for a
        module's own code.
    by_unique_name
        Definitions that were only found because no other class has a method of that name.
    """

    entries: tuple[Entry, ...]
    reached: tuple[frozenset[Node], ...]
    by_unique_name: frozenset[Node] = frozenset()
    sources: PythonSources = field(default_factory=lambda: PythonSources(()), repr=False, compare=False)
    edges: Mapping[Node, frozenset[Node]] = field(default_factory=dict, repr=False, compare=False)
    expanded: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)
    places: dict[Entry, int] = field(default_factory=dict, repr=False, compare=False)

    def of(self, kind: str) -> tuple[Entry, ...]:
        """Return the entries of a kind: serve, startup, script, scheduled, notebook, page or test."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def from_entry(self, entry: Entry) -> frozenset[Node]:
        """Return what one entry reaches."""
        if not self.places:
            self.places.update({found: place for place, found in reversed(list(enumerate(self.entries)))})
        return self.reached[self.places[entry]]

    def called_from(self, entry: Entry) -> frozenset[Node]:
        """Return what runs each time the entry is entered: what it calls, without the code of imported modules."""
        found: set[Node] = set()
        waiting = list(entry.starts)
        while waiting:
            node = waiting.pop()
            if node not in found and (node[1] or node in entry.starts):
                found.add(node)
                waiting.extend(self.edges.get(node, frozenset()) - found)
        return frozenset(found)

    def closure(self, starts: Iterable[Node]) -> frozenset[Node]:
        """Return what these definitions reach, imports included; only definitions that some entry reaches are known."""
        found: set[Node] = set()
        waiting = list(starts)
        while waiting:
            node = waiting.pop()
            if node not in found and node[0] in self.sources.by_path:
                found.add(node)
                waiting.extend(self.edges.get(node, frozenset()) - found)
        return frozenset(found)

    def reached_from(self, *kinds: str) -> frozenset[Node]:
        """Return everything that entries of these kinds reach."""
        found: set[Node] = set()
        for entry, nodes in zip(self.entries, self.reached, strict=True):
            if entry.kind in kinds:
                found |= nodes
        return frozenset(found)

    def calls(self, nodes: frozenset[Node]) -> Iterator[ReachedCall]:
        """Yield the calls that stand in these definitions, in order of path and line of definition."""
        for path in sorted({path for path, _ in nodes}):
            module = self.sources.by_path[path]
            for call in module.calls:
                if (path, call.scope) in nodes:
                    yield ReachedCall(module, call, self.full_name(call.name, module))

    def full_name(self, name: str, module: Module) -> str:
        """Return a name with project variables, attributes and results replaced by what they hold."""
        key = (module.path, name)
        if key not in self.expanded:
            self.expanded[key] = self.sources.expanded(name, module)
        return self.expanded[key]


@provides("code")
def reachability(sources: PythonSources, entries: EntryPoints) -> Reachability | Absent:
    """Return what every entry point reaches; absent when there is no way into the code."""
    if not entries.entries:
        return Absent("no script, route, scheduled task, notebook or test leads into the code")
    edges = _Edges(sources, entries.entries)
    reached = tuple(edges.closure(entry.starts) for entry in entries.entries)
    everything = frozenset().union(*reached)
    return Reachability(entries.entries, reached, frozenset(edges.guessed) & everything, sources, edges.known)


class _Edges:
    """Edges of the call graph, computed for a definition when it is first reached."""

    def __init__(self, sources: PythonSources, entries: Iterable[Entry]) -> None:
        self.sources = sources
        self.routes = [entry for entry in entries if entry.kind == "serve" and not entry.alongside]
        self.known: dict[Node, frozenset[Node]] = {}
        self.guessed: set[Node] = set()
        self.roots = {name.partition(".")[0] for name in sources.by_name}
        self.methods = _unique_methods(sources.modules)
        self.by_scope = {module.path: _by_scope(module) for module in sources.modules}

    def closure(self, starts: Iterable[Node]) -> frozenset[Node]:
        """Return everything reached from the starts, themselves included."""
        found: set[Node] = set()
        waiting = list(starts)
        while waiting:
            node = waiting.pop()
            if node in found or node[0] not in self.sources.by_path:
                continue
            found.add(node)
            if node not in self.known:
                self.known[node] = frozenset(self._from(node))
            waiting.extend(self.known[node] - found)
        return frozenset(found)

    def _from(self, node: Node) -> Iterator[Node]:
        path, scope = node
        module = self.sources.by_path[path]
        if scope:
            yield (path, "")
        else:
            yield from self._imported(module)
        definition = module.definitions.get(scope)
        if definition is not None and definition.kind == "class":
            yield from self._members(module, definition)
        for name in self.by_scope[path].get(scope, ()):
            yield from self._named(name, module)
        yield from ((path, inner.name) for inner in _registered(module, scope))
        if module.test:
            yield from self._fixtures(module, definition)
            yield from self._requested(module, scope)

    def _imported(self, module: Module) -> Iterator[Node]:
        for name in module.import_lines:
            if name.partition(".")[0] in self.roots:
                place = self.sources.locate(name, module)
                if place is not None:
                    yield (place.module.path, "")

    def _named(self, name: str, module: Module) -> Iterator[Node]:
        first = name.partition(".")[0].replace("()", "").replace("[]", "")
        own = name.startswith(f"{module.name}.")
        known = first in self.roots or first in module.assigned or own
        if not known and not any(key.startswith("*") for key in module.imports):
            yield from self._unique(name, first, module)
            return
        place = self.sources.locate(name, module) or self.sources.locate(self.sources.expanded(name, module), module)
        if place is not None:
            yield (place.module.path, place.qualified)
        elif not known:
            yield from self._unique(name, first, module)

    def _unique(self, name: str, first: str, module: Module) -> Iterator[Node]:
        last = name.rpartition(".")[2]
        bare = "." in name and first not in module.imports.values() and not hasattr(builtins, first)
        if bare and "(" not in name and last not in TOO_COMMON and last in self.methods:
            found = self.methods[last]
            self.guessed.add(found)
            yield found

    def _fixtures(self, module: Module, definition: Definition | None) -> Iterator[Node]:
        """Yield the fixtures that a test asks for by parameter: of its file, else of a conftest above it."""
        folder = module.path.rpartition("/")[0]
        for parameter in definition.parameters if definition is not None else ():
            for path in (module.path, *_conftests(folder)):
                found = self.sources.by_path.get(path)
                if found is not None and parameter.name in found.definitions:
                    yield (path, parameter.name)
                    break

    def _requested(self, module: Module, scope: str) -> Iterator[Node]:
        """Yield the routes that a test calls through a test client."""
        for call in module.calls:
            method = call.last.lower()
            if call.scope != scope or method not in ("get", "post", "put", "patch", "delete", "request"):
                continue
            if call.root in ("requests", "httpx", "dict", "os"):
                continue
            address = next((value for value in call.positional if isinstance(value, str) and "/" in value), "")
            for entry in self.routes:
                if entry.address and address.partition("?")[0].rstrip("/").endswith(entry.address.rstrip("/")):
                    yield from entry.starts

    def _members(self, module: Module, definition: Definition) -> Iterator[Node]:
        """Yield what making an instance may run: all methods where a base class stands outside the project."""
        foreign = any(self.sources.locate(base, module) is None for base in definition.bases)
        for name in module.definitions:
            owner, _, last = name.rpartition(".")
            if owner == definition.name and (foreign or last in CALLED_BY_FRAMEWORKS):
                yield (module.path, name)
        for base in definition.bases:
            place = self.sources.locate(base, module)
            if place is not None:
                yield (place.module.path, place.qualified)


def _conftests(folder: str) -> Iterator[str]:
    while folder:
        yield f"{folder}/conftest.py"
        folder = folder.rpartition("/")[0]
    yield "conftest.py"


def _by_scope(module: Module) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for call in module.calls:
        found.setdefault(call.scope, {})[call.name] = None
    for scope, name in sorted(module.references):
        found.setdefault(scope, {})[name] = None
    return {scope: tuple(names) for scope, names in found.items()}


def _registered(module: Module, scope: str) -> Iterator[Definition]:
    """Yield decorated functions defined inside a function: a decorator hands them on (routes in a factory)."""
    if scope and scope != MAIN:
        for definition in module.functions():
            if definition.decorators and definition.name.rpartition(".")[0] == scope:
                owner = module.definitions.get(scope)
                if owner is not None and owner.kind == "function":
                    yield definition


def _unique_methods(modules: Iterable[Module]) -> dict[str, Node]:
    found: dict[str, Node | None] = {}
    for module in modules:
        for name, definition in module.definitions.items():
            owner = module.definitions.get(name.rpartition(".")[0])
            if definition.kind == "function" and owner is not None and owner.kind == "class" and not module.test:
                found[definition.last] = None if definition.last in found else (module.path, name)
    return {name: node for name, node in found.items() if node is not None}
