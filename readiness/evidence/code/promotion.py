"""What stands between a new model and its promotion: the comparisons on which the promoting code branches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_syntax import SourceUnreadable, tree_of
from readiness.evidence.files.project import Project

PROMOTING = re.compile(
    r"(^|_)(promot(?!ion)\w*|deploy(?!ed|ment)\w*|go_live|publish_model|release_model|register_model\w*|swap_model|activate_model)"
    r"|^(transition_model_version_stage|set_registered_model_alias|copy_model_version|create_model_version"
    r"|update_endpoint|set_default_version)",
    re.IGNORECASE,
)
CHAMPION = re.compile(
    r"champion|current|production|prod\b|prod_|_prod|existing|deployed|incumbent|previous|live_|_live|in_service"
    r"|old_|_old|baseline_model|reference_model",
    re.IGNORECASE,
)
QUALITY = re.compile(
    r"auc|f1|accuracy|acc\b|precision|recall|rmse|mse|mae|mape|r2|logloss|loss|score|metric|gain|error|improve|better"
    r"|brier|threshold|min_|max_|limit|quality",
    re.IGNORECASE,
)
GATE_OPERATORS = (
    "ShortCircuitOperator",
    "BranchPythonOperator",
    "short_circuit",
    "branch",
    "ConditionStep",
    "Condition",
)
MAX_DEPTH = 3


@dataclass(frozen=True)
class PromotionGate(Fact):
    """Promotions of a model and the conditions they stand behind.

    Attributes
    ----------
    promotions
        Calls or tasks that put a new model in place.
    against_current
        Comparisons with the model in place on which a promotion depends.
    against_limits
        Comparisons of a quality figure with a fixed or configured limit.
    """

    promotions: tuple[Location, ...]
    against_current: tuple[Location, ...]
    against_limits: tuple[Location, ...]


@provides("code")
def promotion_gate(project: Project, reachability: Reachability) -> PromotionGate | Absent:
    """Return the conditions of promotion; absent when no code on a way in promotes a model."""
    nodes = reachability.reached_from("script", "scheduled", "serve")
    reading = _Conditions(project, reachability)
    promotions, tests = _promotions_in(nodes, reachability, reading)
    if not promotions:
        promotions = list(_handed_on(reachability, nodes))
    if not promotions:
        return Absent("no code that a script, task or route reaches promotes a model")
    current: dict[str, Location] = {}
    limits: dict[str, Location] = {}
    for module, scope, test in tests:
        for kind, place in reading.kinds(module, scope, test, MAX_DEPTH):
            (current if kind == "current" else limits).setdefault(str(place), place)
    return PromotionGate(tuple(promotions), tuple(current.values()), tuple(limits.values()))


def _promotions_in(
    nodes: frozenset[Node], reachability: Reachability, reading: _Conditions
) -> tuple[list[Location], list[tuple[Module, str, ast.expr]]]:
    promotions: list[Location] = []
    tests: list[tuple[Module, str, ast.expr]] = []
    for path in sorted({path for path, _ in nodes}):
        module = reachability.sources.by_path[path]
        if module.test or not any(PROMOTING.search(name) for name in _mentioned(module)):
            continue
        for scope, body in reading.functions(module).items():
            if (path, scope) in nodes:
                for line, guards in _promotions(body, (), module):
                    promotions.append(Location(path, line))
                    tests += [(module, scope, guard) for guard in guards]
        tests += list(_operator_gates(module, reading))
    return promotions, tests


def _mentioned(module: Module) -> Iterator[str]:
    yield from (call.last for call in module.calls)
    yield from (name.rpartition(".")[2] for _, name in module.references)


def _handed_on(reachability: Reachability, nodes: frozenset[Node]) -> Iterator[Location]:
    """Yield places where a promoting function is handed on as a task rather than called."""
    for entry in reachability.of("scheduled"):
        module = reachability.sources.by_path[entry.location.path]
        for scope, name in sorted(module.references):
            if (module.path, scope) in nodes and PROMOTING.search(name.rpartition(".")[2]):
                yield entry.location


def _promotions(
    body: Sequence[ast.stmt], guards: tuple[ast.expr, ...], module: Module
) -> Iterator[tuple[int, tuple[ast.expr, ...]]]:
    """Yield the line of every promoting call below a body with the tests it stands behind."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield from _promotions(statement.body, (*guards, statement.test), module)
            yield from _promotions(statement.orelse, (*guards, statement.test), module)
            if _leaves(statement.body) or _leaves(statement.orelse):
                guards = (*guards, statement.test)
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(statement, ast.Assert):
            guards = (*guards, statement.test)
        inner = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        inner += [handler.body for handler in getattr(statement, "handlers", [])]
        if any(inner):
            for part in inner:
                yield from _promotions(part, guards, module)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and PROMOTING.search(_last(node.func)):
                yield node.lineno, guards


