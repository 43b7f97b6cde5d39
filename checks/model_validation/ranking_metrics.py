"""Ranking metrics: how well the model orders the rows of each group, recomputed with intervals."""

from checks.model_validation._quality_facts import interval_words
from checks.model_validation._ranking_facts import METRICS, RankingQuality
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Ranking quality",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(*(Measure(name, Unit.SHARE) for name in METRICS), Measure("random_ndcg_at_10", Unit.SHARE)),
)
def ranking_metrics(ranking: RankingQuality) -> CheckResult:
    """Return whether the model orders better than chance, with NDCG, reciprocal rank and precision (0 to 1).

    What it measures
    ----------------
    For tasks that rank: the test rows of each group (a query, a user) are ordered by the model's score. NDCG and
    precision of the first ten, the mean reciprocal rank and the mean average precision are averaged over groups, with
    95 % intervals over groups, beside the NDCG of a random order.

    Why it matters
    --------------
    Accuracy says nothing of an order. What counts is what people see first.

    How to fix
    ----------
    Train with a ranking objective (LambdaMART, pairwise losses), keep the rows of a group together in every split, and
    look at the groups with the lowest NDCG.

    Limits
    ------
    Relevance is taken as written: what was never shown counts as irrelevant. Groups in which all rows are equally
    relevant are left out. Ties in score are ordered at random. Checks of single answers (classes, calibration, groups
    of people) do not apply to this task.

    Source
    ------
    Jarvelin and Kekalainen 2002; Burges et al. 2005; Voorhees 1999 (reciprocal rank). Bootstrap over groups: Efron and
    Tibshirani 1993.
    """
    place = Location(ranking.path)
    measurements = [
        Measurement(
            name, estimate.value, Unit.SHARE, estimate.low, estimate.high, estimate.confidence, estimate.n, "test",
            model=ranking.model, method=estimate.method,
        )
        for name, estimate in ranking.estimates.items()
    ]  # fmt: skip
    about = "mean of random orders of the same groups"
    measurements.append(
        Measurement("random_ndcg_at_10", ranking.chance, Unit.SHARE, n=ranking.groups, dataset="test", method=about)
    )
    found = ranking.estimates["ndcg_at_10"]
    told = interval_words(found).replace(" rows)", " groups)")
    words = f"NDCG of the first ten is {told}; at random {ranking.chance:.3f}"
    better = found.low is not None and found.low > ranking.chance
    left = (
        f" {ranking.left_out:,} groups were left out: all their rows are equally relevant." if ranking.left_out else ""
    )
    findings = []
    if not better:
        message = f"The model does not order better than chance: {words}."
        fix = "Check that higher scores mean more relevant rows, and that the group column is right."
        findings.append(Finding(Severity.HIGH, message, place, fix=fix))
    return measured(
        holds=better,
        measurements=measurements,
        findings=findings,
        evidence=[Evidence(place, f"{words}.{left}")] if better else [],
        strength=Strength.E2,
        reason="" if better else "the order is no better than chance",
    )
