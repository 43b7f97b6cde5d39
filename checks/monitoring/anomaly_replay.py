"""Anomaly replay: an alert with a baseline notices damage and stays quiet on ordinary days."""

from __future__ import annotations

from checks.monitoring._replay_facts import BaselineReplays, Replay
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Anomaly alerts replayed",
    effort=Effort.MEDIUM,
    measures=(Measure("noticed_damage_share", Unit.SHARE), Measure("false_alarm_share", Unit.SHARE)),
)
def anomaly_replay(replays: BaselineReplays) -> CheckResult:
    """Return the best anomaly alert's share of noticed damage and share of ordinary time in alarm (0 to 1 each).

    What it measures
    ----------------
    Every alert with a baseline that reaches a receiver is answered on series made for it, recording rules included:
    three ordinary days (daily swing of 30 %, noise of 5 %) after as long a past as its windows need, then six hours in
    which one of its metrics falls to nothing or rises fivefold. ``noticed_damage_share`` is the share of its metrics
    whose damage fires it, ``false_alarm_share`` the share of ordinary steps in which it fires. The alert with the
    largest difference of the two counts.

    Why it matters
    --------------
    A detector that nobody has tried is a hope, and one that cries every night is switched off.

    How to fix
    ----------
    Compare the last minutes with mean and spread of the last week, ask for three standard deviations or more, and let
    the condition hold for a few minutes before it fires.

    Limits
    ------
    The series are made, not recorded: your own days may be quieter or wilder. Label selections are left out, the step
    is five minutes, and functions beyond rates, windows of mean, spread and extremes, sums and arithmetic are not read.
    A limit in the metric's own unit, which only the service knows, cannot be replayed.

    Source
    ------
    Chandola, Banerjee and Kumar, "Anomaly detection: a survey", 2009, section 7; Prometheus documentation, "Querying
    basics", 2024.
    """
    best = replays.replays[0]
    evidence = [Evidence(replay.location, _answer(replay)) for replay in replays.replays[:5]]
    findings = [
        Finding(
            Severity.MEDIUM if replay.noticed_share == 0 else Severity.LOW,
            _answer(replay),
            replay.location,
            fix=f"Compare with mean and spread of a longer window in {replay.location.path}.",
        )
        for replay in replays.replays
        if replay.noticed_share < 1 or replay.false_alarm_share > 0
    ]
    values = [
        Measurement("noticed_damage_share", best.noticed_share, Unit.SHARE, method="synthetic series, 6 hours"),
        Measurement("false_alarm_share", best.false_alarm_share, Unit.SHARE, n=best.steps, method="synthetic series"),
    ]
    return measured(
        measurements=values, findings=findings, evidence=evidence, strength=Strength.E2, reason=_answer(best)
    )


def _answer(replay: Replay) -> str:
    return (
        f"Replayed, the alert {replay.alert} notices damage of {replay.noticed_share:.0%} of its metrics and fires in "
        f"{replay.false_alarm_share:.1%} of the steps of three ordinary days."
    )
