"""Feature parity: training and serving compute their features with one piece of code."""

from __future__ import annotations

from checks.data_quality._parity_facts import FeaturePaths, FeatureStep, RecordedParity, names_of
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.served_model import ServedModel
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import CONFIDENCE, wilson_interval


@check(
    title="Feature parity",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("equal_answer_share", Unit.SHARE),),
)
def feature_parity(
    paths: FeaturePaths,
    served: ServedModel,
    recorded: RecordedParity | Absent,
    session: ModelSession | Absent,
    predictions: Predictions | Absent,
) -> CheckResult:
    """Return whether training and serving share their feature code, and the share of equal answers (share, 0 to 1).

    What it measures
    ----------------
    Every transforming call and every column computed from others in the code that training and serving run. Shared is
    what both run: transformers inside the stored pipeline that the service loads, a function that both call, a stored
    transformer that the service only applies, or a feature store that both ask. Where the service's answers are
    recorded with their rows, the shipped model answers the same rows again and the two are compared.

    Why it matters
    --------------
    Two versions of one transformation drift apart unseen. Offline figures then describe a model that nobody serves.

    How to fix
    ----------
    Put the transformation into the pipeline that is saved as the model, or into one function that both paths import.

    Limits
    ------
    Read from the code unless answers are recorded: a transformation written in SQL or done by the caller is not seen,
    and neither is one whose result is assigned to plain variables.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Monitor 3 (training and serving are not skewed); Zinkevich, "Rules of
    Machine Learning", 2019, rules 29 to 37.
    """
    if isinstance(recorded, RecordedParity) and recorded.rows and recorded.equal < recorded.rows:
        return _unequal(recorded)
    refits = [step for step in paths.serving if step.fits]
    if paths.twice or refits:
        return _apart(paths, served)
    loaded = tuple(step for step in paths.serving if step.loaded)
    alone = tuple(step for step in paths.serving if not step.loaded)
    behind = tuple(step for step in paths.training if not (step.fits and loaded))
    if alone or behind:
        reason, finding = _open(paths, alone, behind)
        return measured(holds=None, findings=[finding], strength=Strength.E1, reason=reason)
    if not served.same:
        return measured(holds=None, strength=Strength.E1, reason=served.why)
    evidence = _shared(paths, session)
    if not evidence:
        reason = "neither path is seen to compute a feature, and the model was not loaded to see what it takes"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    if served.location is not None:
        evidence.append(Evidence(served.location, served.why))
    if isinstance(recorded, RecordedParity) and recorded.rows:
        why = f"The shipped model repeats all {recorded.rows:,} answers recorded in {recorded.column}."
        evidence.append(Evidence(Location(recorded.path), why))
        return measured(holds=True, measurements=[_share(recorded)], evidence=evidence, strength=Strength.E3)
    ran = isinstance(predictions, Predictions) and predictions.model is not None
    return measured(holds=True, evidence=evidence, strength=Strength.E2 if ran else Strength.E1)


def _share(recorded: RecordedParity) -> Measurement:
    low, high = wilson_interval(recorded.equal, recorded.rows)
    return Measurement(
        "equal_answer_share", recorded.equal / recorded.rows, Unit.SHARE, low, high, CONFIDENCE, recorded.rows,
        recorded.dataset, recorded.column, method="Wilson",
    )  # fmt: skip


def _unequal(recorded: RecordedParity) -> CheckResult:
    other = recorded.rows - recorded.equal
    finding = Finding(
        Severity.HIGH,
        f"{recorded.column}: {other:,} of {recorded.rows:,} answers recorded in {recorded.path} differ from those the "
        "shipped model gives on the same rows.",
        Location(recorded.path),
        recorded.column,
        f"Find out which model or which features gave {recorded.column}, and serve the shipped pipeline.",
    )
    reason = f"{other:,} of {recorded.rows:,} recorded answers are not those of the shipped model"
    return measured(
        holds=False, measurements=[_share(recorded)], findings=[finding], strength=Strength.E3, reason=reason
    )


def _apart(paths: FeaturePaths, served: ServedModel) -> CheckResult:
    findings = [
        Finding(
            Severity.HIGH,
            f"{mine.what} is computed in {mine.location} for training and again in {theirs.location} for serving.",
            theirs.location,
            fix=f"Move {mine.what} into one function that {mine.location.path} and {theirs.location.path} import.",
        )
        for mine, theirs in paths.twice[:10]
    ]
    findings += [
        Finding(
            Severity.HIGH,
            f"{step.location} fits {step.what} anew on the rows of a request.",
            step.location,
            fix=f"Store the fitted {step.what} with the model and only apply it in {step.location.path}.",
        )
        for step in paths.serving
        if step.fits
    ]
    reason = f"{paths.where} computes features with code of its own"
    return measured(holds=False, findings=findings, strength=Strength.E1, reason=reason)


def _open(paths: FeaturePaths, alone: tuple[FeatureStep, ...], behind: tuple[FeatureStep, ...]) -> tuple[str, Finding]:
    if alone:
        what = f"{paths.where} computes {names_of(alone)}, which the training path is not seen to compute"
        step = alone[0]
    else:
        what = f"the training path computes {names_of(behind)} outside the stored model; serving is not seen to do so"
        step = behind[0]
    fix = f"Put {step.what} into the stored pipeline, so that {step.location.path} needs no code of its own for it."
    return what, Finding(Severity.MEDIUM, f"{what[:1].upper()}{what[1:]}.", step.location, fix=fix)


def _shared(paths: FeaturePaths, session: ModelSession | Absent) -> list[Evidence]:
    """Return what shows that both paths share their features; empty when nothing does."""
    evidence = [Evidence(step.location, f"Both paths run the code that computes {step.what}.") for step in paths.shared]
    evidence += [
        Evidence(step.location, "The service applies a transformer read from a file.")
        for step in paths.serving
        if step.loaded
    ]
    if paths.store is not None:
        evidence += [Evidence(place, "Features come from the feature store.") for place in paths.store]
    if paths.pipeline is not None:
        evidence.append(Evidence(paths.pipeline, "The transformers are part of the pipeline that is stored."))
    if isinstance(session, ModelSession) and (len(session.steps) > 1 or session.features is not None):
        what = f"holds {len(session.steps)} steps" if len(session.steps) > 1 else "takes the table's own columns"
        evidence.append(Evidence(Location(session.file.path), f"The stored {session.class_name} {what}."))
    return evidence[:6]
