"""Alert rules, their routing, and dashboards, with the metrics their queries name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Fact

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`')
_LABELS = re.compile(r"\{[^{}]*\}")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)", re.IGNORECASE)
_RANGE = re.compile(r"\[[^\[\]]*\]|\boffset\s+-?\w+|@\s*[\w.]+")
_NAME = re.compile(r"(?<![\w:$.])([A-Za-z_:][\w:]*)(\s*\()?")
_WORDS = frozenset({
    "and", "or", "unless", "bool", "inf", "nan", "by", "without", "on", "ignoring", "group_left", "group_right",
    "offset", "start", "end",
})  # fmt: skip
_SELECTED_NAME = re.compile(r"\{[^{}]*__name__\s*=\s*\"([\w:]+)\"")


@dataclass(frozen=True)
class AlertRule:
    """One alert: condition, how long it must hold, severity, runbook link, and the line it starts on."""

    name: str
    expression: str
    path: str
    line: int
    duration: str = ""
    severity: str = ""
    runbook: str = ""
    receiver: str = ""

    @property
    def metrics(self) -> frozenset[str]:
        """Return the metric names of the condition."""
        return metric_names(self.expression)

    @property
    def bounded(self) -> bool:
        """Return whether the condition compares with something or tests for absence (an alert must be able to end)."""
        return bool(re.search(r"[<>]=?|[!=]=|\babsent(?:_over_time)?\s*\(", _TEXT.sub("", self.expression)))


@dataclass(frozen=True)
class RecordingRule:
    """A metric that Prometheus computes from others."""

    name: str
    expression: str
    path: str
    line: int


@dataclass(frozen=True)
class Receiver:
    """An Alertmanager receiver that a route reaches and that really sends somewhere."""

    name: str
    channels: tuple[str, ...]
    path: str
    line: int


@dataclass(frozen=True)
class AlertRules(Fact):
    """Alerts, recording rules, receivers that routes reach, and the rule files a Prometheus configuration loads."""

    alerts: tuple[AlertRule, ...]
    recordings: tuple[RecordingRule, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """One panel: its title, queries and the line of the first query where known."""

    title: str
    queries: tuple[str, ...]
    line: int | None = None

    @property
    def metrics(self) -> frozenset[str]:
        """Return the metric names of its queries."""
        return frozenset(name for query in self.queries for name in metric_names(query))


@dataclass(frozen=True)
class Dashboard:
    """A Grafana dashboard file."""

    path: str
    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Dashboards(Fact):
    """Every dashboard of the project that has at least one panel."""

    dashboards: tuple[Dashboard, ...]


def metric_names(expression: str) -> frozenset[str]:
    """Return the metric names in a PromQL expression: not functions, label names, words of the language or variables.

    Source: the grammar in the Prometheus documentation, "Querying basics" (2024). Dashboard variables (``$job``) are
    dropped with the text they stand in.
    """
    text = expression[:20_000]
    selected = _SELECTED_NAME.findall(text)
    for pattern in (_TEXT, _LABELS, _GROUPING, _RANGE):
        text = pattern.sub(" ", text)
    found = (match.group(1) for match in _NAME.finditer(text) if not match.group(2))
    return frozenset(selected) | {name for name in found if name.lower() not in _WORDS}
