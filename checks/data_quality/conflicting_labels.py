"""Conflicting labels: equal inputs with different labels."""

from checks.data_quality._facts import LabelConflicts, TargetLabels
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Conflicting labels", effort=Effort.MEDIUM, measures=(Measure("conflicting_label_share", Unit.SHARE),))
def conflicting_labels(conflicts: LabelConflicts, labels: TargetLabels) -> CheckResult:
    """Return the share of labelled rows whose inputs also occur with another label (0 to 1), exact.

    What it measures
    ----------------
    Rows are grouped by all model inputs. Every row of a group that holds more than one label counts.

    Why it matters
    --------------
    No model can be right on both of two equal rows. The share bounds the accuracy that can be reached, and usually
    points to a labelling rule that was not followed, or to an input that is missing.

    How to fix
    ----------
    Look at the listed rows, correct the labels, and write the labelling rule down. Where both labels are right, add
    the input that tells the cases apart.

    Limits
    ------
    With few coarse inputs, equal rows with different labels are to be expected; the number of different input rows is
    given beside the share. Applies to classes only.

    Source
    ------
    ISO/IEC 5259-2:2024, consistency of labels; Northcutt, Jiang and Chuang, Confident Learning, JAIR 2021.
    """
    measurements, findings = [], []
    for dataset, found in conflicts.conflicts.items():
        label = labels.labels[dataset]
        measurements.append(
            Measurement(
                "conflicting_label_share",
                found.rows / found.compared if found.compared else None,
                Unit.SHARE,
                n=found.compared,
                dataset=dataset,
                column=label.column,
                method=f"{found.combinations} different input rows",
                reason="" if found.compared else "no labelled rows or no model inputs",
            )
        )
        if found.rows:
            rows = "; ".join("rows " + " and ".join(str(row) for row in group) for group in found.examples)
            findings.append(
                Finding(
                    Severity.MEDIUM,
                    f"{label.column}: {found.rows:,} of {found.compared:,} rows of the {dataset} table share their "
                    f"inputs with a row of another label ({found.groups:,} sets, such as {rows}).",
                    Location(label.path),
                    label.column,
                    f"Correct the labels of these rows in {label.path}, or add the input that tells them apart.",
                )
            )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
