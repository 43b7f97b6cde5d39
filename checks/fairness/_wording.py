"""Rates and gaps as measurements and as plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from checks.fairness._facts import GroupRates
from checks.fairness._group_gaps import GroupGap
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import Estimate

RATE_MEASURES = (
    Measure("selection_rate", Unit.SHARE),
    Measure("true_positive_rate", Unit.SHARE),
    Measure("false_positive_rate", Unit.SHARE),
    Measure("false_negative_rate", Unit.SHARE),
    Measure("positive_predictive_value", Unit.SHARE),
    Measure("accuracy", Unit.SHARE),
    Measure("mae", Unit.ERROR),
    Measure("mean_error", Unit.SCORE),
)
GAP_MEASURES = (
    Measure("demographic_parity_difference", Unit.DIFFERENCE),
    Measure("demographic_parity_ratio", Unit.RATIO),
    Measure("equal_opportunity_difference", Unit.DIFFERENCE),
    Measure("equalized_odds_difference", Unit.DIFFERENCE),
    Measure("mae_difference", Unit.ERROR),
    Measure("mean_error_difference", Unit.ERROR),
)
CALIBRATION_MEASURE = Measure("calibration_gap", Unit.DIFFERENCE)
UNITS = {measure.name: measure.unit for measure in (*RATE_MEASURES, *GAP_MEASURES, CALIBRATION_MEASURE)}
DEEDS = {
    "selection_rate": "is selected",
    "true_positive_rate": "is found where the label is positive",
    "false_positive_rate": "is wrongly selected",
    "false_negative_rate": "is wrongly passed over",
}


def measurement(
    name: str, estimate: Estimate, rates: GroupRates, attribute: str, group: str | None = None
) -> Measurement:
    """Return a rate or gap as a measurement of the assessment."""
    known = estimate.value is not None
    return Measurement(
        name,
        estimate.value,
        UNITS[name],
        estimate.low if known else None,
        estimate.high if known else None,
        estimate.confidence if known and estimate.low is not None else None,
        estimate.n,
        rates.dataset,
        attribute=attribute,
        group=group,
        model=rates.model,
        method=estimate.method or None,
        reason=estimate.reason,
    )


def rate_measurements(rates: GroupRates) -> Iterator[Measurement]:
    """Yield every rate of every group."""
    for rate in rates.comparison.rates:
        yield measurement(rate.name, rate.estimate, rates, rate.attribute, rate.group)


def gap_measurements(rates: GroupRates) -> Iterator[Measurement]:
    """Yield every gap of every attribute, without a group: it belongs to the pair that differs most."""
    for gap in rates.comparison.gaps:
        yield measurement(gap.name, gap.estimate, rates, gap.attribute)


def interval(estimate: Estimate) -> str:
    """Return the interval in words: ``95 % interval 0.53 to 0.70``."""
    if estimate.low is None or estimate.high is None:
        return "no interval"
    return f"{(estimate.confidence or 0):.0%} interval {estimate.low:.2f} to {estimate.high:.2f}".replace("%", " %")


def gap_sentence(gap: GroupGap, rates: GroupRates, limit: str = "") -> str:
    """Return a gap in one sentence with its numbers: who, how much, interval, the owner's limit, rows."""
    sizes = rates.comparison.sizes
    estimate = gap.estimate
    value = estimate.value if estimate.value is not None else 0.0
    counts = f"{sizes[gap.attribute, gap.lower]:,} and {sizes[gap.attribute, gap.higher]:,} rows"
    bound = f", your limit {limit}" if limit else ""
    numbers = f"{interval(estimate)}{bound}; {counts}"
    lower, higher = f"{gap.lower} ({gap.attribute})", gap.higher
    if gap.name == "demographic_parity_ratio":
        return f"{lower} is selected ({rates.outcome}) at {value:.2f} of the rate of {higher} ({numbers})."
    if gap.name in ("mae_difference", "mean_error_difference"):
        what = "mean absolute error" if gap.name == "mae_difference" else "mean error"
        return f"The {what} of {rates.outcome} is {value:.3g} lower for {lower} than for {higher} ({numbers})."
    deed = DEEDS.get(gap.rate, "is selected")
    about = f" ({rates.outcome})" if gap.rate == "selection_rate" else ""
    return f"{lower} {deed}{about} {value:.2f} less often, as a share of rows, than {higher} ({numbers})."


def small_groups(rates: GroupRates) -> list[str]:
    """Return ``group (attribute): rows`` for every group too small to compare."""
    first = rates.comparison.rates[0].name if rates.comparison.rates else ""
    return [
        f"{rate.group} ({rate.attribute}): {rates.comparison.sizes[rate.attribute, rate.group]} rows"
        for rate in rates.comparison.rates
        if rate.name == first and rate.estimate.value is None
    ]
