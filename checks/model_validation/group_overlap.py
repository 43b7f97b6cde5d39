"""Group overlap: people, households or devices on both sides of the split."""

from checks.model_validation._split_facts import KeyOverlap, SplitOverlap
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Group overlap of train and test",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("group_overlap_share", Unit.SHARE),),
)
def group_overlap(split: SplitOverlap) -> CheckResult:
    """Return whether no declared group or id of test occurs in train.

    What it measures
    ----------------
    Values of the declared group and id columns that occur in both tables, and the test rows that carry them. Without a
    declared group, columns whose name and repeated values suggest an entity (customer_id, patient) are looked at too;
    what they share is a question to the owner, not a verdict.

    Why it matters
    --------------
    Rows of one person resemble each other. With the person on both sides, the test measures recognition of people
    seen before, while production brings new ones.

    How to fix
    ----------
    Split by group, for example with GroupShuffleSplit, and declare the column (data: group) in readiness.yaml.

    Limits
    ------
    Groups that no column names are not seen. Sharing entities is right when production serves the same ones; split by
    time then, and list the column under data: ignore.

    Source
    ------
    Roberts et al., Cross-validation strategies for data with hierarchical structure, Ecography 2017; Kapoor and
    Narayanan, Patterns 2023 (L3.2).
    """
    measurements = [
        Measurement("group_overlap_share", key.test_rows / key.rows, Unit.SHARE, n=key.rows, dataset="test",
                    column=key.column, method=key.role)
        for key in split.keys
    ]  # fmt: skip
    shared = [key for key in split.keys if key.shared]
    findings = [_finding(split, key) for key in shared]
    declared = [key for key in split.keys if key.role != "undeclared"]
    # Row numbers that start again in each file are equal without meaning the same case: then no row resembles another.
    same = [key for key in shared if key.role == "group" or (key.role == "id" and split.overlap.near)]
    if same:
        return measured(holds=False, measurements=measurements, findings=findings, strength=Strength.E2)
    if shared:
        names = ", ".join(key.column for key in shared)
        return measured(
            holds=None,
            measurements=measurements,
            findings=findings,
            strength=Strength.E2,
            reason=f"{names} occurs on both sides: does it mean the same case? Declare it as data.group, or ignore it",
        )
    if not split.keys:
        return not_applicable("no group or id column is declared, and no column looks like a repeated entity")
    evidence = [
        Evidence(Location(split.test_path), f"no value of {key.column} in test occurs in {split.train_path}")
        for key in declared or split.keys
    ]
    return measured(holds=True, measurements=measurements, evidence=evidence, strength=Strength.E2)


def _finding(split: SplitOverlap, key: KeyOverlap) -> Finding:
    return Finding(
        Severity.MEDIUM if key.role == "undeclared" else Severity.HIGH,
        f"{key.column}: {key.shared:,} of {key.test_keys:,} values in test also occur in {split.train_path} "
        f"({key.test_rows:,} of {key.rows:,} test rows).",
        Location(split.test_path),
        key.column,
        f"Split by {key.column} so that all its rows are on one side.",
    )
