"""Starts of a training run that depend on a measured quality or drift, in the project's own code and its alerts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.continuous_learning._decision_reading import Trial, tried
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.model_calls import trains_model
from readiness.evidence.code.python_module import MAIN, Module
from readiness.evidence.files.project import Project

STARTS = re.compile(
    r"(^|\.)(TriggerDagRunOperator|trigger_dag|run_deployment|create_run_from_\w+|create_flow_run\w*|start_execution"
    r"|start_pipeline_execution|create_workflow_dispatch|create_dispatch|create_repository_dispatch|submit_job"
    r"|PipelineJob\(\)\.(run|submit)|begin_create_or_update|create_training_job|execute_job|launch_run)$"
)
POSTS = re.compile(r"^(requests|httpx|urllib3|aiohttp)\b.*\.(post|request)$")
PIPELINE_ADDRESS = re.compile(
    r"dagRuns|/dispatches|/pipelines?/|/runs\b|/trigger|retrain|create_flow_run|/executions", re.IGNORECASE
)
RUNS = re.compile(r"^subprocess\.(run|call|check_call|Popen)$|^os\.system$")
RETRAINS = re.compile(r"(^|[\W_])(re)?train", re.IGNORECASE)
WATCHED = re.compile(
    r"drift|psi|auc|f1|accuracy|precision|recall|rmse|mae|mape|r2|score|metric|quality|performance|degrad|error_rate|ks_",
    re.IGNORECASE,
)
# a search that fits again when a score is best is no trigger: the project's own training must follow a watched model
RUNNING_MODEL = re.compile(r"drift|psi|degrad|decay|monitor|live|production|current|deployed|in_service", re.IGNORECASE)
COOLS = re.compile(
    r"cool_?down|last_(run|trigger|retrain\w*|train\w*)|min_interval|debounce|max_active_runs|once_per|backoff", re.I
)
OPERATORS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class MetricTrigger:
    """A start of training and the comparison it depends on.

    Attributes
    ----------
    start
        Where training is started; ``how`` names the call.
    decision
        The comparison of a watched figure with a limit that decides.
    cool_down
        Where something keeps it from firing again and again, or None.
    trial
        How the decision answers bad and ordinary values; None when its code cannot be followed.
    """

    start: Location
    how: str
    decision: Location
    cool_down: Location | None = None
    trial: Trial | None = None


@dataclass(frozen=True)
class _Decision:
    place: Location
    body: list[ast.stmt]
    module: Module


@dataclass(frozen=True)
class MetricTriggers(Fact):
    """Every start of training that a measured figure decides, in code that a timer, service or script reaches."""

    triggers: tuple[MetricTrigger, ...]


@provides("code")
def metric_triggers(project: Project, reachability: Reachability) -> MetricTriggers | Absent:
    """Return the starts of training that a figure decides; absent when there is none."""
    reading = _Reading(reachability, FunctionBodies(project))
    found = []
    for node in sorted(reachability.reached_from("scheduled", "script", "serve", "startup")):
        module = reachability.sources.by_path[node[0]]
        if not (module.test or module.notebook):
            found += list(reading.decided(module, node[1]))
    if not found:
        return Absent("no code that runs starts a training because a measured figure crossed a limit")
    return MetricTriggers(tuple(sorted(found, key=_completeness)))


def _completeness(trigger: MetricTrigger) -> tuple[bool, bool, bool]:
    return trigger.trial is None, trigger.trial is not None and not trigger.trial.right, trigger.cool_down is None


@dataclass
class _Reading:
    reach: Reachability
    bodies: FunctionBodies
    trains: dict[Node, bool] = field(default_factory=dict)

    def decided(self, module: Module, scope: str) -> Iterator[MetricTrigger]:
        """Yield the starts in one definition that stand in a branch on a watched figure."""
        for branch in self.bodies.nodes(module, scope):
            if not isinstance(branch, ast.If):
                continue
            decision = self._decision(branch.test, module, scope)
            if decision is None:
                continue
            compared = self._lines(decision.module)[(decision.place.line or 1) - 1]
            watched = bool(RUNNING_MODEL.search(f"{compared} {scope} {ast.unparse(branch.test)}"))
            first, last = branch.body[0].lineno, branch.body[-1].end_lineno or branch.body[-1].lineno
            for call in module.calls:
                if call.scope == scope and first <= call.line <= last:
                    how = self._starts(module, call.name, call.line, last, watched)
                    if how:
                        start = Location(module.path, call.line)
                        cooled = self._cooled(module, scope) or self._cooled_in(decision)
                        trial = tried(decision.body, self._constants(decision.module))
                        yield MetricTrigger(start, call.written or how, decision.place, cooled, trial)

    def _starts(self, module: Module, name: str, line: int, last: int, watched: bool) -> str:
        if STARTS.search(name):
            return name
        source = "\n".join(self._lines(module)[line - 1 : min(last, line + 5)])
        if POSTS.search(name) and PIPELINE_ADDRESS.search(source):
            return name
        if RUNS.search(name) and RETRAINS.search(source):
            return name
        place = self.reach.sources.locate(name, module)
        node = (place.module.path, place.qualified) if place is not None and place.qualified else None
        return name if node is not None and watched and self._leads(node) else ""

    def _leads(self, node: Node) -> bool:
        """Return whether a function trains, or starts a pipeline, itself or by what it calls."""
        if node not in self.trains:
            nodes = frozenset(item for item in self.reach.closure([node]) if item[1] and item[1] != MAIN)
            self.trains[node] = any(
                trains_model(call.name)
                or STARTS.search(call.name)
                or (POSTS.search(call.name) and RETRAINS.search(call.call.scope))
                for call in self.reach.calls(nodes)
            )
        return self.trains[node]

    def _decision(self, test: ast.expr, module: Module, scope: str) -> _Decision | None:
        """Return the comparison with a limit inside a test, in what its names were assigned, or in what it calls."""
        names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
        assigned = [
            node
            for node in self.bodies.nodes(module, scope)
            if isinstance(node, ast.Assign) and names & {t.id for t in node.targets if isinstance(t, ast.Name)}
        ]
        whole: list[ast.stmt] = [*assigned, ast.Return(test)]
        own = self._compared(ast.walk(test), module)
        if own is not None:
            return _Decision(own, whole, module)
        for node in assigned:
            own = self._compared(ast.walk(node.value), module)
            if own is not None:
                return _Decision(own, whole, module)
            called = self._called(node.value, module)
            if called is not None:
                return called
        return self._called(test, module)

    def _called(self, value: ast.expr, module: Module) -> _Decision | None:
        for node in ast.walk(value):
            if isinstance(node, ast.Call):
                written = ast.unparse(node.func)
                head, _, rest = written.partition(".")
                full = module.imports.get(head, f"{module.name}.{head}") + (f".{rest}" if rest else "")
                place = self.reach.sources.locate(full, module)
                if place is not None and place.qualified:
                    found = self._compared(self.bodies.nodes(place.module, place.qualified), place.module)
                    if found is not None:
                        return _Decision(found, self.bodies.of(place.module, place.qualified), place.module)
        return None

    def _constants(self, module: Module) -> dict[str, float]:
        """Return the numbers that a module's own code gives to names."""
        found = {}
        for node in self.bodies.of(module, ""):
            value = getattr(node, "value", None)
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            number = value.value if isinstance(value, ast.Constant) else None
            if isinstance(target, ast.Name) and isinstance(number, (int, float)):
                found[target.id] = float(number)
        return found

    def _cooled_in(self, decision: _Decision) -> Location | None:
        for node in (node for statement in decision.body for node in ast.walk(statement)):
            if any(COOLS.search(word) for word in names_in([node])):
                return Location(decision.module.path, getattr(node, "lineno", None))
        return None

    def _compared(self, nodes: Iterator[ast.AST], module: Module) -> Location | None:
        for node in nodes:
            bounded = isinstance(node, ast.Compare) and any(isinstance(operator, OPERATORS) for operator in node.ops)
            if bounded and any(WATCHED.search(word) for word in names_in(list(ast.walk(node)))):
                return Location(module.path, getattr(node, "lineno", None))
        return None

    def _cooled(self, module: Module, scope: str) -> Location | None:
        for node in self.bodies.nodes(module, scope):
            if any(COOLS.search(word) for word in names_in([node])):
                return Location(module.path, getattr(node, "lineno", None))
        return None

    def _lines(self, module: Module) -> list[str]:
        return (self.bodies.project.text(module.path) or "").splitlines()
