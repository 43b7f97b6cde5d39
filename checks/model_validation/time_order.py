"""Time order: training ends before the test begins."""

from checks.model_validation._split_facts import SplitOverlap
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Time order of train and test",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("late_train_share", Unit.SHARE),),
)
def time_order(split: SplitOverlap) -> CheckResult:
    """Return whether every train row lies before the first test row in the declared time column.

    What it measures
    ----------------
    The latest time in train against the earliest in test, and the share of train rows at or after the latter.

    Why it matters
    --------------
    Production predicts what comes next. Training on rows later than the test rows uses knowledge of the future, and
    drift between the periods stays hidden.

    How to fix
    ----------
    Choose a cut-off date, train on what lies before it and test on what follows. Leave a gap where labels arrive late.

    Limits
    ------
    Judged only where a time column is declared (data: time). A date that says nothing about when a row became known,
    such as a date of birth, belongs under data: ignore or among the inputs.

    Source
    ------
    Kapoor and Narayanan, Leakage and the reproducibility crisis, Patterns 2023 (L3.1); Bergmeir and Benitez, On the
    use of cross-validation for time series, Information Sciences 2012.
    """
    period = split.period
    if period is None and not split.time_columns:
        return not_applicable("no time column is declared, and no column that both tables share holds dates")
    if period is None:
        names = ", ".join(split.time_columns)
        return measured(
            holds=None,
            strength=Strength.E2,
            reason=f"{names} holds dates: declare data.time if rows follow in time, else list it under data.ignore",
        )
    location = Location(split.test_path)
    share = period.late / period.train_rows
    measurement = Measurement(
        "late_train_share", share, Unit.SHARE, n=period.train_rows, dataset="train", column=period.column
    )
    span = f"train ends {period.train_last}, test begins {period.test_first}"
    if not period.late:
        return measured(
            holds=True,
            measurements=[measurement],
            evidence=[Evidence(location, f"in {period.column}, {span}")],
            strength=Strength.E2,
        )
    finding = Finding(
        Severity.HIGH,
        f"{period.column}: {span}; {period.late:,} of {period.train_rows:,} train rows lie at or after that.",
        location,
        period.column,
        f"Cut {split.train_path} and {split.test_path} at one date of {period.column}.",
    )
    return measured(holds=False, measurements=[measurement], findings=[finding], strength=Strength.E2)
