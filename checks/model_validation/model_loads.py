"""Model loads: the shipped model opens in the worker and answers for sample rows."""

from checks.model_validation._trial_facts import ModelTrial
from readiness.domain.check import CheckResult, Effort, Strength, blocked, check, measured, no_evidence
from readiness.domain.evidence import Absence, Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions


@check(title="The model loads and predicts", effort=Effort.SMALL, states_fact=True)
def model_loads(
    session: ModelSession | Absent, trial: ModelTrial | Absent, predictions: Predictions | Absent
) -> CheckResult:
    """Return whether the shipped model loads and gives one valid answer per row, twice the same.

    What it measures
    ----------------
    The model file is loaded in an isolated process with limits on time and memory. It answers for up to 200 real rows:
    one answer per row, finite numbers, probabilities that lie within 0 to 1 and add up to 1, the same answers when
    asked again, and for single rows the same as for many. Where the model lives elsewhere, recorded predictions of the
    test rows stand in for it.

    Why it matters
    --------------
    If the artefact cannot be loaded, nothing else about it can be shown. Other library versions are the usual cause.

    How to fix
    ----------
    Pin the libraries that the model was trained with, export it again together with its preprocessing, and try it on
    the rows of the test table in a fresh environment.

    Limits
    ------
    A missing library, or another version of it, leaves the answer open and names the line to install. The rows are
    those of the test table; other inputs may still fail. Loading needs your consent where it can run code.

    Source
    ------
    Breck et al. 2017, The ML Test Score, Infra 2 and 3.
    """
    if isinstance(session, Absent):
        return _without_model(session, predictions)
    if isinstance(trial, Absent):
        return _from_absent(trial, session.file.path)
    place = Location(session.file.path)
    faults = [text for text, wrong in _faults(trial) if wrong]
    if faults:
        finding = Finding(
            Severity.HIGH,
            f"{session.file.path} loads, but {'; '.join(faults)} ({trial.rows} rows of {trial.table}).",
            place,
            fix=f"Correct the model so that predict gives one valid, repeatable answer per row of {trial.table}.",
        )
        return measured(holds=False, findings=[finding], strength=Strength.E2, reason="; ".join(faults))
    what = " > ".join(session.steps) or session.class_name
    why = f"{what} loads and answers for {trial.rows} rows of {trial.table}, twice the same ({trial.type})."
    notes = []
    if session.other_versions:
        wanted = " ".join(session.other_versions)
        notes = [
            Finding(
                Severity.LOW,
                f"The model was made with {wanted}; it loads here in another version, and answers may differ.",
                place,
                fix=f"Pin {wanted} in the serving requirements, or export the model again.",
            )
        ]
    return measured(holds=True, findings=notes, evidence=[Evidence(place, why)], strength=Strength.E2)


def _faults(trial: ModelTrial) -> list[tuple[str, bool]]:
    return [
        ("some answers are not finite", not trial.finite),
        ("asked again it answers otherwise", not trial.deterministic),
        ("it answers otherwise for single rows than for many", not trial.single_rows_agree),
        ("its probabilities are not within 0 to 1 or do not add up to 1", trial.probability_valid is False),
        (f"it gives the same answer for all {trial.rows} rows", trial.distinct == 1 and trial.rows >= 100),
    ]


def _without_model(session: Absent, predictions: Predictions | Absent) -> CheckResult:
    """Return the result on recorded predictions where there are some, else what the absence means."""
    recorded = predictions.held_out if isinstance(predictions, Predictions) and predictions.model is None else None
    if recorded is None:
        return _from_absent(session, "")
    rows = recorded.n
    covered = rows >= 0.99 * recorded.total
    place = Location(recorded.path)
    why = f"{rows:,} of {recorded.total:,} test rows carry a recorded prediction."
    if covered:
        reason = f"the model itself was not loaded: {session.reason}"
        return measured(holds=None, evidence=[Evidence(place, why)], strength=Strength.E1, reason=reason)
    finding = Finding(Severity.MEDIUM, why, place, fix=f"Record a prediction for every row of {recorded.path}.")
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=why)


def _from_absent(absent: Absent, path: str) -> CheckResult:
    place = absent.location or (Location(path) if path else None)
    severity = Severity.CRITICAL if absent.own_fault else Severity.MEDIUM
    reason = f"T{absent.reason[1:]}" if absent.reason.startswith("the ") else absent.reason
    finding = Finding(severity, f"{reason}.", place, fix=absent.fix)
    if absent.kind is Absence.NOTHING_FOUND:
        return no_evidence(absent.reason, [finding])
    # Not loaded for want of consent, a library or a guard: what comes before it is missing, nothing points both ways.
    if absent.kind in (Absence.BLOCKED, Absence.CANNOT_TELL):
        return blocked(absent.reason, own_fault=absent.own_fault, cause=absent.fact or "ModelFile", findings=[finding])
    return measured(findings=[finding], strength=Strength.E0, reason=absent.reason)
