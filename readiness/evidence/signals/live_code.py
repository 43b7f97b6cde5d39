"""Which definitions of the project are in use, and every call that stands in them, with resolved names.

In use is what an entry point reaches; from there on also what is called by its bare name, because a receiver that
is handed in cannot be followed. Tests are no entry point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from readiness.domain.finding import Evidence
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.python_module import MAIN, Call, Definition, Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.signals.signal import place

Node = tuple[str, str]
# calls that stand for a value of another class
_HIDES_TYPE = re.compile(
    r"^(pydantic(\.\w+)*|dataclasses|attrs?|msgspec)\.(Field|field|ib)\(\)|^(typing|functools|hydra|"
    r"importlib|ray|joblib|pickle)\."
)
_INERT = frozenset(
    {
        "property",
        "staticmethod",
        "classmethod",
        "abstractmethod",
        "cached_property",
        "lru_cache",
        "cache",
        "wraps",
        "overload",
        "contextmanager",
        "asynccontextmanager",
        "dataclass",
        "override",
        "final",
        "njit",
        "jit",
        "setter",
        "no_grad",
        "inference_mode",
        "singledispatch",
        "total_ordering",
        "fixture",
        "timer",
        "retry",
        "beartype",
    }
)
_AGREED = frozenset(
    {"model_fn", "input_fn", "predict_fn", "output_fn", "run_fn", "preprocessing_fn", "create_pipeline"}
)
_CALLED_BY_FRAMEWORKS = frozenset(
    {
        "create_pipeline",
        "register_pipelines",
        "run_fn",
        "preprocessing_fn",
        "lambda_handler",
        "handler",
        "init",
        "run",
        "model_fn",
        "input_fn",
        "predict_fn",
        "output_fn",
        "transform_fn",
        "main",
        "azureml_main",
        "trainer_fn",
    }
)


@dataclass(frozen=True, slots=True)
class Used:
    """A call in code that is in use: its module, the call, and its full name."""

    module: Module
    call: Call
    name: str

    @property
    def last(self) -> str:
        """Return the part after the last dot."""
        return self.name.rpartition(".")[2]

    @property
    def node(self) -> Node:
        """Return the definition it stands in."""
        return (self.module.path, self.call.scope)

    def at(self, why: str) -> Evidence:
        """Return its place as evidence."""
        return place(self.module.path, self.call.line, why)


@dataclass
class LiveCode:
    """Calls of code in use, by full name.

    Attributes
    ----------
    nodes
        Definitions in use: path and qualified name, the name empty for a module's own code.
    """

    sources: PythonSources
    reachability: Reachability | None
    nodes: set[Node] = field(default_factory=set)
    by_name: dict[str, list[Used]] = field(default_factory=dict)
    by_node: dict[Node, list[Used]] = field(default_factory=dict)
    _matches: dict[str, list[str]] = field(default_factory=dict)
    _modules: tuple[Module, ...] = ()
    _references: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = _closure(self.sources, self.reachability)
        live = {path for path, _ in self.nodes}
        self._modules = tuple(module for module in self.sources.modules if module.path in live)
        expanded: dict[Node, str] = {}
        for module in self.sources.modules:
            for call in module.calls:
                node = (module.path, call.scope)
                if node not in self.nodes:
                    continue
                name = expanded.get((module.path, call.name))
                if name is None:
                    name = expanded[(module.path, call.name)] = self._full(call.name, module)
                used = Used(module, call, name)
                self.by_name.setdefault(name, []).append(used)
                self.by_node.setdefault(node, []).append(used)

    def _full(self, name: str, module: Module) -> str:
        if self.reachability is not None:
            return self.reachability.full_name(name, module)
        return self.sources.expanded(name, module)

    def calls(self, pattern: str, *, notebooks: bool = True) -> Iterator[Used]:
        """Yield calls whose full name a regular expression is found in, those of scripts before those of notebooks."""
        if pattern not in self._matches:
            found = re.compile(pattern).search
            self._matches[pattern] = [name for name in self.by_name if found(name)]
        used = [one for name in self._matches[pattern] for one in self.by_name[name]]
        used.sort(key=lambda one: (one.module.notebook, one.module.path, one.call.line))
        yield from (one for one in used if notebooks or not one.module.notebook)

    def within(self, nodes: Iterable[Node]) -> Iterator[Used]:
        """Yield the calls that stand in these definitions, in order of path and name."""
        for node in sorted(nodes):
            yield from self.by_node.get(node, ())

    def modules(self, *, notebooks: bool = False) -> Iterator[Module]:
        """Yield the modules that hold code in use, tests left out."""
        yield from (module for module in self._modules if notebooks or not module.notebook)

    def reach(self, starts: Iterable[Node], limit: int = 400) -> set[Node]:
        """Return the definitions that calls lead to from these, themselves included, inside the project."""
        found: set[Node] = set()
        waiting = list(starts)
        while waiting and len(found) < limit:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            for used in self.by_node.get(node, ()):
                target = self.sources.locate(used.call.name, used.module) or self.sources.locate(used.name, used.module)
                if target is not None and target.qualified:
                    waiting.append((target.module.path, target.qualified))
                    if target.definition is not None and target.definition.kind == "class":
                        waiting.append((target.module.path, f"{target.qualified}.__init__"))
            for name in self._handed_on(node):
                target = self.sources.locate(name, self.sources.by_path[node[0]])
                if target is not None and target.qualified:
                    waiting.append((target.module.path, target.qualified))
        return found

    def _handed_on(self, node: Node) -> list[str]:
        """Return the names of functions that a definition hands on rather than calls, in order."""
        path, scope = node
        if path not in self._references:
            module = self.sources.by_path.get(path)
            held: dict[str, list[str]] = {}
            for inner, name in sorted(module.references) if module is not None else ():
                held.setdefault(inner, []).append(name)
            self._references[path] = held
        return self._references[path].get(scope, [])


def _closure(sources: PythonSources, reachability: Reachability | None) -> set[Node]:
    own = [module for module in sources.modules if not module.test]
    entries = [] if reachability is None else [entry for entry in reachability.entries if entry.kind != "test"]
    if reachability is None or not entries:
        # nothing starts it: a library whose functions are all there to be called
        return {node for module in own for node in _every(module)}
    start = set(reachability.reached_from("serve", "script", "scheduled", "notebook", "page"))
    start |= {(module.path, item.name) for module in own for item in module.functions() if _called_by_platform(item)}
    return _Growth(own, sources).grown(start)


def _called_by_platform(definition: Definition) -> bool:
    """Return whether a platform calls a function by agreement: an event and a context, or an agreed name."""
    names = tuple(parameter.name for parameter in definition.parameters[:2])
    return names == ("event", "context") or definition.name in _AGREED


def _every(module: Module) -> Iterator[Node]:
    yield (module.path, "")
    yield (module.path, MAIN)
    yield from ((module.path, name) for name in module.definitions)


class _Growth:
    """Adds what is called by its bare name, and what a decorator registers, until nothing is added."""

    def __init__(self, own: list[Module], sources: PythonSources) -> None:
        self.sources = sources
        self.own = {module.path: module for module in own}
        self.named: dict[str, list[Node]] = {}
        self.calls: dict[Node, list[str]] = {}
        self.foreign: dict[str, frozenset[str]] = {}
        roots = {part for module in own for part in module.name.split(".")}
        for module in own:
            known = {name.partition(".")[0] for name in module.imports.values()}
            self.foreign[module.path] = frozenset(known - roots)
            for name, definition in module.definitions.items():
                self.named.setdefault(definition.last, []).append((module.path, name))
            for call in module.calls:
                self.calls.setdefault((module.path, call.scope), []).append(call.name)
            for scope, name in module.references:
                self.calls.setdefault((module.path, scope), []).append(name)

    def grown(self, start: set[Node]) -> set[Node]:
        """Return the start with everything it leads to."""
        found: set[Node] = set()
        waiting = [node for node in start if node[0] in self.own]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            path, scope = node
            module = self.own[path]
            if (path, "") not in found:
                waiting.append((path, ""))
            if not scope:
                waiting.extend(self._imported(module))
                waiting.extend((path, item.name) for item in module.definitions.values() if _registered(module, item))
            definition = module.definitions.get(scope)
            if definition is not None and definition.kind == "class":
                waiting.extend(_run_by_owner(module, definition))
            for name in self.calls.get(node, ()):
                waiting.extend(self._bare(name, path))
        return found

    def _imported(self, module: Module) -> Iterator[Node]:
        """Yield the modules a module imports, also where it takes a variable from them."""
        for name in module.import_lines:
            parts = name.split(".")
            for end in range(len(parts), 0, -1):
                found = self.sources.module(".".join(parts[:end]), module)
                if found is not None:
                    if found.path in self.own:
                        yield (found.path, "")
                    break

    def _bare(self, name: str, path: str) -> Iterator[Node]:
        plain = name.replace("()", "").replace("[]", "")
        first, _, rest = plain.partition(".")
        hidden = _HIDES_TYPE.match(name)
        if first in self.foreign[path] and rest and not hidden:
            return
        yield from self.named.get(plain.rpartition(".")[2], ())


def _registered(module: Module, definition: Definition) -> bool:
    """Return whether a definition is handed to somebody: by a decorator, or by a name that frameworks call."""
    if "." in definition.name and module.definitions.get(definition.name.rpartition(".")[0]) is None:
        return False
    if any(item.name.rpartition(".")[2] not in _INERT for item in definition.decorators):
        return True
    return definition.name in _CALLED_BY_FRAMEWORKS or _called_by_platform(definition)


def _run_by_owner(module: Module, owner: Definition) -> Iterator[Node]:
    foreign = any(
        base.partition(".")[0] in {name.partition(".")[0] for name in module.imports.values()} for base in owner.bases
    )
    for name, definition in module.definitions.items():
        if name.rpartition(".")[0] == owner.name and (foreign or definition.last.startswith("__")):
            yield (module.path, name)
