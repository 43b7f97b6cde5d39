"""Anomaly detection: a learned baseline or detector notices the unusual and tells somebody."""

from __future__ import annotations

from checks.monitoring._replay_facts import BaselineReplays
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.code.anomaly_detectors import AnomalyDetectors


@check(title="Anomalies found automatically", effort=Effort.MEDIUM, states_fact=True)
def anomaly_detection(found: AnomalyDetectors, replays: BaselineReplays | Absent) -> CheckResult:
    """Return whether a detector or an alert with a baseline of its own is tied to a way of telling somebody.

    What it measures
    ----------------
    Alert rules that compare a series with its own past (spread over time, forecast, offset, or a window at least four
    times as long) and whose alerts a receiver gets; and outlier detectors (isolation forest, PyOD, Alibi Detect ...)
    that a service or task applies, whose result calls a notifier or moves a metric that such an alert reads.

    Why it matters
    --------------
    Fixed limits catch only the failures you foresaw. A learned baseline notices the others.

    How to fix
    ----------
    Alert on the distance from the last weeks' mean in standard deviations, or fit an outlier detector to inputs and
    scores, count what it flags, and alert on that counter.

    Limits
    ------
    Alerts with a baseline are replayed by the check beside this one, which raises the evidence to exercised (E2); an
    outlier detector in code is not run here, so its evidence stays declared (E1). Detection of a cloud platform is not
    seen.

    Source
    ------
    Chandola, Banerjee and Kumar, "Anomaly detection: a survey", 2009; Liu, Ting and Zhou, "Isolation forest", 2008.
    """
    first = found.detectors[0]
    if first.told is not None:
        shown = [item for item in found.detectors if item.told is not None][:5]
        evidence = [Evidence(item.location, f"The {item.what} has a baseline of its own.") for item in shown]
        evidence.append(Evidence(first.told, "Its result reaches somebody here."))
        reason = f"the {first.what} at {first.location} notices the unusual and tells somebody"
        strength = Strength.E2 if isinstance(replays, BaselineReplays) else Strength.E1
        return measured(holds=True, evidence=evidence, strength=strength, reason=reason)
    reason = f"the result of the {first.what} at {first.location} reaches nobody"
    fix = f"Count what the {first.what} in {first.location.path} flags, and route an alert on it to a receiver."
    finding = Finding(Severity.MEDIUM, f"{reason[0].upper()}{reason[1:]}.", first.location, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
