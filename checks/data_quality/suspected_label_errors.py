"""Suspected label errors: labels that a classifier which never saw them contradicts."""

from checks.data_quality._label_facts import LabelDoubts
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import CONFIDENCE, wilson_interval


@check(
    title="Suspected label errors", effort=Effort.MEDIUM, measures=(Measure("suspected_label_error_share", Unit.SHARE),)
)
def suspected_label_errors(doubts: LabelDoubts) -> CheckResult:
    """Return the share of training labels that cross-fitted classifiers contradict with confidence (0 to 1).

    What it measures
    ----------------
    Small boosted trees, fitted on two thirds of up to 6,000 rows, give each row of the other third a probability for
    every class. A label is doubted when another class reaches the probability that rows of that class usually get
    (confident learning). Only where the inputs decide the class nearly by themselves (AUC of 0.95 or more): elsewhere a
    contradiction says nothing about the label.

    Why it matters
    --------------
    Wrong labels limit what any model can learn, and in the test set they make quality figures wrong as well.

    How to fix
    ----------
    Show the listed rows to someone who knows the field; correct or drop them, and write down the rule they broke.

    Limits
    ------
    Suspected, not proven: rare but right cases are doubted too. Errors that follow the inputs (a whole group labelled
    wrong) are learned and not seen.

    Source
    ------
    Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 2021 (own
    computation); interval: Wilson 1927.
    """
    low, high = wilson_interval(doubts.doubted, doubts.rows)
    value = Measurement(
        "suspected_label_error_share", doubts.doubted / doubts.rows, Unit.SHARE, low, high, CONFIDENCE, doubts.rows,
        "train", doubts.target, method="confident learning, 3 folds; Wilson",
    )  # fmt: skip
    if not doubts.doubted:
        why = f"No label of {doubts.rows:,} rows is contradicted."
        return measured(measurements=[value], evidence=[Evidence(Location(doubts.path), why)], strength=Strength.E2)
    shown = "; ".join(f"row {row}: {given}, expected {expected}" for row, given, expected in doubts.examples)
    finding = Finding(
        Severity.MEDIUM,
        f"{doubts.target}: {doubts.doubted:,} of {doubts.rows:,} training labels may be wrong ({shown}).",
        Location(doubts.path),
        doubts.target,
        f"Check these rows of {doubts.path} with someone who knows the field.",
    )
    return measured(measurements=[value], findings=[finding], strength=Strength.E2)
