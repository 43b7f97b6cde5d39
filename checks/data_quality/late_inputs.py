"""Late inputs: columns that carry a date after the prediction was due."""

from checks.data_quality._time_facts import LateInputs
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Inputs later than the prediction", effort=Effort.SMALL, measures=(Measure("late_input_share", Unit.SHARE),)
)
def late_inputs(dates: LateInputs) -> CheckResult:
    """Return for every dated input the share of training rows in which it is later than the row's time (0 to 1).

    What it measures
    ----------------
    Every model input that holds dates against the column declared as ``data.time``, over the rows that have both. The
    count is exact.

    Why it matters
    --------------
    A value dated after the prediction cannot be there when the prediction is asked for. The model learns from it, and
    misses it in service.

    How to fix
    ----------
    Drop the column from the inputs, or rebuild the table with the values as they stood at the time of the row.

    Limits
    ------
    Only columns that are dates themselves; when a number was written is not known. Due dates that lie in the future by
    their meaning, such as the end of a contract, look the same and are listed too.

    Source
    ------
    Kaufman et al., "Leakage in Data Mining", ACM TKDD 2012 (no-time-machine requirement).
    """
    path = Location(dates.path)
    measurements = [
        Measurement("late_input_share", item.late / item.rows if item.rows else None, Unit.SHARE, n=item.rows,
                    dataset="train", column=item.column, reason="" if item.rows else "no row has both dates")
        for item in dates.columns
    ]  # fmt: skip
    findings = [
        Finding(
            Severity.HIGH,
            f"{item.column} is later than {dates.time} in {item.late:,} of {item.rows:,} training rows.",
            path,
            item.column,
            f"Is {item.column} known when predicting? If not, list it under data.ignore and train without it.",
        )
        for item in dates.columns
        if item.late
    ]
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
