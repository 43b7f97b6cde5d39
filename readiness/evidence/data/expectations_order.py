"""Whether data validation runs before training and batch scoring, and whether its failure stops the run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.entry_points import Entry, Node
from readiness.evidence.code.model_calls import applies_model, trains_model
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.code.python_syntax import SourceUnreadable, parsed
from readiness.evidence.data.expectations_tasks import tasks_of
from readiness.evidence.files.project import Project

RAISES = re.compile(r"^(pandera|jsonschema|cerberus|frictionless|voluptuous)\b.*\.?validate$")
RETURNS = re.compile(
    r"^great_expectations\b.*\.(run|validate|run_checkpoint|run_validation_operator)$"
    r"|^tensorflow_data_validation\.validate_statistics$|^(evidently|deepchecks)\b.*\.(run|run_suite)$"
    r"|^soda\b.*\.execute$"
)
OWN = re.compile(
    r"(validat\w*|check|verify|assert)_?(\w*_)?(data|table|frame|df|schema|input|inputs|batch|dataset|features|rows"
    r"|expectations)\w*$",
    re.I,
)
STOPPING = frozenset({"sys.exit", "exit", "quit", "os._exit", "SystemExit"})
DEPTH = 12
Event = tuple[str, tuple[ReachedCall, ...]]


@dataclass(frozen=True)
class Validation:
    """One call that validates data on the way to training or scoring.

    Attributes
    ----------
    name
        As called.
    before
        Whether it stands before the first training (scoring) call in the order of execution.
    stops
        Whether a failure ends the run; ``reason`` says how that was seen.
    """

    location: Location
    name: str
    before: bool
    stops: bool
    reason: str


@dataclass(frozen=True)
class ValidatedRun:
    """One way in that trains or scores, with its validations in order; ``what`` is training or batch scoring."""

    what: str
    location: Location
    validations: tuple[Validation, ...]

    @property
    def guarded(self) -> bool:
        """Return whether a validation that stops the run comes first."""
        return any(validation.before and validation.stops for validation in self.validations)


@dataclass(frozen=True)
class ValidationOrder(Fact):
    """The runs that need guarding; ``elsewhere`` lists validations that only other ways in reach."""

    runs: tuple[ValidatedRun, ...]
    elsewhere: tuple[Location, ...] = ()


@provides("code")
def validation_order(
    project: Project, reachability: Reachability, training: TrainingPath, serving: ServingPath | Absent
) -> ValidationOrder | Absent:
    """Return for each training (and batch scoring) run which validations it passes through, and in which order."""
    if not training.entries:
        return Absent(f"only the notebook {training.where} trains, and no run passes through it by itself")
    reading = _Reading(project, reachability)
    runs = [run for entry in training.entries for run in reading.runs("training", entry, trains_model)]
    if not isinstance(serving, Absent) and serving.kind == "batch":
        runs += [run for entry in serving.entries for run in reading.runs("batch scoring", entry, applies_model)]
    nodes = reachability.reached_from("script", "scheduled")
    elsewhere = [
        Location(call.module.path, call.call.line)
        for call in reachability.calls(nodes)
        if reading.kind_of(call) and not call.module.test
    ]
    # A workflow file is a way in twice when something starts it by hand too.
    return ValidationOrder(tuple(dict.fromkeys(runs)), tuple(elsewhere[:10]))


@dataclass
class _Reading:
    project: Project
    reachability: Reachability
    trees: dict[str, dict[str, Sequence[ast.stmt]]] = field(default_factory=dict)

    def runs(self, what: str, entry: Entry, is_goal: Callable[[str], bool]) -> list[ValidatedRun]:
        """Return the entry's run; of a workflow file with ordered tasks, one run for each task that trains."""
        events = list(self._events(sorted(entry.starts, key=lambda node: (node[1] != "", node[1] != MAIN)), is_goal))
        if any(kind == "goal" for kind, _ in events):
            return [self._run(what, entry.location, events)]
        path = entry.location.path
        tasks = tasks_of(self.project.text(path) or "")
        module = self.reachability.sources.by_path[path]
        inside = {task: self._task_events(name, module, is_goal) for task, name in tasks.functions.items()}
        goals = [task for task, found in inside.items() if any(kind == "goal" for kind, _ in found)]
        return [
            self._run(what, entry.location, [e for name in (*tasks.upstream(task), task) for e in inside.get(name, [])])
            for task in goals
        ] or [self._run(what, entry.location, events)]

    def _task_events(self, name: str, module: Module, is_goal: Callable[[str], bool]) -> list[Event]:
        head, _, rest = name.partition(".")
        full = module.imports.get(head, f"{module.name}.{head}") + (f".{rest}" if rest else "")
        place = self.reachability.sources.locate(full, module)
        return [] if place is None else list(self._events([(place.module.path, place.qualified)], is_goal))

    def _run(self, what: str, location: Location, events: list[Event]) -> ValidatedRun:
        goal = next((place for place, (kind, _) in enumerate(events) if kind == "goal"), len(events))
        found = []
        for place, (kind, chain) in enumerate(events):
            if kind != "goal":
                call = chain[-1]
                stops, reason = self._stops(kind, chain)
                where = Location(call.module.path, call.call.line)
                found.append(Validation(where, call.call.written or call.name, place < goal, stops, reason))
        return ValidatedRun(what, location, tuple(found))

    def kind_of(self, call: ReachedCall) -> str:
        """Return raises, returns, own, or an empty text for a call that validates nothing."""
        if RAISES.search(call.name):
            return "raises"
        if RETURNS.search(call.name):
            return "returns"
        place = self.reachability.sources.locate(call.name, call.module)
        if place is not None and OWN.search(place.qualified.rpartition(".")[2]):
            return "own" if self._ends_run(place.module, place.qualified) else ""
        return ""

    def _events(self, starts: Sequence[Node], is_goal: Callable[[str], bool]) -> Iterator[Event]:
        seen: set[tuple[str, str]] = set()

        def walk(
            node: tuple[str, str], chain: tuple[ReachedCall, ...]
        ) -> Iterator[tuple[str, tuple[ReachedCall, ...]]]:
            if node in seen or len(chain) > DEPTH:
                return
            seen.add(node)
            calls = sorted(self.reachability.calls(frozenset({node})), key=lambda call: call.call.line)
            for call in calls:
                longer = (*chain, call)
                kind = self.kind_of(call)
                place = self.reachability.sources.locate(call.name, call.module)
                if kind:
                    yield kind, longer
                elif place is not None and place.qualified:
                    yield from walk((place.module.path, place.qualified), longer)
                if place is None and is_goal(call.name):
                    yield "goal", longer

        for start in starts:
            yield from walk(start, ())

    def _stops(self, kind: str, chain: tuple[ReachedCall, ...]) -> tuple[bool, str]:
        """Return whether a failure ends the run: it raises or its result is acted on, and nothing swallows that."""
        for call in reversed(chain):
            handler = self._swallowed(call)
            if handler is not None:
                return False, f"its error is caught and ignored in {call.module.path}:{handler}"
        if kind in ("raises", "own"):
            return True, "it raises, and nothing on the way catches that"
        for call in reversed(chain):
            if self._ends_run(call.module, call.call.scope, after=call.call.line):
                return True, f"its result is acted on in {call.module.path}"
        return False, "its result is not acted on: no raise, assert or exit follows"

    def _swallowed(self, call: ReachedCall) -> int | None:
        for statement in self._statements(call.module, call.call.scope):
            if not isinstance(statement, ast.Try) or not statement.body:
                continue
            first, last = statement.body[0].lineno, statement.body[-1].end_lineno or 0
            if not first <= call.call.line <= last:
                continue
            for handler in statement.handlers:
                if not any(_ends(inner) for part in handler.body for inner in ast.walk(part)):
                    return handler.lineno
        return None

    def _ends_run(self, module: Module, scope: str, after: int = 0) -> bool:
        return any(
            _ends(node) and node.lineno >= after
            for statement in self._statements(module, scope)
            for node in ast.walk(statement)
            if isinstance(node, (ast.Raise, ast.Assert, ast.Call))
        )

    def _statements(self, module: Module, scope: str) -> Iterator[ast.stmt]:
        """Yield every statement of a definition, nested ones too, without those of definitions inside it."""
        if module.path not in self.trees:
            self.trees[module.path] = _bodies(self.project.text(module.path) or "")
        waiting = list(self.trees[module.path].get("" if scope == MAIN else scope, ()))
        while waiting:
            statement = waiting.pop(0)
            yield statement
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            waiting += [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt)]
            for handler in getattr(statement, "handlers", []):
                waiting += handler.body


def _ends(node: ast.AST) -> bool:
    if isinstance(node, (ast.Raise, ast.Assert)):
        return True
    return isinstance(node, ast.Call) and ast.unparse(node.func) in STOPPING


def _bodies(source: str) -> dict[str, Sequence[ast.stmt]]:
    """Return the body of the module and of every definition, by qualified name."""
    try:
        tree = parsed(source)
    except SourceUnreadable:
        return {}
    found: dict[str, Sequence[ast.stmt]] = {"": tree.body}

    def collect(body: Sequence[ast.stmt], prefix: str) -> None:
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found[f"{prefix}{statement.name}"] = statement.body
                collect(statement.body, f"{prefix}{statement.name}.")

    collect(tree.body, "")
    return found
