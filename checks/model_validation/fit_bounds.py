"""Over- and underfitting: quality on the training rows against test rows and against a constant answer."""

from __future__ import annotations

import math

from checks.model_validation._quality_facts import Quality, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import Estimate

CONSTANT = {"roc_auc": 0.5, "r2": 0.0}
METHOD = "difference of independent estimates, interval after Donner and Zou 2002"


@check(
    title="Over- and underfitting",
    effort=Effort.MEDIUM,
    measures=(Measure("train_test_gap", Unit.SCORE), Measure("training_gain", Unit.SCORE)),
)
def fit_bounds(quality: Quality) -> CheckResult:
    """Return how much better the model is on training than on test rows, and than a constant answer on training rows.

    What it measures
    ----------------
    The headline metric (ROC AUC; accuracy for several classes; R2) of the shipped model on both tables; each difference
    has a 95 % interval. A large first one is overfitting, a second one near zero underfitting.

    Why it matters
    --------------
    A model that has learned its rows by heart promises a quality it does not keep; one that has learned nothing looks
    stable for the wrong reason.

    How to fix
    ----------
    Against overfitting: fewer or shallower trees, regularisation, early stopping, more rows. Against underfitting: a
    richer model or better inputs. The learning curve tells which.

    Limits
    ------
    Some models (full-grown forests, nearest neighbours) know their training rows by construction; their gap is large
    without harm. The learning curve takes refitting and is a check of its own, in the deep assessment.

    Source
    ------
    Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, chapter 7; Donner and Zou, 2002.
    """
    name = "accuracy" if quality.kind == "multiclass" else quality.headline
    train, test = quality.estimates.get("train", {}).get(name), quality.test.get(name)
    if train is None or test is None or train.value is None or test.value is None:
        lacking = "training" if train is None or train.value is None else "test"
        reason = f"there are no labelled predictions on {lacking} rows to compare"
        open_values = [Measurement(m, None, Unit.SCORE, reason=reason) for m in ("train_test_gap", "training_gain")]
        return measured(measurements=open_values, strength=Strength.E0, reason=reason)
    gap = _difference("train_test_gap", train, test, quality.model)
    constant = CONSTANT.get(name, quality.majority_share or 0.0)
    gain = _difference("training_gain", train, Estimate(constant, constant, constant, train.n, ""), quality.model)
    words = f"{name} is {interval_words(train)} on training rows and {interval_words(test)} on test rows"
    place = Location(quality.paths["test"])
    findings = []
    if gap.low is not None and gap.low > 0:
        message = f"The model's {words}: a gap of {gap.value:.3f} that is more than chance."
        fix = f"Compare the learning curve of {quality.model or 'the model'} under stronger regularisation."
        findings.append(Finding(Severity.LOW, message, place, fix=fix))
    if gain.low is not None and gain.low <= 0:
        message = f"The model's {words}; a constant answer has {constant:.3g}. It has learned little from its rows."
        findings.append(Finding(Severity.HIGH, message, place, fix="Try a richer model or better inputs."))
    evidence = [Evidence(place, f"The model's {words}.")]
    return measured(measurements=[gap, gain], findings=findings, evidence=evidence, strength=Strength.E2)


def _difference(name: str, first: Estimate, second: Estimate, model: str | None) -> Measurement:
    a, b = float(first.value or 0.0), float(second.value or 0.0)
    known = None not in (first.low, first.high, second.low, second.high)
    low = high = None
    if known:
        low = a - b - math.hypot(a - float(first.low or 0.0), float(second.high or 0.0) - b)
        high = a - b + math.hypot(float(first.high or 0.0) - a, b - float(second.low or 0.0))
    level = first.confidence if known else None
    return Measurement(name, a - b, Unit.SCORE, low, high, level, second.n, model=model, method=METHOD)
