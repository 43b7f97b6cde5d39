"""Where training code splits its data, what is fitted before that, and what becomes of the test part."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.code.model_calls import fits_transformer, trains_model
from readiness.evidence.code.notebooks import Notebooks
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.code.python_names import as_written
from readiness.evidence.code.python_source import joined_cells
from readiness.evidence.code.python_syntax import SourceUnreadable, is_main_guard, parsed, tree_of
from readiness.evidence.files.project import Project

SPLITTING = re.compile(
    r"(^|\.)(train_test_split|random_split|randomSplit|train_test_split_\w+|group_train_test_split)$"
)
PROJECT_SPLIT = re.compile(r"split", re.IGNORECASE)
TEST_NAME = re.compile(r"test|hold|eval|unseen", re.IGNORECASE)
TRAIN_NAME = re.compile(r"train|fit|_tr\b", re.IGNORECASE)
VOCABULARY_ONLY = re.compile(
    r"(LabelEncoder|LabelBinarizer|MultiLabelBinarizer|OneHotEncoder|OrdinalEncoder)\(\)\.\w+$"
)
LOOKING = frozenset({"len", "print", "format", "head", "describe", "info", "display", "sum", "shape", "type", "str"})
FILLED_WITH = frozenset({"mean", "median", "mode"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SEEDS = ("random_state", "seed", "generator", "rng")


@dataclass(frozen=True)
class Split:
    """One split of data into parts.

    Attributes
    ----------
    seeded
        Whether it gives the same parts every time; None where a project function makes it.
    test
        Names of the variables that hold the test part.
    used
        Where the test part is used after the split, or None.
    touched
        Where a fit takes the test part, or None.
    """

    location: Location
    name: str
    seeded: bool | None
    test: tuple[str, ...]
    used: Location | None = None
    touched: Location | None = None


@dataclass(frozen=True)
class EarlyFit:
    """A transformer that learns from rows which are split into training and test only later."""

    location: Location
    what: str
    split: Location


@dataclass(frozen=True)
class SplitCode(Fact):
    """Splits on the training path (of notebooks where nothing else trains), and fits that come too early."""

    splits: tuple[Split, ...]
    early: tuple[EarlyFit, ...] = ()


@provides("code")
def split_code(
    training: TrainingPath | Absent,
    reachability: Reachability | Absent,
    project: Project,
    notebooks: Notebooks | Absent,
) -> SplitCode | Absent:
    """Return how the training code splits its data; cannot tell without training code in the folder."""
    if isinstance(training, Absent) or isinstance(reachability, Absent):
        return Absent("the folder holds no training code, so fits before the split cannot be seen", Absence.CANNOT_TELL)
    calls = training.calls if training.entries else training.notebook_calls
    names = {(call.module.path, call.call.line, call.call.written): call.name for call in calls}
    found = SplitCode(())
    for module in {call.module.path: call.module for call in calls}.values():
        scopes = {call.call.scope for call in calls if call.module is module}
        tree, lines = _tree(module, project, notebooks)
        for scope, body in _bodies(tree, ""):
            if scope in scopes:
                flow = _Flow(module, names, reachability, lines)
                flow.read(body)
                found = SplitCode((*found.splits, *flow.splits), (*found.early, *flow.early))
    return found


def _tree(module: Module, project: Project, notebooks: Notebooks | Absent) -> tuple[ast.Module, tuple[int, ...]]:
    """Return the syntax tree of a module and, for a notebook, the file's line of each line of its source."""
    source = project.text(module.path) or ""
    lines: tuple[int, ...] = ()
    for notebook in notebooks.notebooks if isinstance(notebooks, Notebooks) else ():
        if notebook.path == module.path:
            source, lines = joined_cells(notebook)
    try:
        tree = parsed(source) if lines else tree_of(project, module.path)
        return tree or ast.Module([], []), lines
    except SourceUnreadable:
        return ast.Module([], []), ()


def _bodies(tree: ast.AST, prefix: str) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield every function's own statements by its qualified name; those of the main guard under ``__main__``."""
    body = list(getattr(tree, "body", ()))
    guards = [item for item in body if not prefix and isinstance(item, ast.stmt) and is_main_guard(item)]
    yield prefix, [item for item in body if not isinstance(item, DEFINITIONS) and item not in guards]
    for guard in guards:
        yield MAIN, list(getattr(guard, "body", ()))
    for item in body:
        if isinstance(item, DEFINITIONS):
            yield from _bodies(item, f"{prefix}.{item.name}" if prefix else item.name)


