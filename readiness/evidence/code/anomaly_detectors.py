"""Detectors of the unusual: alert rules with a baseline of their own past, and outlier models that code applies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.function_bodies import callers_of
from readiness.evidence.code.metric_updates import is_update
from readiness.evidence.code.python_module import Module
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

LEARNED = re.compile(
    r"\b(stddev_over_time|predict_linear|holt_winters|double_exponential_smoothing|mad_over_time)\s*\("
)
PAST = re.compile(r"\boffset\s+\d+[hdw]")
WINDOW = re.compile(r"\[(\d+)([smhdwy])(?::\w*)?\]")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
LONGER = 4
OUTLIERS = re.compile(
    r"(^|\.)(IsolationForest|LocalOutlierFactor|OneClassSVM|SGDOneClassSVM|EllipticEnvelope|IForest|ECOD|COPOD|HBOS|KNN"
    r"|AutoEncoder|VAE|LOF|OCSVM|OutlierVAE|OutlierAE|Mahalanobis|SpectralResidual|HalfSpaceTrees|RRCF|RobustRandomCutForest)"
    r"\(\)\.(predict|predict_proba|decision_function|score_samples|score_one|predict_one|process_one)$"
)
LOADED = re.compile(
    r"(outlier|anomal|novelty|isolation)\w*(\(\))?\.(predict|decision_function|score_samples)$", re.IGNORECASE
)
NOTIFIES = re.compile(
    r"(slack_sdk\..*(chat_postMessage|send)|pagerduty|pdpyras\.\w+|opsgenie|smtplib\..*\.(sendmail|send_message)"
    r"|boto3\..*\.publish|sentry_sdk\.capture_\w+|apprise\..*notify|pymsteams\..*\.send|telegram\..*send_message)",
    re.IGNORECASE,
)
RUNNING = ("scheduled", "serve", "startup", "script")


@dataclass(frozen=True)
class Detector:
    """One detector: what it is, where, and where its result goes (None where it goes nowhere that tells anybody)."""

    what: str
    location: Location
    told: Location | None = None


@dataclass(frozen=True)
class AnomalyDetectors(Fact):
    """Every detector, those that tell somebody first."""

    detectors: tuple[Detector, ...]


@provides("code")
def anomaly_detectors(reachability: Reachability | Absent, rules: AlertRules | Absent) -> AnomalyDetectors | Absent:
    """Return the detectors of rules and code; absent when there is none (a fixed limit is none)."""
    found: list[Detector] = []
    if isinstance(rules, AlertRules):
        receiver = rules.receivers[0] if rules.receivers else None
        told = Location(receiver.path, receiver.line) if receiver else None
        recorded = {rule.name: rule.expression for rule in rules.recordings}
        for alert in rules.alerts:
            # a baseline is often computed by a recording rule
            whole = " ".join([alert.expression, *(recorded[name] for name in alert.metrics if name in recorded)])
            if has_baseline(whole):
                found.append(Detector(f"alert {alert.name}", Location(alert.path, alert.line), told))
    if isinstance(reachability, Reachability):
        found += _in_code(reachability, rules)
    if not found:
        return Absent("no alert has a baseline of its own, and no code in operation applies an outlier detector")
    return AnomalyDetectors(tuple(sorted(found, key=lambda item: item.told is None)))


def has_baseline(expression: str) -> bool:
    """Return whether a condition compares a series with its own past: spread, forecast, offset or long window."""
    if LEARNED.search(expression) or PAST.search(expression):
        return True
    # two windows joined by "and" are two fixed limits (a burn rate), not a comparison of one with the other
    return any(_two_windows(part) for part in re.split(r"\b(?:and|or|unless)\b", expression))


def _two_windows(part: str) -> bool:
    spans = [int(number[:9]) * SECONDS[unit] for number, unit in WINDOW.findall(part)]
    return bool(spans) and max(spans) >= LONGER * min(spans) and max(spans) >= SECONDS["h"]


def _in_code(reachability: Reachability, rules: AlertRules | Absent) -> Iterator[Detector]:
    for found in reachability.calls(reachability.reached_from(*RUNNING)):
        if found.module.test or found.module.notebook:
            continue
        if OUTLIERS.search(found.name) or LOADED.search(found.name) or LOADED.search(found.call.written):
            node = (found.module.path, found.call.scope)
            around = frozenset([node, *callers_of(reachability, node)])
            told = next(_told(reachability.calls(around), rules), None)
            name = found.call.written.rpartition(".")[0] or found.call.last
            yield Detector(f"detector {name}", Location(found.module.path, found.call.line), told)


def _told(calls: Iterator[ReachedCall], rules: AlertRules | Absent) -> Iterator[Location]:
    alerts = rules.alerts if isinstance(rules, AlertRules) and rules.receivers else ()
    for call in calls:
        if NOTIFIES.search(call.name):
            yield Location(call.module.path, call.call.line)
        elif is_update(call):
            for metric in _metric_names(call):
                alert = _alerting(metric, alerts)
                if alert is not None:
                    yield Location(alert.path, alert.line)


def _metric_names(call: ReachedCall) -> Iterator[str]:
    yield from _definitions(call.module, call.call.written.partition(".")[0])


def _definitions(module: Module, variable: str) -> Iterator[str]:
    for made in module.calls:
        if variable in made.targets and isinstance(made.literal("name", 0), str):
            yield str(made.literal("name", 0)).removesuffix("_total")


def _alerting(metric: str, alerts: tuple[AlertRule, ...]) -> AlertRule | None:
    return next((alert for alert in alerts if any(name.startswith(metric) for name in alert.metrics)), None)
