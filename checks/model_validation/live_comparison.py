"""Live comparison: a new model against the current one, with a plan, and its statistics recomputed from the counts."""

from __future__ import annotations

from checks.model_validation._experiment_facts import LiveTest
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

NEEDED = {
    "unit": "the unit of randomisation",
    "metric": "the metric",
    "sample": "the planned sample size",
    "rule": "the decision rule",
}


@check(
    title="Compared in a live test",
    effort=Effort.LARGE,
    measures=(
        Measure("planned_part_share", Unit.SHARE),
        Measure("live_effect", Unit.SCORE),
        Measure("sample_ratio_p_value", Unit.SHARE),
        Measure("reached_sample_ratio", Unit.RATIO),
        Measure("live_test_power", Unit.SHARE),
    ),
)
def live_comparison(test: LiveTest) -> CheckResult:
    """Return the plan's completeness, the effect with a 95 % interval, and p value, sample and power of a live test.

    What it measures
    ----------------
    A file with size and outcome (successes, or mean and standard deviation) of two arms, and the plan beside it. From
    the counts the app recomputes the difference between the arms, whether their sizes fit the planned ratio
    (chi-square), the smaller arm against the planned sample, and the power for the smallest effect that was planned.

    Why it matters
    --------------
    Only live traffic shows what a change does to people's behaviour. Arms of odd sizes mean that the assignment broke,
    and then no figure of the test holds.

    How to fix
    ----------
    Write the plan (unit, metric, sample size per arm, smallest effect, decision rule) to ``experiments/NAME.yaml``
    before the start, and the counts of both arms beside it afterwards.

    Limits
    ------
    Counts are taken as written, and that the plan came first cannot be seen. Two arms are read; clustered units and
    peeking are not corrected for. The planned sample is taken as per arm.

    Source
    ------
    Newcombe 1998; Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019;
    Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments", 2020.
    """
    lacking = [words for name, words in NEEDED.items() if name not in test.planned]
    evidence = [Evidence(test.planned[name][1], f"States {NEEDED[name]}.") for name in NEEDED if name in test.planned]
    evidence.append(
        Evidence(
            test.location,
            f"{test.treatment.name or 'The new model'} against {test.control.name or 'the current one'}: "
            f"{test.effect:+.4g} (95 % interval {test.low:+.4g} to {test.high:+.4g}, "
            f"{test.treatment.n:,} and {test.control.n:,} units).",
        )
    )
    fix = f"Write it into the plan beside {test.location.path} before the next test."
    findings = [
        Finding(Severity.MEDIUM, f"The plan does not state {words}.", test.location, fix=fix) for words in lacking
    ]
    n = test.control.n + test.treatment.n
    values = [
        Measurement("planned_part_share", 1 - len(lacking) / len(NEEDED), Unit.SHARE, n=len(NEEDED)),
        Measurement("live_effect", test.effect, Unit.SCORE, test.low, test.high, 0.95, n, dataset="production"),
        Measurement("sample_ratio_p_value", test.ratio_p, Unit.SHARE, n=n, method="chi-square, 1 degree of freedom"),
        _reached(test),
        Measurement(
            "live_test_power", test.power, Unit.SHARE, n=n, method="two-sided, normal approximation",
            reason="" if test.power is not None else "the plan names no smallest effect as a number",
        ),
    ]  # fmt: skip
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E2)


def _reached(test: LiveTest) -> Measurement:
    smaller = min(test.control.n, test.treatment.n)
    written = test.planned["sample"][0].replace(",", "").replace("_", "") if "sample" in test.planned else ""
    planned = float(written) if written.replace(".", "", 1).isdigit() else 0.0
    if planned <= 0:
        return Measurement("reached_sample_ratio", None, Unit.RATIO, reason="no sample size was planned as a number")
    return Measurement("reached_sample_ratio", smaller / planned, Unit.RATIO, n=smaller)
