"""Domain classifier: training rows against those of production, all columns at once."""

from checks.data_quality._domain_facts import DomainClassifier
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

NOTHING = 0.5


@check(title="Drift of all inputs at once", effort=Effort.LARGE, measures=(Measure("domain_classifier_auc", Unit.AUC),))
def domain_classifier(domain: DomainClassifier) -> CheckResult:
    """Return how well boosted trees tell production rows from training rows (AUC: 0.5 not at all, 1 always).

    What it measures
    ----------------
    Up to 2,000 rows of train and as many of the reference table, else of production. Small boosted trees learn to tell
    them apart by the inputs both have; the area under the ROC curve is that of rows not used to fit (three folds), with
    DeLong's 95 % interval. The columns that the trees split on most are named with their share of the gain.

    Why it matters
    --------------
    Every column can look as before while the way they belong together has changed. A model meets rows it never saw.

    How to fix
    ----------
    Look at the named columns first at their source. A number that only grows with time (a counter, a date) is no drift
    of the world: leave it out of the inputs.

    Limits
    ------
    In a large sample a small change gives an interval above 0.5; how far above tells how much. Up to 200 inputs are
    used, numbers in 31 ranges, texts by their 30 most frequent values.

    Source
    ------
    Rabanser, Guennemann and Lipton, "Failing Loudly", NeurIPS 2019; Lopez-Paz and Oquab, "Revisiting Classifier
    Two-Sample Tests", ICLR 2017; DeLong, DeLong and Clarke-Pearson, Biometrics 1988.
    """
    auc = domain.auc
    level = None if auc.value is None else auc.confidence
    value = Measurement(
        "domain_classifier_auc", auc.value, Unit.AUC, auc.low, auc.high, level, auc.n, domain.dataset,
        method=f"boosted trees on {domain.compared} inputs, 3 folds, DeLong", reason=auc.reason,
    )  # fmt: skip
    if auc.value is None or auc.low is None or auc.low <= NOTHING:
        why = f"Rows of {domain.path} and {domain.train_path} cannot be told apart: AUC {auc}."
        return measured(measurements=[value], evidence=[Evidence(Location(domain.path), why)], strength=Strength.E2)
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{name} gives away whether a row is of train or {domain.dataset}: {share:.0%} of what tells them apart "
            f"(AUC {auc}).",
            Location(domain.path),
            name,
            f"Compare {name} in {domain.train_path} and {domain.path} at its source before training again.",
        )
        for name, share in domain.columns
        if share * domain.compared > 1
    ]
    return measured(measurements=[value], findings=findings, strength=Strength.E2)
