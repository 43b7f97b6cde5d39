"""Slice metrics: quality on the rows of each value or band of a column, corrected for having searched."""

from checks.model_validation._slice_facts import Slice, Slices
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 10
NAMED = 5


@check(
    title="Quality on slices",
    effort=Effort.MEDIUM,
    measures=(
        Measure("worst_slice_gap", Unit.SCORE),
        Measure("slice_gap", Unit.SCORE),
        Measure("slices_compared", Unit.COUNT),
    ),
)
def slice_metrics(slices: Slices) -> CheckResult:
    """Return how much worse the model is on its weakest slice than on all other rows, with a simultaneous interval.

    What it measures
    ----------------
    The test rows are cut by every value, quartile band and gap of each column. On each slice of at least 50 rows (and 2
    % of the table) accuracy is compared with that on all other rows; for numbers it is the mean absolute error, as a
    share of the overall one. Above 0 is worse. The intervals hold for all slices together, so a weak slice is not one
    that merely looked weakest among many.

    Why it matters
    --------------
    A good average can hide a segment where the model is useless: new customers, rare products, one region.

    How to fix
    ----------
    Look at the rows of the weak slices that the model gets wrong. Add data or features for them, or do not use the
    model there.

    Limits
    ------
    Slices of one column only. Many slices make intervals wide: in a small test table the answer stays open. A slice can
    be harder by nature.

    Source
    ------
    Chung et al. 2019, Slice Finder. Interval: Agresti and Caffo 2000, with Bonferroni's correction over all slices.
    """
    place = Location(slices.path)
    worst = slices.slices[0]
    low = max(s.gap.low or 0.0 for s in slices.slices)
    high = max(s.gap.high or 0.0 for s in slices.slices)
    value = max(s.gap.value or 0.0 for s in slices.slices)
    summary = Measurement(
        "worst_slice_gap", value, Unit.SCORE, min(low, value), max(high, value), worst.gap.confidence, worst.n, "test",
        model=slices.model, method=f"largest of {len(slices.slices)} slices; {worst.gap.method}",
    )  # fmt: skip
    proven = [s for s in slices.slices if (s.gap.low or 0.0) > 0]
    findings = [
        Finding(
            Severity.MEDIUM,
            f"Where {s.column} is {s.group}, {_words(s, slices)}.",
            place,
            s.column,
            f"Look at the rows of {slices.path} with {s.column} = {s.group} that it gets wrong; add data or features.",
        )
        for s in proven[:NAMED]
    ]
    why = (
        f"{len(slices.slices)} slices of at least {slices.minimum} rows were compared; {len(proven)} are worse than "
        f"the rest, corrected for the search."
    )
    count = Measurement("slices_compared", len(slices.slices), Unit.COUNT, dataset="test", model=slices.model)
    rows = [_measurement(s, slices) for s in slices.slices[:SHOWN]]
    return measured(
        measurements=[summary, count, *rows], findings=findings, evidence=[Evidence(place, why)], strength=Strength.E2
    )


def _words(s: Slice, slices: Slices) -> str:
    ends = f"95 % interval {s.gap.low:.2f} to {s.gap.high:.2f}, {s.n:,} rows"
    if slices.score == "mae":
        return f"the mean absolute error is {s.score:.4g}, {s.gap.value:.0%} of the overall one above the rest ({ends})"
    return f"accuracy is {s.score:.2f}, {s.gap.value:.2f} below all other rows ({ends})"


def _measurement(s: Slice, slices: Slices) -> Measurement:
    return Measurement(
        "slice_gap", s.gap.value, Unit.SCORE, s.gap.low, s.gap.high, s.gap.confidence, s.n, "test", s.column,
        group=s.group, model=slices.model, method=f"{slices.score}; {s.gap.method}",
    )  # fmt: skip
