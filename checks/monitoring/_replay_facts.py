"""Alerts with a baseline, replayed on ordinary and on damaged series."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.code.anomaly_detectors import has_baseline
from readiness.evidence.operation.prometheus import AlertRules

MOST_RULES = 20


@dataclass(frozen=True)
class Replay:
    """One alert's answers.

    Attributes
    ----------
    noticed_share
        Share of its metrics whose damage it noticed within six hours.
    false_alarm_share
        Share of the steps of three ordinary days in which it fired.
    steps
        How many ordinary steps were replayed.
    """

    alert: str
    location: Location
    noticed_share: float
    false_alarm_share: float
    steps: int


@dataclass(frozen=True)
class BaselineReplays(Fact):
    """The replays of alerts that reach a receiver, the most attentive and quietest first."""

    replays: tuple[Replay, ...]
    unread: tuple[tuple[str, str], ...] = ()


@provides("files")
def baseline_replays(rules: AlertRules, settings: Settings) -> BaselineReplays | Absent:
    """Return how each alert with a baseline answers; absent when no condition could be replayed."""
    from checks.monitoring._query_reading import QueryUnread
    from checks.monitoring._query_replay import ORDINARY_STEPS, answered

    recorded = {rule.name: rule.expression for rule in rules.recordings}
    found, unread = [], []
    for alert in rules.alerts[:MOST_RULES] if rules.receivers else ():
        whole = " ".join([alert.expression, *(recorded[name] for name in alert.metrics if name in recorded)])
        if not has_baseline(whole):
            continue
        try:
            answer = answered(alert.expression, recorded, _hold(alert.duration), settings.seed)
        except (QueryUnread, RecursionError) as refused:
            unread.append((alert.name, str(refused)[:200]))
            continue
        place = Location(alert.path, alert.line)
        found.append(Replay(alert.name, place, answer.noticed_share, answer.false_alarm_share, ORDINARY_STEPS))
    if not found:
        why = "; ".join(f"{name}: {reason}" for name, reason in unread) or "no alert with a baseline reaches anybody"
        return Absent(f"no condition could be replayed ({why})", Absence.CANNOT_TELL)
    found.sort(key=lambda replay: replay.false_alarm_share - replay.noticed_share)
    return BaselineReplays(tuple(found), tuple(unread))


def _hold(duration: str) -> float:
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
    return sum(int(number[:7]) * units[unit] for number, unit in re.findall(r"(\d+)(ms|[smhd])", duration))
