"""Declared targets: the quality on the test table against what the owner declared, by the whole interval."""

from checks.model_validation._quality_facts import MEASURES, Quality, as_measurement, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.declared_targets import Side, declared_target, side_of
from readiness.evidence.manifest import Manifest


@check(title="Declared quality targets", effort=Effort.MEDIUM, measures=MEASURES)
def declared_targets(quality: Quality, manifest: Manifest) -> CheckResult:
    """Return the test metrics for which the owner declared a target, with 95 % intervals.

    What it measures
    ----------------
    The metrics named under targets in readiness.yaml, recomputed on the test table. A target is met when the whole
    interval lies inside it, missed when it lies wholly outside, and open when the interval crosses it.

    Why it matters
    --------------
    "Good enough" that is written before the numbers are seen can be held against them.

    How to fix
    ----------
    Improve the model, or change the target with those who set it. Where the interval crosses the target, more labelled
    test rows decide.

    Limits
    ------
    No target is assumed where none is declared. The test table must resemble production for this to mean anything
    there.

    Source
    ------
    Percentile bootstrap: Efron and Tibshirani 1993, chapter 13.
    """
    measurements, findings, evidence = [], [], []
    for name in [measure.name for measure in MEASURES]:
        target = declared_target(manifest, name)
        estimate = quality.test.get(name)
        if target is None or estimate is None:
            continue
        measurements.append(as_measurement(name, estimate, "test", quality.model))
        place = manifest.location(f"targets.{name}") or Location(quality.paths["test"])
        side = side_of(target, estimate)
        words = f"{name} is {interval_words(estimate)}, your target {target}"
        if side is Side.INSIDE:
            evidence.append(Evidence(place, f"{words}."))
        elif side is Side.OUTSIDE:
            fix = "Improve the model, or agree on another target with its owner."
            findings.append(Finding(Severity.HIGH, f"{words}: missed.", place, fix=fix))
        else:
            fix = f"Add labelled rows to {quality.paths['test']}."
            findings.append(Finding(Severity.MEDIUM, f"{words}: open, the interval crosses it.", place, fix=fix))
    reason = "" if measurements else "no quality target is declared that can be measured here"
    return measured(
        measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2, reason=reason
    )
