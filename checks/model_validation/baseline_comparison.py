"""Baseline comparison: the gain of the model over simple models, on the same rows."""

from checks.model_validation._quality_facts import interval_words
from checks.model_validation._trial_facts import BaselineGains
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

NAMES = {"constant": "a constant answer", "linear": "a linear model", "tree": "a tree of depth 4"}


@check(title="Beats simple models", effort=Effort.SMALL, measures=(Measure("baseline_gain", Unit.SCORE),))
def baseline_comparison(gains: BaselineGains) -> CheckResult:
    """Return the gain over each simple model, in AUC, accuracy or R2, with a paired 95 % interval.

    What it measures
    ----------------
    A constant answer, a logistic (or ridge) regression and a tree of depth 4 are fitted on the train rows with plain
    preprocessing and judged on the test rows together with the shipped model. The gain is the difference: AUC for two
    classes, accuracy for more, R2 for numbers. Simple models of the shipped model's own kind are left out.

    Why it matters
    --------------
    A complex model costs more to train, serve and explain. It should earn that.

    How to fix
    ----------
    Ship the simpler model where it is as good, or add test rows until the gain is clear, or improve the model.

    Limits
    ------
    The simple models are not tuned; a careful one could be better. All gains must be clear together, so no correction
    for several comparisons is needed (Berger 1982). Rows are taken as independent; at most 20,000 are used.

    Source
    ------
    Paired bootstrap: Efron and Tibshirani 1993. Start with a simple model: Zinkevich, Rules of Machine Learning.
    """
    place = Location(gains.path)
    measurements, findings, evidence = [], [], []
    for name, gain in gains.gains.items():
        known = gain.value is not None
        measurements.append(
            Measurement(
                "baseline_gain",
                gain.value,
                Unit.SCORE,
                gain.low,
                gain.high,
                gain.confidence if known and gain.low is not None else None,
                gain.n,
                "test",
                model=gains.path,
                method=f"{gains.metric} less that of {NAMES[name]}; {gain.method}" if known else None,
                reason=gain.reason,
            )
        )
        words = f"{gains.metric} of the model less that of {NAMES[name]}: {interval_words(gain)}"
        if known and gain.low is not None and gain.low > 0:
            evidence.append(Evidence(place, f"{words}."))
        elif known:
            worse = gain.high is not None and gain.high < 0
            severity = Severity.HIGH if worse or name == "constant" else Severity.MEDIUM
            text = "it is worse" if worse else "the gain is not clear"
            fix = f"Ship {NAMES[name]} instead, or show on more test rows that {gains.path} is better."
            findings.append(Finding(severity, f"{words}; {text}.", place, fix=fix))
    for name, reason in gains.left_out.items():
        evidence.append(Evidence(place, f"Not compared with {NAMES[name]}: {reason}."))
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)
