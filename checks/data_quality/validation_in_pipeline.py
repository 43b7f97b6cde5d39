"""Validation in the pipeline: bad data stops the run before training and scoring."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.data.expectations_order import ValidatedRun, ValidationOrder


@check(
    title="Validation stops bad runs",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("guarded_run_share", Unit.SHARE),),
)
def validation_in_pipeline(order: ValidationOrder) -> CheckResult:
    """Return whether every training and batch scoring run first passes a validation whose failure ends it.

    What it measures
    ----------------
    The calls of each script, task or command that trains or scores, in the order they run: whether a data validation
    (Great Expectations, Pandera, TFDV, JSON Schema, or a function of the project that checks data and raises) comes
    before the first training or scoring call, whether a failure raises or its result is acted on, and that no handler
    on the way swallows it.

    Why it matters
    --------------
    A report after the model was trained comes too late. The run must not go on with data you would have refused.

    How to fix
    ----------
    Call the validation first in the training and scoring entry points and raise when it fails.

    Limits
    ------
    Read from the code; no damaged batch is run through it. Validation as a task or recipe of its own is found, but
    whether the orchestrator runs it first is then a question, not a verdict. Own functions are recognised by name.

    Source
    ------
    Breck et al., Data Validation for Machine Learning, MLSys 2019; Google Cloud, MLOps level 1, 2020.
    """
    guarded = [run for run in order.runs if run.guarded]
    share = Measurement("guarded_run_share", len(guarded) / len(order.runs), Unit.SHARE, n=len(order.runs))
    evidence = [
        Evidence(validation.location, f"{validation.name} comes before {run.what}: {validation.reason}")
        for run in guarded
        for validation in run.validations
        if validation.before and validation.stops
    ]
    if len(guarded) == len(order.runs):
        return measured(holds=True, measurements=[share], evidence=evidence, strength=Strength.E1)
    open_runs = [run for run in order.runs if not run.guarded]
    findings = [_finding(run) for run in open_runs]
    apart = [place for place in order.elsewhere if not any(_holds(run, place.path) for run in open_runs)]
    if apart and not any(run.validations for run in open_runs):
        return measured(
            holds=None,
            measurements=[share],
            findings=findings,
            evidence=evidence,
            strength=Strength.E1,
            reason=f"{apart[0]} validates data on a way in of its own; whether it always runs first is not seen",
        )
    return measured(holds=False, measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _holds(run: ValidatedRun, path: str) -> bool:
    return any(validation.location.path == path for validation in run.validations)


def _finding(run: ValidatedRun) -> Finding:
    place = run.location
    if not run.validations:
        what, at = "no data validation is reached", place
    elif any(validation.before for validation in run.validations):
        first = next(validation for validation in run.validations if validation.before)
        what, at = f"{first.name} does not stop the run: {first.reason}", first.location
    else:
        first = run.validations[0]
        what, at = f"{first.name} comes after it", first.location
    return Finding(
        Severity.HIGH,
        f"{run.what.capitalize()} from {place} starts on unchecked data: {what}.",
        at,
        fix=f"Validate the table first in {place} and raise when it fails.",
    )
