"""Code that joins logged predictions with outcomes, measures the live quality, and holds it to a limit on schedule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.function_bodies import FunctionBodies, callers_of, holds_to_limit, names_in
from readiness.evidence.code.python_module import Call
from readiness.evidence.code.schedules import Schedule, Schedules
from readiness.evidence.files.project import Project

RUNNING = ("script", "scheduled", "serve", "startup")
METRIC = re.compile(
    r"^(sklearn\.metrics\.\w+(_score|_error|_loss|_report|_curve|_matrix|_support)|torchmetrics\..*|evaluate\.load"
    r"|evidently\..*(ClassificationPreset|RegressionPreset|ClassificationQuality\w*|RegressionQuality\w*)"
    r"|nannyml\.\w*(Performance|Realized)\w*|lifelines\.utils\.concordance_index|river\.metrics\.\w+)$"
)
MANAGED = re.compile(r"ModelQualityMonitor\(\)\.create_monitoring_schedule$")
PREDICTED = re.compile(r"predict|inference|scored?(_|\b)|logged|served", re.IGNORECASE)
OUTCOME = re.compile(
    r"label|outcome|actual|ground_?truth|truth|feedback|observed|resolved|realised|realized|decided|happened|target",
    re.IGNORECASE,
)
SQL_JOIN = re.compile(r"\bjoin\b.+\b(on|using)\b", re.IGNORECASE | re.DOTALL)
LIMIT = re.compile(
    r"auc|f1|accuracy|precision|recall|rmse|mae|mape|brier|log_?loss|r2|quality|performance|metric|score|limit|thresh"
    r"|floor|tolerance|drop|minimum|maximum|min_|max_",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class QualityJob:
    """One measurement of live quality; each part is its place, or None.

    Attributes
    ----------
    join
        Where logged predictions meet outcomes.
    metric
        Where the quality is measured; ``how`` names the call.
    limit
        Where it is compared with a limit.
    schedule
        The timer that leads there, active or not.
    """

    how: str
    join: Location
    metric: Location
    limit: Location | None = None
    schedule: Schedule | None = None

    @property
    def scheduled(self) -> bool:
        """Return whether an active timer leads to both."""
        return self.schedule is not None and self.schedule.active is True

    @property
    def parts(self) -> int:
        """Return how many of join, metric, limit and timer are there (2 to 4)."""
        return 2 + (self.limit is not None) + self.scheduled


@dataclass(frozen=True)
class LiveQuality(Fact):
    """Measurements of live quality, the most complete first."""

    jobs: tuple[QualityJob, ...]


@provides("code")
def live_quality(project: Project, reachability: Reachability, schedules: Schedules | Absent) -> LiveQuality | Absent:
    """Return where live quality is measured; absent when no code in operation joins predictions with outcomes."""
    bodies = FunctionBodies(project)
    reached = reachability.reached_from(*RUNNING)
    joins = dict(outcome_joins(reachability, bodies, reached))
    metrics = list(_metrics(reachability, reached))
    timers = schedules.schedules if isinstance(schedules, Schedules) else ()
    jobs = [*_managed(reachability, reached)]
    for node, call, place in metrics:
        family = [node, *callers_of(reachability, node)]
        # the join stands in the measuring function, in one that calls it, or in one that those call
        near = {*family, *(called for item in family for called in reachability.edges.get(item, ()) if called[1])}
        join = next((joins[item] for item in sorted(near) if item in joins), None)
        if join is not None:
            limit = next((found for item in family if (found := _limit(reachability, bodies, item))), None)
            jobs.append(QualityJob(call, join, place, limit, _timer(node, timers, reachability)))
    if not jobs:
        return Absent("no code in operation joins logged predictions with outcomes and measures the quality")
    return LiveQuality(tuple(sorted(jobs, key=lambda job: (-job.parts, str(job.metric))))[:20])


def _metrics(reachability: Reachability, reached: frozenset[Node]) -> Iterator[tuple[Node, str, Location]]:
    for found in reachability.calls(reached):
        if METRIC.match(found.name) and not found.module.test and not found.module.notebook:
            place = Location(found.module.path, found.call.line)
            yield (found.module.path, found.call.scope), found.call.last, place


def outcome_joins(
    reachability: Reachability, bodies: FunctionBodies, reached: frozenset[Node]
) -> Iterator[tuple[Node, Location]]:
    """Yield definitions that join what was predicted with what came true, and where."""
    for found in reachability.calls(reached):
        node = (found.module.path, found.call.scope)
        if not found.module.test and _is_join(found.call):
            words = list(names_in(list(bodies.nodes(found.module, found.call.scope))))
            definition = found.module.definitions.get(found.call.scope)
            words += [parameter.name for parameter in definition.parameters] if definition else []
            if any(PREDICTED.search(word) for word in words) and any(OUTCOME.search(word) for word in words):
                yield node, Location(found.module.path, found.call.line)
    for path in sorted({path for path, _ in reached}):
        module = reachability.sources.by_path[path]
        for text in module.texts:
            joined = SQL_JOIN.search(text.value) and PREDICTED.search(text.value) and OUTCOME.search(text.value)
            if joined and (path, text.scope) in reached and not module.test:
                yield (path, text.scope), Location(path, text.line)


def _is_join(call: Call) -> bool:
    if call.last in ("merge", "merge_asof", "merge_ordered"):
        return True
    return call.last == "join" and any(key in call.keywords for key in ("on", "how", "left_on", "lsuffix"))


def _managed(reachability: Reachability, reached: frozenset[Node]) -> Iterator[QualityJob]:
    for found in reachability.calls(reached):
        if MANAGED.search(found.name) and "ground_truth_input" in found.call.keywords:
            place = Location(found.module.path, found.call.line)
            times = str(found.call.literal("schedule_cron_expression") or "a schedule of the platform")
            timed = "schedule_cron_expression" in found.call.keywords
            timer = Schedule("SageMaker", "model quality", times, True, "", place, ()) if timed else None
            yield QualityJob(
                "ModelQualityMonitor", place, place, place if "constraints" in found.call.keywords else None, timer
            )


def _limit(reachability: Reachability, bodies: FunctionBodies, node: Node) -> Location | None:
    module = reachability.sources.by_path[node[0]]
    for found in bodies.nodes(module, node[1]):
        if isinstance(found, ast.Compare) and holds_to_limit(found, LIMIT):
            return Location(node[0], found.lineno)
    return None


def _timer(node: Node, timers: tuple[Schedule, ...], reachability: Reachability) -> Schedule | None:
    leading = [timer for timer in timers if node in reachability.closure(timer.starts)]
    order = {True: 0, None: 1, False: 2}
    return min(leading, key=lambda timer: order[timer.active], default=None)
