"""Limits on fairness metrics that stop a release, and group metrics that are watched in production."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node, started_by
from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.model_calls import trains_model
from readiness.evidence.code.promotion import PROMOTING
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.schedules import Schedule, Schedules
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.programs import runs_tests
from readiness.evidence.files.project import Project
from readiness.evidence.operation.prometheus import AlertRules

METRIC = re.compile(
    r"(demographic_parity|equali[sz]ed_odds|equal_opportunity|disparate_impact|statistical_parity|disparity|parity"
    r"|fairness|bias_(gap|ratio|difference)|selection_rate_(ratio|gap|difference)|(group|gender|sex|race|age)_(gap|ratio"
    r"|difference))",
    re.IGNORECASE,
)
COMPUTES = re.compile(
    r"^(fairlearn\.metrics\.\w+|aif360\.\w.*|aequitas\.\w.*|fairlearn\.metrics\.MetricFrame\(?\)?\.(difference|ratio|by_group)"
    r"|.*MetricFrame\(\)\.(difference|ratio|group_min|group_max))$|(^|\.)\w*(demographic_parity|equali[sz]ed_odds"
    r"|disparate_impact|selection_rates?|statistical_parity|group_(rates?|metrics|gaps?)|parity_\w+|fairness\w*|disparity\w*)$"
)
WATCHED = re.compile(
    r"parity|fairness|disparit|selection_rate|bias|by_(sex|gender|race|age|group)|group_(rate|gap)", re.I
)
ENDS = frozenset({"sys.exit", "exit", "quit", "SystemExit", "pytest.fail", "os._exit"})
OPERATORS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class FairnessGate(Fact):
    """What stops an unfair model, and what watches the one in service.

    Attributes
    ----------
    gate
        A comparison of a fairness metric with a limit whose failure ends a CI run, a task, or keeps promotion back.
    path
        The kind of way it stands on: CI tests, CI, or promotion.
    printed
        A fairness metric that is computed on such a way without a limit that stops; None where there is none.
    watched
        An alert rule, or a scheduled comparison, on a metric by group.
    """

    gate: Location | None
    path: str
    printed: Location | None
    watched: Location | None


@provides("fairness")
def fairness_gate(
    project: Project,
    reachability: Reachability,
    pipelines: Pipelines | Absent,
    schedules: Schedules | Absent,
    alerts: AlertRules | Absent,
) -> FairnessGate | Absent:
    """Return the gate and the watch on fairness; absent when no code on such a way touches a fairness metric."""
    reading = _Reading(reachability, FunctionBodies(project))
    gate, printed, kind = None, None, ""
    for name, nodes in _ways(reachability, pipelines):
        found = next(reading.limits(nodes), None)
        printed = printed or next(reading.computed(nodes), None)
        if found is not None and gate is None:
            gate, kind = found, name
    watched = _alert(alerts) or _scheduled(schedules, reachability)
    if gate is None and printed is None and watched is None:
        return Absent("no CI job, promotion, alert or schedule looks at a fairness metric")
    return FairnessGate(gate, kind, printed, watched)


def _ways(reach: Reachability, pipelines: Pipelines | Absent) -> Iterator[tuple[str, frozenset[Node]]]:
    starts: list[Node] = []
    tests = False
    for _, _, command in pipelines.gates() if isinstance(pipelines, Pipelines) else ():
        tests = tests or runs_tests(command)
        starts += list(started_by(command, reach.sources))
    if starts:
        yield "a CI job", reach.closure(starts)
    if tests:
        yield "the tests that CI runs", reach.reached_from("test")
    for entry in (*reach.of("scheduled"), *reach.of("script")):
        nodes = reach.from_entry(entry)
        if any(PROMOTING.search(scope.rpartition(".")[2]) for _, scope in nodes if scope) or any(
            PROMOTING.search(call.call.last) for call in reach.calls(nodes)
        ):
            yield "the promotion", nodes


@dataclass
class _Reading:
    reach: Reachability
    bodies: FunctionBodies

    def computed(self, nodes: frozenset[Node]) -> Iterator[Location]:
        """Yield calls that compute a fairness metric."""
        for call in self.reach.calls(nodes):
            if COMPUTES.search(call.name):
                yield Location(call.module.path, call.call.line)

    def limits(self, nodes: frozenset[Node]) -> Iterator[Location]:
        """Yield comparisons of a computed fairness metric with a limit that raise, assert, exit or decide a return."""
        if next(self.computed(nodes), None) is None:
            return
        for path, scope in sorted(nodes):
            module = self.reach.sources.by_path[path]
            for node in self.bodies.nodes(module, scope):
                if isinstance(node, (ast.Assert, ast.If)) and self._bounds(node.test, module, scope):
                    if isinstance(node, ast.Assert) or any(_stops(part) for part in (*node.body, *node.orelse)):
                        yield Location(path, node.lineno)
                elif (
                    isinstance(node, ast.Return) and node.value is not None and self._bounds(node.value, module, scope)
                ):
                    yield Location(path, node.lineno)

    def _bounds(self, test: ast.expr, module: Module, scope: str) -> bool:
        for node in ast.walk(test):
            if isinstance(node, ast.Compare) and any(isinstance(operator, OPERATORS) for operator in node.ops):
                words = list(names_in(list(ast.walk(node))))
                names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
                for found in self.bodies.nodes(module, scope):
                    targets = found.targets if isinstance(found, ast.Assign) else ()
                    if isinstance(found, ast.Assign) and names & {t.id for t in targets if isinstance(t, ast.Name)}:
                        words += names_in(list(ast.walk(found.value)))
                if any(METRIC.search(word) for word in words):
                    return True
        return False


def _stops(statement: ast.stmt) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, (ast.Raise, ast.Return, ast.Assert)):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ENDS:
            return True
    return False


def _alert(alerts: AlertRules | Absent) -> Location | None:
    for rule in alerts.alerts if isinstance(alerts, AlertRules) else ():
        if rule.bounded and WATCHED.search(rule.expression):
            return Location(rule.path, rule.line)
    return None


def _scheduled(schedules: Schedules | Absent, reach: Reachability) -> Location | None:
    return next((found for _, found in scheduled_metrics(schedules, reach)), None)


def scheduled_metrics(schedules: Schedules | Absent, reach: Reachability) -> Iterator[tuple[Schedule, Location]]:
    """Yield active timers that lead to a fairness metric, with its place.

    A timer that trains is left out: what retraining reports of its candidate is no watch on the model in service.
    """
    for timer in schedules.schedules if isinstance(schedules, Schedules) else ():
        if not (timer.active and timer.starts):
            continue
        calls = list(reach.calls(reach.closure(timer.starts)))
        found = next((call for call in calls if COMPUTES.search(call.name)), None)
        if found is not None and not any(trains_model(call.name) for call in calls):
            yield timer, Location(found.module.path, found.call.line)
