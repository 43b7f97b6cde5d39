"""Class balance: how rare the rarest class is."""

from checks.data_quality._facts import Labels, TargetLabels
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import CONFIDENCE, wilson_interval


@check(
    title="Class balance",
    effort=Effort.MEDIUM,
    measures=(Measure("minority_class_share", Unit.SHARE), Measure("minority_class_rows", Unit.COUNT)),
)
def class_balance(labels: TargetLabels) -> CheckResult:
    """Return the share of the rarest class (0 to 1, Wilson interval) and its rows, per table.

    What it measures
    ----------------
    Rows of the rarest label among labelled rows. The interval is that of the share in the population the rows were
    drawn from.

    Why it matters
    --------------
    A rare class is what most models are built for, and accuracy hides it. Below some tens of rows neither training
    nor measurement on it means much.

    How to fix
    ----------
    Collect more rows of the rare class, weight it in training, and report recall and precision instead of accuracy.

    Limits
    ------
    Imbalance is no defect by itself; how many rows a class needs depends on the problem.

    Source
    ------
    He and Garcia, Learning from Imbalanced Data, IEEE TKDE 2009; interval: Wilson, JASA 1927.
    """
    if labels.classifies is False:
        return not_applicable("the target is a number, not a class")
    measurements, findings = [], []
    for dataset, label in labels.labels.items():
        counts = _classes(label)
        if len(counts) < 2 or (labels.classifies is None and label.kind == "number"):
            measurements.append(
                Measurement("minority_class_share", None, Unit.SHARE, n=label.rows, dataset=dataset,
                            reason="fewer than two classes, or a number whose task is not declared")
            )  # fmt: skip
            continue
        rarest = min(counts, key=lambda value: (counts[value], value))
        total = sum(counts.values())
        low, high = wilson_interval(counts[rarest], total)
        measurements.append(
            Measurement(
                "minority_class_share", counts[rarest] / total, Unit.SHARE, low, high, CONFIDENCE, total, dataset,
                label.column, group=rarest, method="Wilson",
            )
        )  # fmt: skip
        measurements.append(
            Measurement("minority_class_rows", float(counts[rarest]), Unit.COUNT, n=total, dataset=dataset,
                        column=label.column, group=rarest)
        )  # fmt: skip
        findings.append(
            Finding(
                Severity.INFO,
                f"{label.column}: the rarest class {rarest} has {counts[rarest]:,} of {total:,} rows of the {dataset} "
                "table.",
                Location(label.path),
                label.column,
                f"Report recall and precision for {rarest}; collect more such rows if its intervals are too wide.",
            )
        )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)


def _classes(label: Labels) -> dict[str, int]:
    """Return rows by label, blanks and missing-value words left out."""
    found = label.counts or {}
    return {value: rows for value, rows in found.items() if value.strip() and value.strip().lower() not in label.words}
