"""Cross-validation repeated: the model fitted anew on five folds, and the spread of its scores."""

from statistics import mean, stdev

from checks.model_validation._quality_facts import Quality
from checks.model_validation._stress_facts import Folds
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

FOLDS = 5
STUDENT_T_975 = {3: 4.303, 4: 3.182, 5: 2.776}


@check(
    title="Cross-validation, repeated here",
    effort=Effort.SMALL,
    measures=(
        Measure("fold_score_mean", Unit.SCORE),
        Measure("fold_score_sd", Unit.SCORE),
        Measure("fold_test_gap", Unit.SCORE),
    ),
)
def cross_validation_repeated(folds: Folds, quality: Quality) -> CheckResult:
    """Return mean and standard deviation of the fold scores, and how far the test metric lies from their mean.

    What it measures
    ----------------
    A fresh copy of the shipped model, with its hyper-parameters, is fitted on four fifths of the train rows (300 for
    every second of the budget, 2,000 at least) and scored on the rest, five times: AUC for two classes, F1 as mean over
    classes for more, R2 for numbers. Folds keep the declared groups together, else the class shares.

    Why it matters
    --------------
    One split can be lucky. The spread over folds shows how far the figure may move.

    How to fix
    ----------
    Use StratifiedKFold, GroupKFold or TimeSeriesSplit in training and store the fold scores.

    Limits
    ------
    Part of the deep assessment (--budget) only; without it the project's own record is judged alone. Models that stop
    early on their own validation rows are fitted without them. Fold scores are not independent, so the interval of
    their mean is too narrow (Bengio and Grandvalet 2004). Time-ordered data needs ordered folds, which are not made
    here.

    Source
    ------
    Stone 1974; Bengio and Grandvalet 2004.
    """
    scores = folds.scores
    place = Location(folds.path)
    cut = _cut(folds)
    if len(scores) < 3:
        reason = f"only {len(scores)} folds could be fitted in the time given"
        return measured(findings=cut, strength=Strength.E0, reason=reason)
    centre, spread = mean(scores), stdev(scores)
    half = STUDENT_T_975.get(len(scores), 2.776) * spread / len(scores) ** 0.5
    about = f"{folds.metric}, {len(scores)} folds{' by group' if folds.grouped else ''} of {folds.rows:,} train rows"
    measurements = [
        Measurement(
            "fold_score_mean", centre, Unit.SCORE, centre - half, centre + half, 0.95, folds.rows, "train",
            model=folds.path, method=about,
        ),
        Measurement(
            "fold_score_sd", spread, Unit.SCORE, n=len(scores), dataset="train", model=folds.path, method=about
        ),
    ]  # fmt: skip
    findings = cut
    test = quality.test.get(folds.metric)
    if test is not None and test.value is not None:
        gap = test.value - centre
        measurements.append(
            Measurement("fold_test_gap", gap, Unit.SCORE, n=test.n, dataset="test", model=folds.path, method=about)
        )
        if test.low is not None and test.low > centre + 2 * spread:
            message = (
                f"{folds.metric} on test is {test.value:.3f}, well above the {centre:.3f} of cross-validation "
                f"(standard deviation {spread:.3f}): the test rows may have been trained on or be easier."
            )
            findings.append(Finding(Severity.MEDIUM, message, place, fix="Check how the test table was split off."))
    why = f"{about}: mean {centre:.3f}, standard deviation {spread:.3f}."
    return measured(measurements=measurements, findings=findings, evidence=[Evidence(place, why)], strength=Strength.E2)


def _cut(folds: Folds) -> list[Finding]:
    """Return what the time given did not allow, as findings."""
    parts = []
    if len(folds.scores) < FOLDS:
        parts.append(f"{len(folds.scores)} of {FOLDS} folds could be fitted")
    if folds.rows < folds.total:
        parts.append(f"{folds.rows:,} of {folds.total:,} train rows were used")
    return [
        Finding(
            Severity.INFO, f"Cross-validation was cut: {part}.", Location(folds.path), fix="Give a longer --budget."
        )
        for part in parts
    ]
