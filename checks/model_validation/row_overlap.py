"""Row overlap: test rows that training has seen."""

from checks.model_validation._split_facts import CHANCE_TWINS, Overlap, SplitOverlap
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import CONFIDENCE, wilson_interval


@check(
    title="Row overlap of train and test",
    effort=Effort.SMALL,
    measures=(
        Measure("train_test_overlap_share", Unit.SHARE),
        Measure("near_overlap_share", Unit.SHARE),
        Measure("excess_overlap_share", Unit.DIFFERENCE),
    ),
)
def row_overlap(split: SplitOverlap) -> CheckResult:
    """Return the share of test rows that equal a train row (0 to 1), and what of it coincidence does not explain.

    What it measures
    ----------------
    Test rows equal to a train row in every input, the target, and the declared time and group; the same after rounding
    numbers to 1/200 of their standard deviation. Where the columns are so coarse that rows repeat by chance, the share
    of train rows with a twin in train is taken off: a random split has the same share. The difference carries a 95 %
    interval.

    Why it matters
    --------------
    A model that has seen a test row answers from memory. The test figure then promises what production does not keep.

    How to fix
    ----------
    Remove repeated rows before the split, or keep all rows of one case on one side.

    Limits
    ------
    Columns only one table holds are left out, as are the id and recorded predictions. Whether rows can repeat by
    chance is judged as if columns were independent. Cases that look different in every digit are not recognised.

    Source
    ------
    Kapoor and Narayanan, Leakage and the reproducibility crisis, Patterns 2023 (L1.4); interval: Wilson,
    JASA 1927.
    """
    found = split.overlap
    share, near = found.equal / found.rows, found.near / found.rows
    excess = _excess(found)
    measurements = [
        Measurement("train_test_overlap_share", share, Unit.SHARE, n=found.rows, dataset="test"),
        Measurement("near_overlap_share", near, Unit.SHARE, n=found.rows, dataset="test"),
        excess,
    ]
    findings, evidence = [], []
    location = Location(split.test_path)
    if found.equal:
        severity = Severity.HIGH if (excess.low or 0.0) > 0 or excess.low is None else Severity.INFO
        rows = ", ".join(str(row) for row in found.examples)
        findings.append(
            Finding(
                severity,
                f"{found.equal:,} of {found.rows:,} test rows equal a row of {split.train_path} (rows {rows} of the "
                f"test table){_by_chance(found)}.",
                location,
                fix=f"Remove repeated rows before the split and write {split.test_path} again.",
            )
        )
    else:
        evidence.append(Evidence(location, f"none of {found.rows:,} test rows occurs in {split.train_path}"))
    extra = found.near - found.equal
    if extra and near > found.near_train_twins:
        findings.append(
            Finding(
                Severity.MEDIUM,
                f"{extra:,} more test rows equal a train row once numbers are rounded to 1/200 of their spread.",
                location,
                fix=f"Look for copies with small changes (augmented or re-entered rows) in {split.test_path}.",
            )
        )
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)


def _excess(found: Overlap) -> Measurement:
    share = found.equal / found.rows
    name, unit = "excess_overlap_share", Unit.DIFFERENCE
    if found.chance_twins < CHANCE_TWINS:
        return Measurement(name, share, unit, n=found.rows, dataset="test", method="rows do not repeat by chance")
    value = share - found.train_twins
    low, high = wilson_interval(found.equal, found.rows)
    return Measurement(
        name,
        value,
        unit,
        max(-1.0, value - (share - low)),
        min(1.0, value + (high - share)),
        CONFIDENCE,
        found.rows,
        "test",
        method="less the share of train rows with a twin in train; Wilson interval of the test share",
    )


def _by_chance(found: Overlap) -> str:
    if found.chance_twins < CHANCE_TWINS:
        return ""
    return f"; {found.train_twins:.1%} of train rows have a twin in train, so rows repeat by chance here"
