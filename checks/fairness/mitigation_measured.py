"""Mitigation re-measured: a gap was worked on in code that runs, and the figures before and after are on record."""

from __future__ import annotations

from checks.fairness._facts import GroupRates
from checks.fairness._mitigation_facts import BeforeAfter, Mitigation
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

ROUNDING = 0.006
CODE, RECORD, AGREES = "mitigation in code that runs", "figures before and after", "a figure after that is measured now"


@check(title="Mitigation re-measured", effort=Effort.MEDIUM, measures=(Measure("mitigation_part_share", Unit.SHARE),))
def mitigation_measured(mitigation: Mitigation, rates: GroupRates | Absent) -> CheckResult:
    """Return the share (0 to 1) of three parts: mitigation that runs, figures before and after, the latter confirmed.

    What it measures
    ----------------
    Calls on the training or serving path that apply constraints, weights or thresholds by group (Fairlearn, AIF360,
    functions of the project named so); files that record a gap before and after under keys that say so; and whether a
    recorded figure from after equals what the app measures for the shipped model, to two digits.

    Why it matters
    --------------
    Mitigation can move a gap to another group or cost quality. Only a second measurement shows it.

    How to fix
    ----------
    Try ``fairlearn.reductions.ExponentiatedGradient`` or ``ThresholdOptimizer`` in training, and write each gap before
    and after to ``reports/fairness.json``.

    Limits
    ------
    The figure from before is taken as written: the earlier model is not here. Changes to the data are only seen where
    a function's name says so.

    Source
    ------
    Agarwal et al., "A Reductions Approach to Fair Classification", 2018; Hardt, Price and Srebro, 2016; NIST AI RMF
    1.0, Manage 1.3 (2023).
    """
    confirmed = [record for record in mitigation.records if _confirmed(record, rates)]
    evidence = [Evidence(place, f"Mitigates: {name}().") for name, place in mitigation.calls[:3]]
    evidence += [
        Evidence(record.location, f"{record.gap} went from {record.before:.3g} to {record.after:.3g}.")
        for record in mitigation.records[:4]
    ]
    evidence += [
        Evidence(r.location, f"{r.after:.3g} is what is measured for the shipped model.") for r in confirmed[:2]
    ]
    parts = {CODE: bool(mitigation.calls), RECORD: bool(mitigation.records), AGREES: bool(confirmed)}
    place = next((item.location for item in evidence), None)
    findings = [_finding(part, place) for part, there in parts.items() if not there]
    share = Measurement("mitigation_part_share", sum(parts.values()) / len(parts), Unit.SHARE, n=len(parts))
    strength = Strength.E2 if confirmed else Strength.E1
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=strength)


def _confirmed(record: BeforeAfter, rates: GroupRates | Absent) -> bool:
    if isinstance(rates, Absent):
        return False
    values = [gap.estimate.value for gap in rates.comparison.gaps if gap.name == record.gap]
    return any(value is not None and abs(value - record.after) <= ROUNDING for value in values)


def _finding(part: str, place: Location | None) -> Finding:
    fixes = {
        CODE: "Apply the constraint, weights or thresholds in the code that trains or serves the shipped model.",
        RECORD: "Write each gap before and after the mitigation to reports/fairness.json.",
        AGREES: "Measure the gap of the shipped model again and record it as the figure after.",
    }
    return Finding(Severity.MEDIUM, f"The mitigation lacks {part}.", place, fix=fixes[part])