def _leaves(body: Sequence[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, (ast.Return, ast.Raise)):
            return True
        called = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(called, ast.Call) and _last(called.func) in ("exit", "_exit", "abort", "quit", "cancel"):
            return True
    return False


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _operator_gates(module: Module, reading: _Conditions) -> Iterator[tuple[Module, str, ast.expr]]:
    """Yield the conditions of gate tasks (short circuit, branch) of a schedule."""
    tree = reading.tree(module)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Call) and _last(node.func) in GATE_OPERATORS:
            for keyword in node.keywords:
                if keyword.arg in ("python_callable", "condition", "conditions"):
                    yield module, "", keyword.value
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            named = [_last(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list]
            if set(named) & set(GATE_OPERATORS):
                yield module, "", ast.Name(node.name, ast.Load())


class _Conditions:
    """Tells what a condition compares, through variables and project functions."""

    def __init__(self, project: Project, reachability: Reachability) -> None:
        self.project = project
        self.sources = reachability.sources
        self.trees: dict[str, ast.Module | None] = {}
        self.bodies: dict[str, dict[str, list[ast.stmt]]] = {}

    def tree(self, module: Module) -> ast.Module | None:
        if module.path not in self.trees:
            try:
                self.trees[module.path] = None if module.notebook else tree_of(self.project, module.path)
            except SourceUnreadable:
                self.trees[module.path] = None
        return self.trees[module.path]

    def functions(self, module: Module) -> dict[str, list[ast.stmt]]:
        """Return the bodies of a module's functions by qualified name; its own code under the empty name."""
        if module.path not in self.bodies:
            tree = self.tree(module)
            found: dict[str, list[ast.stmt]] = {}
            if tree is not None:
                _gather(tree.body, "", found)
            self.bodies[module.path] = found
        return self.bodies[module.path]

    def kinds(self, module: Module, scope: str, test: ast.expr, depth: int) -> Iterator[tuple[str, Location]]:
        """Yield ``current`` or ``limit`` with the place for every comparison that a condition rests on."""
        body = self.functions(module).get(scope, [])
        for node in ast.walk(test):
            if isinstance(node, ast.Compare):
                kind = self._kind(node, body)
                if kind:
                    yield kind, Location(module.path, node.lineno)
            elif isinstance(node, (ast.Name, ast.Attribute)) and depth > 0:
                yield from self._through(module, scope, node, depth)

    def _kind(self, node: ast.Compare, body: Sequence[ast.stmt]) -> str:
        sides = [node.left, *node.comparators]
        if any(
            isinstance(side, ast.Constant) and (side.value is None or isinstance(side.value, (bool, str)))
            for side in sides
        ):
            return ""
        if not isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            return ""
        written = " ".join(_words(side, body) for side in sides)
        constant = any(isinstance(side, ast.Constant) for side in sides)
        if CHAMPION.search(written) and (QUALITY.search(written) or not constant):
            return "current"
        return "limit" if QUALITY.search(written) else ""

    def _through(self, module: Module, scope: str, node: ast.expr, depth: int) -> Iterator[tuple[str, Location]]:
        name = node.id if isinstance(node, ast.Name) else ""
        for value in _assigned(self.functions(module).get(scope, []), name) if name else ():
            yield from self.kinds(module, scope, value, depth - 1)
        written = ast.unparse(node)
        dotted = ".".join([module.imports.get(written.partition(".")[0], ""), *written.split(".")[1:]]).strip(".")
        place = self.sources.locate(dotted, module) if dotted else None
        place = place or self.sources.locate(f"{module.name}.{written}", module)
        if place is None or place.definition is None or place.definition.kind != "function":
            return
        body = self.functions(place.module).get(place.qualified, [])
        for statement in body:
            for inner in ast.walk(statement):
                if isinstance(inner, ast.Compare):
                    kind = self._kind(inner, body)
                    if kind:
                        yield kind, Location(place.module.path, inner.lineno)
                elif isinstance(inner, ast.Call) and depth > 1 and _last(inner.func) not in ("print", "info"):
                    yield from self._through(place.module, place.qualified, inner.func, depth - 1)


def _gather(body: Sequence[ast.stmt], prefix: str, found: dict[str, list[ast.stmt]]) -> None:
    found.setdefault(prefix, []).extend(
        item for item in body if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    )
    for item in body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            _gather(item.body, f"{prefix}.{item.name}" if prefix else item.name, found)


def _assigned(body: Sequence[ast.stmt], name: str) -> list[ast.expr]:
    return [
        node.value
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]


def _words(node: ast.expr, body: Sequence[ast.stmt]) -> str:
    """Return the identifiers and texts of an expression, and those of what its variables were assigned."""
    found: list[str] = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            found.append(inner.id)
            for value in _assigned(body, inner.id)[:3]:
                found += [item.id for item in ast.walk(value) if isinstance(item, ast.Name)]
                found += [item.attr for item in ast.walk(value) if isinstance(item, ast.Attribute)]
        elif isinstance(inner, ast.Attribute):
            found.append(inner.attr)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            found.append(inner.value)
    return " ".join(found)
