"""Concept drift: whether what held for earlier rows still holds for later ones."""

from checks.data_quality._outcome_facts import ConceptShift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Concept drift", effort=Effort.LARGE, measures=(Measure("later_error_rise", Unit.DIFFERENCE),))
def concept_drift(concept: ConceptShift) -> CheckResult:
    """Return how much the error rises on the later half of the labelled rows (difference of shares, -1 to 1).

    What it measures
    ----------------
    All labelled rows with a time, in order. Small boosted trees learn from the earlier half; their share of wrong
    answers on the later half is compared with their cross-fitted share on the earlier half (three folds), with a 95 %
    interval. The question is the positive class, or lying above the median for a number.

    Why it matters
    --------------
    Features can stay put while what they mean for the target changes. Then accuracy falls and no input shows it.

    How to fix
    ----------
    Train on newer rows or weight them more, and shorten the time to the next training. Look for a change in how the
    label is given around the named time.

    Limits
    ------
    A rise also comes from inputs that moved to where the model knows little; together with the checks on drift one sees
    which. The trees are small and not the project's model. Up to 6,000 rows.

    Source
    ------
    Gama et al., "A Survey on Concept Drift Adaptation", ACM Computing Surveys 2014; Vela et al., "Temporal quality
    degradation in AI models", Scientific Reports 2022.
    """
    rise = concept.rise
    value = Measurement(
        "later_error_rise", rise.value, Unit.DIFFERENCE, rise.low, rise.high, rise.confidence, rise.n, concept.dataset,
        method=rise.method,
    )  # fmt: skip
    text = (
        f"a model of the rows before {concept.split} errs in {concept.earlier:.1%} of them and in {concept.later:.1%} "
        "of the later ones"
    )
    if rise.low is not None and rise.low > 0:
        finding = Finding(
            Severity.MEDIUM,
            f"The link to the target has changed: {text}; rise {rise}.",
            Location(concept.path),
            fix=f"Train on rows since {concept.split}, or weight them more, and compare.",
        )
        return measured(measurements=[value], findings=[finding], strength=Strength.E2)
    evidence = [Evidence(Location(concept.path), f"No change over time is seen: {text}.")]
    return measured(measurements=[value], evidence=evidence, strength=Strength.E2)
