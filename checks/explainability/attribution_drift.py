"""Attribution drift: on production rows the model relies on the same columns as in training."""

from checks.explainability._drift_facts import AttributionDrift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 3
NOTICEABLE = 0.01


@check(
    title="Drift of explanations",
    effort=Effort.SMALL,
    measures=(Measure("attribution_rank_ndcg", Unit.SHARE), Measure("attribution_share_change", Unit.DIFFERENCE)),
)
def attribution_drift(drift: AttributionDrift) -> CheckResult:
    """Return how alike the columns' importance is on train and production rows (NDCG, 0 to 1), and its change.

    What it measures
    ----------------
    Mean absolute SHAP values of the shipped model on up to 1,000 train and 1,000 production rows. The order of the
    columns in production is scored by NDCG with the train importances; for each column the change of its share of all
    importance has an interval that holds for all columns together.

    Why it matters
    --------------
    Inputs can drift without harm, and a small drift in a column that decides can do much. A change in what the model
    relies on shows before labels come in.

    How to fix
    ----------
    Look at how the named column is made in production: a changed unit, a default value, a new source. Then train again
    on recent rows.

    Limits
    ------
    Compares the model with itself on two tables, so it says nothing of a change in the target. Both tables are sampled.

    Source
    ------
    Nigenda et al., "Amazon SageMaker Model Monitor", KDD 2022 (NDCG of attributions, and its alarm below 0.9, which is
    the limit in the rubric); Jarvelin and Kekalainen 2002.
    """
    place = Location(drift.table)
    about = f"{drift.explainer}; {drift.rows[0]:,} train and {drift.rows[1]:,} production rows"
    values = [
        Measurement(
            "attribution_rank_ndcg", drift.ndcg, Unit.SHARE, n=sum(drift.rows), dataset="production", model=drift.path,
            method=about,
        )
    ]  # fmt: skip
    values += [
        Measurement(
            "attribution_share_change", change.value, Unit.DIFFERENCE, change.low, change.high, change.confidence,
            change.n, "production", column, model=drift.path, method=change.method,
        )
        for column, change in drift.changes.items()
    ]  # fmt: skip
    moved = [
        (column, change)
        for column, change in drift.changes.items()
        if change.low is not None and change.high is not None and (change.low > NOTICEABLE or change.high < -NOTICEABLE)
    ]
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{column} holds {drift.shares[column][1]:.0%} of the importance on production rows and "
            f"{drift.shares[column][0]:.0%} in training (change between {change.low:+.2f} and {change.high:+.2f}).",
            place,
            column,
            f"Look at how {column} is made in production; then train again on recent rows.",
        )
        for column, change in moved[:SHOWN]
    ]
    why = f"The columns' order of importance on {drift.table} agrees with training: NDCG {drift.ndcg:.3f}."
    evidence = [] if findings else [Evidence(place, why)]
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E2)
