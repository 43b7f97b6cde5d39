"""Fairness gate: a model beyond the fairness limits is refused, and group metrics are watched in production."""

from __future__ import annotations

from checks.fairness._gate_facts import FairnessGate
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Fairness is a gate", effort=Effort.SMALL, measures=(Measure("fairness_gate_part_share", Unit.SHARE),))
def release_gate(gate: FairnessGate) -> CheckResult:
    """Return the share (0 to 1) of two parts: a limit that stops an unfair release, and group metrics that are watched.

    What it measures
    ----------------
    On the ways a release passes (commands of CI whose failure fails the run, the tests CI runs, code that promotes a
    model): a fairness metric that is computed there, and a comparison of it with a limit that asserts, raises, exits or
    decides what is returned. In production: an alert on a metric by group, or a fairness metric in a scheduled job that
    does not train.

    Why it matters
    --------------
    A retrained model can bring back a gap that was closed. A gate stops it when nobody looks.

    How to fix
    ----------
    Compute the declared metric (``fairlearn.metrics.demographic_parity_ratio``) in the promotion step, refuse the
    candidate below the limit, and let a scheduled job compute it on production rows.

    Limits
    ------
    Told by the names of metrics; the gate is not run with a biased model. A figure that is only printed does not count.

    Source
    ------
    NIST AI RMF 1.0, Measure 2.11 (2023); Bird et al., "Fairlearn", 2020.
    """
    evidence, findings = [], []
    if gate.gate is not None:
        evidence.append(Evidence(gate.gate, f"Compares a fairness metric with a limit on the way of {gate.path}."))
    else:
        place = gate.printed
        message = (
            f"The fairness metric computed at {place} stops nothing: no limit follows."
            if place is not None
            else "No CI job and no promotion holds a fairness metric to a limit."
        )
        where = f"after {place}" if place is not None else "in the step that promotes the model"
        fix = f"Assert the declared fairness limit {where}."
        findings.append(Finding(Severity.HIGH, message, place, fix=fix))
    if gate.watched is not None:
        evidence.append(Evidence(gate.watched, "Watches a metric by group in operation."))
    else:
        fix = "Compute the fairness metric on production rows in a scheduled job, or alert on the rate by group."
        findings.append(
            Finding(Severity.MEDIUM, "No alert or schedule watches groups in production.", gate.gate, fix=fix)
        )
    share = Measurement(
        "fairness_gate_part_share", ((gate.gate is not None) + (gate.watched is not None)) / 2, Unit.SHARE, n=2
    )
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
