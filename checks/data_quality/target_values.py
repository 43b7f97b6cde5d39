"""Target values: every row has a valid label, and there is more than one."""

from collections.abc import Iterator

from checks.data_quality._facts import Labels, TargetLabels
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.manifest import Manifest

LABELLED = ("train", "test")


@check(
    title="Valid target values",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("missing_label_share", Unit.SHARE), Measure("class_count", Unit.COUNT)),
)
def target_values(labels: TargetLabels, manifest: Manifest) -> CheckResult:
    """Return whether every row of train and test has a valid label and the labels are not all the same.

    What it measures
    ----------------
    Rows without a label (null, blank, or a word such as "unknown"), the number of classes, whether a task declared as
    binary has two, whether the declared positive label occurs, and whether test holds a label that train does not.

    Why it matters
    --------------
    A row without a label is dropped or, worse, becomes a class of its own. With a single class nothing can be
    learned or measured.

    How to fix
    ----------
    Drop or relabel the rows, name the positive label as it is spelled in the table, and split so that every class is
    in both tables.

    Limits
    ------
    A label that is present and spelled well may still be wrong: see conflicting_labels. A regression target is only
    checked for gaps and for being constant.

    Source
    ------
    ISO/IEC 5259-2:2024, label completeness; Breck et al., Data Validation for Machine Learning, MLSys 2019.
    """
    measurements, findings = [], []
    for dataset, label in labels.labels.items():
        absent = label.missing + sum(label.words.values())
        measurements.append(
            Measurement("missing_label_share", absent / label.rows, Unit.SHARE, n=label.rows, dataset=dataset,
                        column=label.column)
        )  # fmt: skip
        if labels.classifies is not False and label.counts is not None:
            classes = float(len(label.counts))
            measurements.append(Measurement("class_count", classes, Unit.COUNT, n=label.rows, dataset=dataset))
        if dataset in LABELLED:
            findings += list(_findings(dataset, label, labels, manifest))
    evidence = [] if findings else [
        Evidence(Location(label.path), f"{label.column} is filled with {label.distinct} different values")
        for label in labels.labels.values()
    ]  # fmt: skip
    return measured(
        holds=not findings, measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2
    )


def _findings(dataset: str, label: Labels, labels: TargetLabels, manifest: Manifest) -> Iterator[Finding]:
    def finding(message: str, fix: str) -> Finding:
        return Finding(Severity.HIGH, f"{label.column}: {message}", Location(label.path), label.column, fix)

    absent = label.missing + sum(label.words.values())
    if absent:
        yield finding(
            f"{absent:,} of {label.rows:,} rows of the {dataset} table have no label.",
            f"Drop or label these rows of {label.path}.",
        )
    if label.distinct <= 1:
        yield finding(f"the {dataset} table holds a single value.", f"Add rows of the other classes to {label.path}.")
    if labels.classifies is not True or label.counts is None:
        return
    valid = [value for value in label.counts if value.strip().lower() not in label.words]
    if labels.task == "binary-classification" and len(valid) > 2:
        yield finding(
            f"the task is declared binary, and the {dataset} table holds {len(valid)} classes.",
            "Set task: multiclass-classification in readiness.yaml, or merge the classes.",
        )
    positive = manifest.data.positive
    if positive is not None and not any(same_label(value, positive) for value in valid):
        yield finding(
            f"the declared positive label {positive} does not occur in the {dataset} table.",
            f"Set data.positive in readiness.yaml to a value of {label.column}, such as {', '.join(valid[:3])}.",
        )
    train = labels.labels.get("train")
    if dataset == "test" and train is not None and train.counts is not None:
        unseen = [value for value in valid if value not in train.counts]
        if unseen:
            yield finding(
                f"the test table holds classes that train does not: {', '.join(unseen[:5])}.",
                f"Split so that every class of {label.column} is in both tables.",
            )


def same_label(value: str, declared: str | int | float | bool) -> bool:
    """Return whether a label as text means the declared one: 1, 1.0 and "1" are the same, as are true and True."""
    text = str(declared)
    if value == text or value.lower() == text.lower():
        return True
    try:
        return float(value) == float(text)
    except ValueError:
        return False
