"""The five steps of retraining in one pipeline, told by the code that its tasks call and by their order."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.model_calls import applies_model, loads_model, reads_data, trains_model
from readiness.evidence.code.promotion import PROMOTING, PromotionGate
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.data.expectations_order import OWN, RAISES, RETURNS, STOPPING
from readiness.evidence.data.expectations_tasks import tasks_of
from readiness.evidence.files.project import Project

STEPS = ("collect", "validate", "train", "compare", "deploy")
FETCHES = re.compile(
    r"(\.(execute|query|fetchall|fetchmany|download_file|download_fileobj|get_object|read_sql\w*|consume|poll"
    r"|get_historical_features|to_dataframe|read_gbq|get_records|get_pandas_df|get_df)|^requests\.get|^httpx\.get)$"
)
FRESH = re.compile(
    r"(^|_|\b)(production|prod|live|new|recent|latest|incoming|feedback|decided|captur\w*|logged|collect\w*|ingest\w*"
    r"|fetch\w*|outcomes?|served|requests?)(_|\b|$)",
    re.IGNORECASE,
)
MEASURES = re.compile(r"^sklearn\.metrics\.|\.(evaluate|score)$|^mlflow\.(evaluate|models\.evaluate)$")
SAYS = frozenset({"print", "info", "debug", "warning", "error", "log", "exception", "getLogger", "sleep"})
FEWEST_TASKS = 2


@dataclass(frozen=True)
class Step:
    """A step found in the chain: its name, the task that does it, and where the call stands that shows it."""

    name: str
    task: str
    location: Location


@dataclass(frozen=True)
class PipelineSteps(Fact):
    """The pipeline with the most steps in the right order.

    Attributes
    ----------
    location
        The file (and line) of the flow, or of the function that calls the steps.
    steps
        Steps that follow each other, in order.
    apart
        Steps found in this pipeline that do not follow the ones before them, with their place.
    swallowed
        Places where an error of a step is caught and ignored.
    """

    location: Location
    steps: tuple[Step, ...]
    apart: tuple[Step, ...] = ()
    swallowed: tuple[Location, ...] = ()


@dataclass(frozen=True)
class _Flow:
    location: Location
    tasks: dict[str, Node]
    before: dict[str, frozenset[str]]
    swallowed: tuple[Location, ...] = ()


@provides("code")
def pipeline_steps(
    project: Project, reachability: Reachability, gate: PromotionGate | Absent
) -> PipelineSteps | Absent:
    """Return the steps of the fullest pipeline that trains; absent when no flow or script chains tasks that train."""
    reading = _Reading(reachability, FunctionBodies(project), gate)
    found = []
    for flow in _flows(project, reachability, reading):
        steps = reading.chained(flow)
        if any(step.name == "train" for step in (*steps.steps, *steps.apart)):
            found.append(steps)
    if not found:
        return Absent("no flow or script chains tasks of which one trains a model")
    return max(found, key=lambda steps: (len(steps.steps), -len(steps.swallowed), -len(steps.apart)))


def _flows(project: Project, reach: Reachability, reading: _Reading) -> Iterator[_Flow]:
    for entry in (*reach.of("scheduled"), *reach.of("script")):
        module = reach.sources.by_path[entry.location.path]
        if entry.kind == "scheduled":
            tasks = tasks_of(project.text(module.path) or "")
            placed = {task: node for task, name in tasks.functions.items() if (node := _located(name, module, reach))}
            if len(placed) >= FEWEST_TASKS:
                before = {task: frozenset(tasks.upstream(task)) for task in placed}
                yield _Flow(Location(module.path), placed, before)
    for path, scope in sorted(reach.reached_from("scheduled", "script")):
        module = reach.sources.by_path[path]
        if module.test:
            continue
        called: dict[str, Node] = {}
        order: dict[str, frozenset[str]] = {}
        for call in sorted((c for c in module.calls if c.scope == scope), key=lambda c: c.line):
            place = reach.sources.locate(call.name, module)
            if place is not None and place.definition is not None and place.definition.kind == "function":
                task = f"{call.last} (line {call.line})"
                order[task] = frozenset(called)
                called[task] = (place.module.path, place.qualified)
        if len(called) >= FEWEST_TASKS:
            definition = module.definitions.get(scope)
            line = definition.line if definition is not None else module.main_line if scope == MAIN else None
            yield _Flow(Location(path, line), called, order, reading.swallowed(module, scope))


def _located(name: str, module: Module, reach: Reachability) -> Node | None:
    head, _, rest = name.partition(".")
    full = module.imports.get(head, f"{module.name}.{head}") + (f".{rest}" if rest else "")
    place = reach.sources.locate(full, module)
    return (place.module.path, place.qualified) if place is not None and place.qualified else None


@dataclass
class _Reading:
    reach: Reachability
    bodies: FunctionBodies
    gate: PromotionGate | Absent
    known: dict[Node, dict[str, Location]] = field(default_factory=dict)

    def chained(self, flow: _Flow) -> PipelineSteps:
        """Return the steps of a flow: each at the first task that does it and follows the step before."""
        does = {task: self.kinds(node) for task, node in flow.tasks.items()}
        steps: list[Step] = []
        apart: list[Step] = []
        for name in STEPS:
            doing = [task for task in flow.tasks if name in does[task]]
            last = steps[-1].task if steps else None
            following = [task for task in doing if last in (None, task) or last in flow.before.get(task, ())]
            if following:
                # the fewest tasks before it; collecting is often done again by later tasks
                first = min(following, key=lambda task: len(flow.before.get(task, ())))
                steps.append(Step(name, first, does[first][name]))
            elif doing:
                apart.append(Step(name, doing[0], does[doing[0]][name]))
        return PipelineSteps(flow.location, tuple(steps), tuple(apart), flow.swallowed)

    def kinds(self, node: Node) -> dict[str, Location]:
        """Return what a task does, with the place that shows it."""
        if node in self.known:
            return self.known[node]
        nodes = frozenset(item for item in self.reach.closure([node]) if item[1] and item[1] != MAIN)
        found: dict[str, Location] = {}
        effects = False
        for call in self.reach.calls(nodes):
            place = Location(call.module.path, call.call.line)
            effects = effects or call.call.last not in SAYS
            if trains_model(call.name):
                found.setdefault("train", place)
            if RAISES.search(call.name) or (self._validates(call.name, call.module) and self._ends(nodes)):
                found.setdefault("validate", place)
            if (reads_data(call.name) or FETCHES.search(call.name)) and self._fresh(nodes):
                found.setdefault("collect", place)
            if applies_model(call.name) or MEASURES.search(call.name) or loads_model(call.name):
                compared = self._compares(nodes)
                if compared is not None:
                    found.setdefault("compare", compared)
        definition = self.reach.sources.by_path[node[0]].definitions.get(node[1])
        if definition is not None and PROMOTING.search(definition.last) and effects:
            found["deploy"] = Location(node[0], definition.line)
        self.known[node] = found
        return found

    def _validates(self, name: str, module: Module) -> bool:
        place = self.reach.sources.locate(name, module)
        own = place is not None and bool(OWN.search(place.qualified.rpartition(".")[2]))
        return own or bool(RETURNS.search(name))

    def _ends(self, nodes: frozenset[Node]) -> bool:
        return any(
            isinstance(item, (ast.Raise, ast.Assert))
            or (isinstance(item, ast.Call) and ast.unparse(item.func) in STOPPING)
            for path, scope in nodes
            for item in self.bodies.nodes(self.reach.sources.by_path[path], scope)
        )

    def _fresh(self, nodes: frozenset[Node]) -> bool:
        words = [
            word
            for path, scope in nodes
            for word in (scope, *names_in(list(self.bodies.nodes(self.reach.sources.by_path[path], scope))))
        ]
        return any(FRESH.search(word) for word in words)

    def _compares(self, nodes: frozenset[Node]) -> Location | None:
        """Return a comparison with the current model, on which promotion depends, inside these definitions."""
        if isinstance(self.gate, Absent):
            return None
        for place in self.gate.against_current:
            for path, scope in nodes:
                definition = self.reach.sources.by_path[path].definitions.get(scope)
                inside = definition is not None and definition.line <= (place.line or 0) <= definition.end_line
                if path == place.path and inside:
                    return place
        return None

    def swallowed(self, module: Module, scope: str) -> tuple[Location, ...]:
        """Return the handlers of a function that neither raise nor leave: an error of a step goes unnoticed there."""
        return tuple(
            Location(module.path, handler.lineno)
            for node in self.bodies.nodes(module, scope)
            if isinstance(node, ast.Try)
            for handler in node.handlers
            if not any(
                isinstance(item, (ast.Raise, ast.Return))
                or (isinstance(item, ast.Call) and ast.unparse(item.func) in STOPPING)
                for part in handler.body
                for item in ast.walk(part)
            )
        )
