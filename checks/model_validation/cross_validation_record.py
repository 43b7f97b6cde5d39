"""Cross-validation record: fold scores are kept or made on the training path, with folds that suit the data."""

from checks.model_validation._fold_facts import CrossValidation
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.evidence.declared.manifest import Manifest

SHOWN = 3


@check(title="Cross-validation on record", effort=Effort.SMALL, states_fact=True)
def cross_validation_record(folds: CrossValidation, manifest: Manifest) -> CheckResult:
    """Return whether quality was estimated over folds that respect the declared groups and time.

    What it measures
    ----------------
    Files of the project that keep at least three fold scores of a metric, and calls on the training path that split or
    score by folds (scikit-learn's splitters and searches, the boosting libraries' cv). Where readiness.yaml declares a
    group column the folds must go by group, where it declares a time column by time.

    Why it matters
    --------------
    One split can be lucky. Folds that tear groups apart, or train on the future, make the estimate too good.

    How to fix
    ----------
    Use StratifiedKFold, GroupKFold or TimeSeriesSplit, as the data asks, and write the score of every fold to a file.

    Limits
    ------
    The splitter is recognised by its name in the file or the code. What it was applied to is not followed.

    Source
    ------
    Stone 1974; Roberts et al. 2017 on folds for grouped and ordered data.
    """
    evidence = [
        Evidence(record.location, f"{len(record.scores)} fold scores of {record.metric}{_by(record.method)}.")
        for record in folds.records[:SHOWN]
    ]
    evidence += [Evidence(place, f"{name} on the training path.") for name, place in folds.calls[:SHOWN]]
    names = " ".join([*(record.method for record in folds.records), *(name for name, _ in folds.calls)]).lower()
    names = names.replace(" ", "").replace("-", "")
    wanted = []
    if manifest.data.group and "group" not in names:
        wanted.append((manifest.data.group, "data.group", "GroupKFold"))
    if manifest.data.time and not manifest.data.group and "timeseriessplit" not in names:
        wanted.append((manifest.data.time, "data.time", "TimeSeriesSplit"))
    if not wanted:
        return measured(holds=True, evidence=evidence, strength=Strength.E2 if folds.records else Strength.E1)
    column, key, splitter = wanted[0]
    known = "fold" in names or "split" in names
    message = f"{column} is declared under {key}, but no fold is seen to go by it."
    finding = Finding(
        Severity.MEDIUM, message, manifest.location(key) or evidence[0].location, column, f"Use {splitter} on {column}."
    )
    reason = f"folds do not go by {column}" if known else f"it cannot be seen whether folds go by {column}"
    return measured(
        holds=False if known else None, findings=[finding], evidence=evidence, strength=Strength.E1, reason=reason
    )


def _by(method: str) -> str:
    return f" by {method}" if method else ""