@dataclass
class _Flow:
    """Follows variables through one function, statement by statement, without branches."""

    module: Module
    names: Mapping[tuple[str, int, str], str]
    reachability: Reachability
    lines: tuple[int, ...]
    origin: dict[str, frozenset[str]] = field(default_factory=dict)
    fitted: list[tuple[Location, str, frozenset[str]]] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    early: list[EarlyFit] = field(default_factory=list)

    def read(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, DEFINITIONS):
                continue
            inner = [part for name in ("body", "orelse", "finalbody") for part in getattr(statement, name, ())]
            inner += [part for handler in getattr(statement, "handlers", ()) for part in handler.body]
            if inner:
                self.read(inner)
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Call):
                    self.call(node, statement)
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                self.assign(statement)
            elif isinstance(statement, ast.Return) and statement.value is not None:
                self._use(statement.value, self.place(statement.value))

    def place(self, node: ast.expr) -> Location:
        line = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else node.lineno
        return Location(self.module.path, line)

    def call(self, node: ast.Call, statement: ast.stmt) -> None:
        place = self.place(node)
        name = self.names.get((self.module.path, place.line or 0, as_written(node.func)), as_written(node.func))
        last = name.rpartition(".")[2]
        if self._splits(name, statement):
            self._split(node, name, place, statement)
        elif fits_transformer(name) and not VOCABULARY_ONLY.search(name):
            self.fitted.append((place, f"{as_written(node.func)}()", self._origins(node)))
            self._touch(node, place)
        elif last in ("fillna", "fill_null") and _learns_value(node):
            self.fitted.append(
                (place, f"{as_written(node.func)}() with a value of the whole table", self._origins(node))
            )
        elif trains_model(name):
            self._touch(node, place)
        else:
            if last not in LOOKING and as_written(node.func) != "":
                self._use(node, place)
            inner = self._fits_inside(name)
            if inner is not None:
                self.fitted.append((inner[0], f"{inner[1]} (called at {place})", self._origins(node)))

    def _splits(self, name: str, statement: ast.stmt) -> bool:
        if SPLITTING.search(name):
            return True
        targets = statement.targets[0] if isinstance(statement, ast.Assign) else None
        several = isinstance(targets, ast.Tuple) and 2 <= len(targets.elts) <= 6
        own = self.reachability.sources.locate(name, self.module)
        return several and own is not None and bool(PROJECT_SPLIT.search(name.rpartition(".")[2]))

    def _split(self, node: ast.Call, name: str, place: Location, statement: ast.stmt) -> None:
        origins = self._origins(node)
        for where, what, learned in self.fitted:
            if learned & origins:
                self.early.append(EarlyFit(where, what, place))
        targets = statement.targets[0] if isinstance(statement, ast.Assign) else None
        named = [item.id for item in getattr(targets, "elts", ()) if isinstance(item, ast.Name)]
        test = [item for item in named if TEST_NAME.search(item)]
        if not test and not any(TRAIN_NAME.search(item) for item in named):
            test = named[1::2]
        for item in named:
            self.origin[item] = frozenset({f"{'test' if item in test else 'train'}:{place}"})
        self.splits.append(Split(place, name, _seeded(node, name), tuple(test)))

    def _fits_inside(self, name: str) -> tuple[Location, str] | None:
        """Return a transformer fit inside a project function that makes no split of its own."""
        found = self.reachability.sources.locate(name, self.module)
        if found is None or found.definition is None or found.definition.kind != "function":
            return None
        inside = [call for call in found.module.calls if call.scope == found.qualified]
        full = [(call, self.reachability.full_name(call.name, found.module)) for call in inside]
        if any(SPLITTING.search(name) for _, name in full):
            return None
        for call, resolved in full:
            if fits_transformer(resolved) and not VOCABULARY_ONLY.search(resolved):
                return Location(found.module.path, call.line), f"{call.written}()"
        return None

    def _origins(self, node: ast.AST) -> frozenset[str]:
        found: set[str] = set()
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                found |= self.origin.get(inner.id, frozenset({inner.id}))
        return frozenset(found)

    def assign(self, statement: ast.Assign | ast.AnnAssign) -> None:
        if statement.value is None or any(split.location == self._at(statement) for split in self.splits):
            return
        origins = self._origins(statement.value)
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            for inner in ast.walk(target):
                if isinstance(inner, ast.Name):
                    known = self.origin.get(inner.id, frozenset()) if isinstance(target, ast.Subscript) else frozenset()
                    self.origin[inner.id] = origins | known or frozenset({inner.id})

    def _at(self, statement: ast.Assign | ast.AnnAssign) -> Location | None:
        return self.place(statement.value) if statement.value is not None else None

    def _touch(self, node: ast.Call, place: Location) -> None:
        self._mark(node, lambda split: replace(split, touched=split.touched or place))

    def _use(self, node: ast.expr, place: Location) -> None:
        self._mark(node, lambda split: replace(split, used=split.used or place))

    def _mark(self, node: ast.expr, change: Callable[[Split], Split]) -> None:
        parts = (*node.args, *node.keywords) if isinstance(node, ast.Call) else (node,)
        taken: frozenset[str] = frozenset().union(*(self._origins(part) for part in parts))
        self.splits = [change(split) if f"test:{split.location}" in taken else split for split in self.splits]


def _learns_value(node: ast.Call) -> bool:
    return any(
        isinstance(inner, ast.Call) and as_written(inner.func).rpartition(".")[2] in FILLED_WITH
        for part in (*node.args, *node.keywords)
        for inner in ast.walk(part)
    )


def _seeded(node: ast.Call, name: str) -> bool | None:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if not SPLITTING.search(name):
        return None
    shuffle = given.get("shuffle")
    if isinstance(shuffle, ast.Constant) and shuffle.value is False:
        return True
    if None in given:
        return None
    seeds = [given[key] for key in SEEDS if key in given]
    return any(not (isinstance(seed, ast.Constant) and seed.value is None) for seed in seeds)
