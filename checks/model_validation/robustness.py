"""Robustness: what the model does with noise, gaps, extremes, unseen values and small steps."""

from checks.model_validation._stress_facts import StressTest
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.statistics import wilson_interval

KINDS = {"noise": "noise", "missing": "a gap", "extreme": "an extreme number", "unseen": "a value never seen"}


@check(
    title="Robustness to damaged inputs",
    effort=Effort.MEDIUM,
    measures=(
        Measure("input_failure_share", Unit.SHARE),
        Measure("noise_flip_share", Unit.SHARE),
        Measure("missing_flip_share", Unit.SHARE),
        Measure("step_flip_share", Unit.SHARE),
    ),
)
def robustness(stress: StressTest) -> CheckResult:
    """Return the share of damaged inputs that the model cannot answer, and the shares of answers that change.

    What it measures
    ----------------
    On 200 rows: noise of a tenth of each number's standard deviation; each column emptied; each number set far out of
    range; each text set to a value never seen; and each number moved by a tenth of its spread, looking for any such
    step that changes the answer. An error or an answer that is not finite is a failure. Changed means another class, or
    a number off by over a tenth of the answers' standard deviation.

    Why it matters
    --------------
    Production sends inputs that no test set contains. You should know how the model fails before it does.

    How to fix
    ----------
    Check and clip inputs before the model, impute gaps inside the saved pipeline, let encoders ignore unseen values,
    and train with the damage you expect.

    Limits
    ------
    One kind of damage at a time, at most 40 columns of each, within a time limit that is stated. A search that finds no
    step is no proof that there is none. Refusing a bad input with an error can be right if the service handles it.

    Source
    ------
    Hendrycks and Dietterich 2019 on common corruptions; Breck et al. 2017, Monitor 5 on numerical stability.
    """
    place = Location(stress.path)
    failed = [reaction for reaction in stress.reactions if reaction.error is not None or reaction.finite < 1]
    count = len(stress.reactions)
    measurements = [_share("input_failure_share", len(failed), count, stress, "perturbations", interval=False)]
    measurements += [_largest("noise_flip_share", "noise", stress), _largest("missing_flip_share", "missing", stress)]
    if stress.step_share is not None:
        hits = round(stress.step_share * stress.step_rows)
        measurements.append(_share("step_flip_share", hits, stress.step_rows, stress, "one number moved by 0.1 sd"))
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{KINDS[reaction.kind].capitalize()} in {reaction.column or 'all numbers'} makes the model "
            + (f"fail: {reaction.error}." if reaction.error else "answer with a value that is not finite."),
            place,
            reaction.column,
            f"Handle {KINDS[reaction.kind]} in {reaction.column or 'the inputs'} inside the saved pipeline, or refuse "
            "it before the model and test that.",
        )
        for reaction in failed[:5]
    ]
    cut = f"; {stress.left_out} more were cut by the time limit" if stress.left_out else ""
    why = f"{count} kinds of damage were tried on {stress.rows} rows, {len(failed)} could not be answered{cut}."
    reason = "" if not stress.left_out else f"{stress.left_out} kinds of damage were not tried in the time given"
    return measured(
        measurements=measurements,
        findings=findings,
        evidence=[Evidence(place, why)],
        strength=Strength.E2,
        reason=reason,
    )


def _share(name: str, hits: int, n: int, stress: StressTest, method: str, interval: bool = True) -> Measurement:
    if n == 0:
        return Measurement(name, None, Unit.SHARE, model=stress.path, reason="nothing could be tried")
    low, high = wilson_interval(hits, n) if interval else (None, None)
    level = 0.95 if interval else None
    return Measurement(name, hits / n, Unit.SHARE, low, high, level, n, model=stress.path, method=method)


def _largest(name: str, kind: str, stress: StressTest) -> Measurement:
    """Return the largest share of changed answers among the perturbations of one kind."""
    known = [r for r in stress.reactions if r.kind == kind and r.changed is not None]
    if not known:
        return Measurement(name, None, Unit.SHARE, model=stress.path, reason="no column could be tried")
    worst = max(known, key=lambda r: r.changed or 0.0)
    made = _share(name, round((worst.changed or 0.0) * stress.rows), stress.rows, stress, f"largest of {len(known)}")
    return made if worst.column is None else Measurement(**{**vars(made), "column": worst.column})
