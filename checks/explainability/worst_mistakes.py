"""Worst mistakes: the largest errors on the held-out rows, each with the columns that led to it."""

from checks.explainability._mistake_facts import Mistake, WorstMistakes
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Worst mistakes explained",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("mistake_size", Unit.ERROR), Measure("mistake_contribution", Unit.SCORE)),
)
def worst_mistakes(worst: WorstMistakes) -> CheckResult:
    """Return whether the largest mistakes could be explained one by one, with the columns that led to each.

    What it measures
    ----------------
    Of the explained rows (up to 2,000 of the test table) the five with the largest error: a wrong class given with the
    highest score, or the number furthest off. For each, the three columns with the largest SHAP values, and which way
    they pushed.

    Why it matters
    --------------
    The worst mistakes show quickest what the model does not understand, or that labels are wrong. Somebody will ask
    about such a case.

    How to fix
    ----------
    Look at these rows with someone who knows the field: is the label right, is an input missing, is there a rule that
    the model could not learn? Correct labels, add the input, or route such cases to a person.

    Limits
    ------
    Five rows show where to look, not how often it happens. Values are shown as a quarter of the column's range or where
    ten rows share them; sensitive columns are masked. A reason is what moved the model, not what caused the outcome.

    Source
    ------
    Lundberg and Lee 2017; error analysis: Ng, "Machine Learning Yearning", 2018; masking after k-anonymity, Sweeney
    2002.
    """
    place = Location(worst.path)
    if not worst.mistakes:
        reason = f"none of the {worst.rows:,} explained rows is answered wrongly"
        return measured(holds=True, evidence=[Evidence(place, f"{reason[0].upper()}{reason[1:]}.")],
                        strength=Strength.E3, reason=reason)  # fmt: skip
    fix = f"Look at this row of {worst.path} with someone who knows the field: label, missing input or rule."
    findings = [
        Finding(Severity.INFO, _sentence(number, mistake), place, mistake.reasons[0].column, fix)
        for number, mistake in enumerate(worst.mistakes, start=1)
        if mistake.reasons
    ]
    measurements = [
        m for number, mistake in enumerate(worst.mistakes, 1) for m in _measurements(worst, number, mistake)
    ]
    named = [mistake.reasons[0].column for mistake in worst.mistakes if mistake.reasons]
    often = max(dict.fromkeys(named), key=named.count) if named else ""
    why = (
        f"The {len(worst.mistakes)} largest of {worst.wrong:,} mistakes among {worst.rows:,} rows are explained; "
        f"{often} leads in {named.count(often)} of them."
    )
    return measured(
        holds=True,
        measurements=measurements,
        findings=findings,
        evidence=[Evidence(place, why)],
        strength=Strength.E3,
    )


def _sentence(number: int, mistake: Mistake) -> str:
    reasons = "; ".join(
        f"{reason.column} ({reason.shown}) {'raised' if reason.share > 0 else 'lowered'} it by {abs(reason.share):.2g}"
        for reason in mistake.reasons
    )
    return f"Worst mistake {number}: the model says {mistake.said}, the table says {mistake.truth}. {reasons}."


def _measurements(worst: WorstMistakes, number: int, mistake: Mistake) -> list[Measurement]:
    """Return one mistake's size and the parts of its columns; the group is its place among the worst."""
    group = str(number)
    found = [
        Measurement(
            "mistake_size", mistake.size, Unit.ERROR, n=1, dataset=worst.dataset, group=group, model=worst.model,
            method=f"says {mistake.said}, truth {mistake.truth}; in {worst.unit}",
        )
    ]  # fmt: skip
    return found + [
        Measurement(
            "mistake_contribution", reason.share, Unit.SCORE, n=1, dataset=worst.dataset, column=reason.column,
            group=group, model=worst.model, method=f"SHAP, in {worst.space}; value {reason.shown}",
        )
        for reason in mistake.reasons
    ]  # fmt: skip
