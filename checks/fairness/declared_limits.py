"""Declared fairness limits: the gaps between groups against what the owner declared, by the whole interval."""

from collections.abc import Iterable

from checks.fairness._facts import GroupRates
from checks.fairness._wording import GAP_MEASURES, gap_measurements, gap_sentence, interval
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measurement
from readiness.evidence.declared.declared_targets import Side, declared_target, side_of
from readiness.evidence.declared.manifest import Manifest

NAMES = tuple(measure.name for measure in GAP_MEASURES)
EXAMPLE = 'targets: {demographic_parity_ratio: ">= ..."}'


@check(title="Declared fairness limits", effort=Effort.MEDIUM, measures=GAP_MEASURES)
def declared_limits(rates: GroupRates | Absent, manifest: Manifest) -> CheckResult:
    """Return the gaps between groups for which the owner declared a limit, with simultaneous 95 % intervals.

    What it measures
    ----------------
    The gaps named under targets in readiness.yaml (demographic_parity_ratio, demographic_parity_difference,
    equal_opportunity_difference, equalized_odds_difference; mae_difference and mean_error_difference for regression),
    for every declared attribute on the held-out rows. A limit is met when the whole interval lies inside it, missed
    when the whole interval lies outside, and open when the interval crosses it.

    Why it matters
    --------------
    Whoever is passed over because of a group bears the cost of a gap that nobody set a limit for. A limit that is
    declared before the numbers are seen can be held against them.

    How to fix
    ----------
    Find where the gap comes from (labels, features, threshold) and mitigate it: reweigh or rebalance the training rows,
    train under a constraint, or choose thresholds after training; then assess again. If the gap is justified, have the
    person responsible sign why. Where the interval crosses the limit, more rows of the smaller group decide.

    Limits
    ------
    No limit is assumed when none is declared. Meeting one limit says nothing about other definitions of fairness or
    other groups. A mitigation can move harm elsewhere: look at all rates again.

    Source
    ------
    The four-fifths rule is one customary limit (US Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR
    1607.4 D); which limit applies is the owner's decision. Mitigation: Agarwal et al. 2018; Hardt, Price and Srebro
    2016.
    """
    declared = {name: target for name in NAMES if (target := declared_target(manifest, name)) is not None}
    if isinstance(rates, Absent):
        reason = f"the gaps between groups were not measured: {rates.reason}"
        return measured(measurements=_unmeasured(declared, reason), strength=Strength.E0, reason=reason)
    measurements = [m for m in gap_measurements(rates) if m.name in declared or not declared]
    if not declared:
        finding = Finding(
            Severity.MEDIUM,
            "No fairness limit is declared, so the gaps between groups are shown and not judged.",
            Location(manifest.path) if manifest.path else None,
            fix=f"Decide with those responsible and write it in readiness.yaml: {EXAMPLE}.",
        )
        return measured(findings=[finding], strength=Strength.E2, reason="no fairness limit is declared")
    findings, evidence = [], []
    for gap in rates.comparison.gaps:
        target = declared.get(gap.name)
        if target is None:
            continue
        place = manifest.location(f"targets.{gap.name}") or Location(rates.path)
        side = side_of(target, gap.estimate)
        if side is Side.INSIDE:
            evidence.append(Evidence(place, gap_sentence(gap, rates, str(target))))
        elif side is Side.OUTSIDE:
            severity = Severity.CRITICAL if manifest.people.decisions else Severity.HIGH
            sentence = gap_sentence(gap, rates, str(target))
            findings.append(Finding(severity, sentence, place, fix=_fix(gap.attribute, gap.lower, rates.path)))
        elif side is Side.ACROSS:
            message = f"{gap_sentence(gap, rates, str(target))} The interval crosses the limit, so it stays open."
            fix = f"Add test rows of {gap.lower} and {gap.higher} ({gap.attribute}) to {rates.path}."
            findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
        else:
            message = (
                f"{gap.name} cannot be judged for {gap.attribute}: {gap.estimate.reason or interval(gap.estimate)}."
            )
            fix = f"Add rows of the small groups of {gap.attribute} to {rates.path}."
            findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)


def _fix(attribute: str, group: str, path: str) -> str:
    return (
        f"Compare how {group} ({attribute}) is labelled and described in the training data, try a threshold, "
        f"reweighing or a training constraint, and measure again on {path}; or sign why the gap is justified."
    )


def _unmeasured(declared: Iterable[str], reason: str) -> list[Measurement]:
    return [Measurement(m.name, None, m.unit, reason=reason) for m in GAP_MEASURES if m.name in declared]
