"""Records of live comparisons of two models: what was planned, what was counted, and the statistics recomputed."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml
from readiness.evidence.model.statistics import CONFIDENCE, wilson_interval

FILES = tuple(
    f"*{word}*.{end}"
    for word in ("experiment", "ab_test", "ab-test", "abtest", "shadow", "live_test")
    for end in ("json", "yaml", "yml")
)
MOST_FILES = 60
TEXT_LIMIT = 300_000
_ARMS = re.compile(r"^(arms|variants|groups|treatments|results?)$", re.IGNORECASE)
_N = re.compile(r"^(n|users|units|sample_size|exposures|visitors|requests|count|size|total)$", re.IGNORECASE)
_HITS = re.compile(r"^(successes|conversions|converted|positives|hits|events|clicks|correct)$", re.IGNORECASE)
_MEAN = re.compile(r"^(mean|average|avg)$", re.IGNORECASE)
_SPREAD = re.compile(r"^(std|sd|stdev|standard_deviation)$", re.IGNORECASE)
_CONTROL = re.compile(r"control|current|champion|baseline|incumbent|^a$|^old", re.IGNORECASE)
PLAN = {
    "unit": re.compile(
        r"(randomi[sz]ation_?)?unit$|unit_of_randomi[sz]ation$|randomi[sz]ed_by$|assignment_unit$", re.I
    ),
    "metric": re.compile(r"^(primary_)?metric$|^(outcome|kpi|oec)$|primary_metric$", re.I),
    "sample": re.compile(
        r"planned_(n|sample|users|size)|sample_size(_per_(arm|variant|group))?$|n_per_(arm|variant)$", re.I
    ),
    "rule": re.compile(r"decision_rule|decision$|ship_if|success_criterion|stopping_rule", re.I),
    "effect": re.compile(r"(minimum|min)_(detectable_)?effect|^mde$|smallest_effect", re.I),
    "alpha": re.compile(r"^alpha$|significance(_level)?$", re.I),
    "share": re.compile(r"^(split|allocation|expected_share|traffic_share|weight)$", re.I),
}


@dataclass(frozen=True)
class Arm:
    """One arm: its size, the mean of the outcome and its standard deviation (of a share, from the counts)."""

    name: str
    n: int
    mean: float
    spread: float
    hits: int | None
    expected: float | None
    location: Location


@dataclass(frozen=True)
class LiveTest(Fact):
    """A comparison of a new model with the current one on live traffic.

    Attributes
    ----------
    control, treatment
        The current and the new model's arm.
    planned
        Part of the plan to its text and place; parts as in ``PLAN``.
    effect, low, high
        Treatment minus control with a 95 % interval (Newcombe 1998 for shares, Welch for means).
    ratio_p
        P value of the chi-square test that the arms have the planned ratio of sizes.
    power
        Probability to find the planned smallest effect with the arms as they are; None where none was planned.
    """

    location: Location
    control: Arm
    treatment: Arm
    effect: float
    low: float
    high: float
    ratio_p: float
    power: float | None
    planned: Mapping[str, tuple[str, Location]] = field(default_factory=dict)


@provides("files")
def live_test(project: Project) -> LiveTest | Absent:
    """Return the recorded live comparison with the fullest plan; absent when no file holds the outcomes of two arms."""
    documents = []
    for file in list(own_files(project, *FILES))[:MOST_FILES]:
        try:
            document = read_yaml((project.text(file.path, TEXT_LIMIT) or "").replace("\t", " "))
        except YamlUnreadable:
            continue
        if document is not None:
            documents.append((file.path, document))
    found = []
    for path, document in documents:
        arms = next((arms for arms in _arms(document, path, 0) if len(arms) == 2), None)
        if arms is not None:
            beside = [(p, d) for p, d in documents if posixpath.dirname(p) == posixpath.dirname(path)]
            plan: dict[str, tuple[str, Location]] = {}
            for where, other in sorted(beside, key=lambda pair: pair[0] != path):
                for name, text, line in _plan(other, 0):
                    plan.setdefault(name, (text, Location(where, line)))
            found.append(_test(arms, plan, Location(path, arms[0].location.line)))
    if not found:
        return Absent("no file holds the sizes and outcomes of two arms of a live test")
    return max(found, key=lambda test: len(test.planned))


def _arms(written: Written, path: str, depth: int) -> Iterator[list[Arm]]:
    if not isinstance(written.value, dict) or depth > 4:
        return
    for key, inner in written.value.items():
        if _ARMS.match(key):
            named: list[tuple[str, Written]] = []
            if isinstance(inner.value, dict):
                named = list(inner.value.items())
            elif isinstance(inner.value, list):
                named = [(str(n.value) if (n := item.get("name")) else "", item) for item in inner.value]
            arms = [arm for name, item in named if (arm := _arm(name, item, path)) is not None]
            if arms:
                yield arms
        yield from _arms(inner, path, depth + 1)


def _arm(name: str, item: Written, path: str) -> Arm | None:
    n, hits = _number(item, _N), _number(item, _HITS)
    mean, spread = _number(item, _MEAN), _number(item, _SPREAD)
    if n is None or not 1 < n < 1e12:
        return None
    place = Location(path, item.line)
    expected = _number(item, PLAN["share"])
    if hits is not None and 0 <= hits <= n:
        rate = hits / n
        return Arm(name, int(n), rate, math.sqrt(rate * (1 - rate)), int(hits), expected, place)
    if mean is not None and spread is not None and spread >= 0:
        return Arm(name, int(n), mean, spread, None, expected, place)
    return None


def _number(item: Written, pattern: re.Pattern[str]) -> float | None:
    for key, inner in item.value.items() if isinstance(item.value, dict) else ():
        if pattern.search(key) and isinstance(inner.value, (int, float)) and not isinstance(inner.value, bool):
            return float(inner.value) if math.isfinite(inner.value) else None
    return None


def _plan(written: Written, depth: int) -> Iterator[tuple[str, str, int]]:
    for key, inner in written.value.items() if isinstance(written.value, dict) and depth < 4 else ():
        if (
            isinstance(inner.value, (str, int, float))
            and not isinstance(inner.value, bool)
            and str(inner.value).strip()
        ):
            for name, pattern in PLAN.items():
                if pattern.search(key):
                    yield name, str(inner.value).strip(), inner.line
        elif not _ARMS.match(key):
            yield from _plan(inner, depth + 1)


def _test(arms: list[Arm], plan: dict[str, tuple[str, Location]], location: Location) -> LiveTest:
    first, second = arms if _CONTROL.search(arms[0].name) or not _CONTROL.search(arms[1].name) else arms[::-1]
    effect = second.mean - first.mean
    low, high = interval(first, second)
    smallest, alpha = _value(plan, "effect"), _value(plan, "alpha") or 0.05
    power = power_of(abs(smallest), first, second, alpha) if smallest and 0 < alpha < 1 else None
    return LiveTest(location, first, second, effect, low, high, ratio_p(first, second), power, plan)


def _value(plan: Mapping[str, tuple[str, Location]], name: str) -> float | None:
    try:
        found = float(plan[name][0]) if name in plan else None
    except ValueError:
        return None
    return found if found is not None and math.isfinite(found) else None


def interval(control: Arm, treatment: Arm) -> tuple[float, float]:
    """Return a 95 % interval of treatment minus control: Newcombe's hybrid score (1998) for shares, else Welch's."""
    effect = treatment.mean - control.mean
    if control.hits is not None and treatment.hits is not None:
        below, above = wilson_interval(control.hits, control.n)
        lower, upper = wilson_interval(treatment.hits, treatment.n)
        low = effect - math.hypot(treatment.mean - lower, above - control.mean)
        return low, effect + math.hypot(upper - treatment.mean, control.mean - below)
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * _error(control, treatment)
    return effect - half, effect + half


def ratio_p(control: Arm, treatment: Arm) -> float:
    """Return the p value of the chi-square test (1 degree of freedom) of the arms' sizes; equal ones unless planned."""
    total = control.n + treatment.n
    shares = (control.expected, treatment.expected)
    planned = [share for share in shares if share is not None and share > 0]
    share = planned[0] / sum(planned) if len(planned) == 2 else 0.5
    statistic = (control.n - total * share) ** 2 / (total * share * (1 - share))
    return math.erfc(math.sqrt(statistic / 2))


def power_of(effect: float, control: Arm, treatment: Arm, alpha: float) -> float:
    """Return the power of the two-sided test for an effect of this size (0 to 1; normal approximation)."""
    error = _error(control, treatment)
    if error == 0:
        return 1.0
    normal = NormalDist()
    return normal.cdf(effect / error - normal.inv_cdf(1 - alpha / 2))


def _error(control: Arm, treatment: Arm) -> float:
    return math.hypot(control.spread / math.sqrt(control.n), treatment.spread / math.sqrt(treatment.n))
