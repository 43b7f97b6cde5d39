"""Train-test gap: how much better the headline metric is on the train rows than on the test rows."""

from checks.model_validation._quality_facts import Quality, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.statistics import Estimate

LARGE = 0.1


@check(title="Gap between train and test", effort=Effort.MEDIUM, measures=(Measure("train_test_gap", Unit.SCORE),))
def train_test_gap(quality: Quality) -> CheckResult:
    """Return the headline metric on train less that on test (AUC, F1, accuracy or R2), with a 95 % interval.

    What it measures
    ----------------
    The shipped model is asked on a sample of its train rows and on the test rows. A large gap means that it has learnt
    rows by heart.

    Why it matters
    --------------
    A model that overfits looks better in training than it will be in use, and reacts to noise.

    How to fix
    ----------
    Regularise or simplify the model, stop training earlier, or add training rows; keep the test table untouched.

    Limits
    ------
    Some good models fit their train rows fully; the gap alone is a sign, not a verdict. A gap near zero can also mean
    that test rows were trained on.

    Source
    ------
    Interval of a difference from two intervals: Zou and Donner 2008 (MOVER).
    """
    name = quality.headline
    test, train = quality.test.get(name), quality.estimates.get("train", {}).get(name)
    if test is None or train is None or test.value is None or train.value is None:
        return measured(strength=Strength.E0, reason=f"{name} is not known on both train and test")
    gap = difference(train, test)
    value = train.value - test.value
    words = f"{name} is {interval_words(train)} on train and {interval_words(test)} on test"
    place = Location(quality.paths["test"])
    findings, evidence = [], [Evidence(place, f"{words}.")]
    if gap is not None and gap[0] > LARGE:
        fix = "Regularise or simplify the model, or stop training earlier; compare again."
        findings.append(Finding(Severity.MEDIUM, f"{words}: it has learnt train rows by heart.", place, fix=fix))
    low, high = gap or (None, None)
    measurement = Measurement(
        "train_test_gap", value, Unit.SCORE, low, high, test.confidence if gap else None, test.n, "test",
        model=quality.model, method=f"{name}, train less test",
    )  # fmt: skip
    return measured(measurements=[measurement], findings=findings, evidence=evidence, strength=Strength.E2)


def difference(first: Estimate, second: Estimate) -> tuple[float, float] | None:
    """Return the interval of first less second, two independent estimates, from their own intervals."""
    ends = (first.value, first.low, first.high, second.value, second.low, second.high)
    if any(end is None for end in ends):
        return None
    a, a_low, a_high, b, b_low, b_high = (float(end) for end in ends if end is not None)
    down = ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    up = ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5
    return a - b - down, a - b + up
