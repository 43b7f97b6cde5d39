"""Permutation agreement: shuffling the columns names the same ones as SHAP does."""

from checks.explainability._permutation_facts import ROUNDS, TOP, PermutationImportance
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

APART = 0.5
SHOWN = 3


@check(
    title="A second opinion on importance",
    effort=Effort.SMALL,
    measures=(
        Measure("permutation_importance", Unit.ERROR),
        Measure("permutation_rank_agreement", Unit.SCORE),
        Measure("permutation_top_overlap", Unit.SHARE),
    ),
)
def permutation_agreement(permutation: PermutationImportance) -> CheckResult:
    """Return how well permutation importance and mean absolute SHAP agree: rank correlation (-1 to 1) and top share.

    What it measures
    ----------------
    On up to 2,000 rows each column is shuffled, five times over, and the change of the shipped model's answers is
    averaged. The order of the columns is compared with that of SHAP by Spearman's rank correlation, and by the share of
    the five first columns that both have in common.

    Why it matters
    --------------
    Two methods that look at the model from different sides and agree can be trusted more than either alone.

    How to fix
    ----------
    Where they differ look at columns that carry the same information: shuffling one of them makes rows that cannot
    exist. Group such columns or keep one of them.

    Limits
    ------
    Part of the deep assessment (--budget) only. Importance to the model's answers, not to its quality. Strongly
    correlated columns share SHAP's value and each look less important when shuffled alone.

    Source
    ------
    Breiman 2001; Fisher, Rudin and Dominici 2019 (model reliance); Spearman 1904.
    """
    place = Location(permutation.path)
    findings = []
    if permutation.rounds < ROUNDS:
        message = f"Shuffling was cut: {permutation.rounds} of {ROUNDS} rounds fitted into the time given."
        findings.append(Finding(Severity.INFO, message, place, fix="Give a longer --budget."))
    shared = permutation.top_overlap
    first = ", ".join(list(permutation.by_column)[:SHOWN])
    if shared <= APART:
        message = (
            f"SHAP and shuffling disagree on what matters most: {shared:.0%} of the first {TOP} columns are the same. "
            f"Shuffling puts {first} first."
        )
        findings.append(Finding(Severity.LOW, message, place, fix="Look for columns that carry the same information."))
    why = (
        f"Shuffling {len(permutation.by_column)} columns of {permutation.rows:,} rows of {permutation.table} puts "
        f"{first} first; {shared:.0%} of the first {TOP} are those of SHAP."
    )
    evidence = [Evidence(place, why)]
    return measured(measurements=_measurements(permutation), findings=findings, evidence=evidence, strength=Strength.E2)


def _measurements(permutation: PermutationImportance) -> list[Measurement]:
    dataset, model = permutation.dataset, permutation.path
    values = [
        Measurement(
            "permutation_top_overlap", permutation.top_overlap, Unit.SHARE, n=permutation.rows, dataset=dataset,
            model=model, method="against mean |SHAP|",
        ),
        Measurement(
            "permutation_rank_agreement", permutation.rank_agreement, Unit.SCORE, n=len(permutation.by_column),
            dataset=dataset, model=model, method="Spearman's rank correlation with mean |SHAP| over columns",
            reason="" if permutation.rank_agreement is not None else "all columns are equally important",
        ),
    ]  # fmt: skip
    return values + [
        Measurement(
            "permutation_importance", estimate.value, Unit.ERROR, estimate.low, estimate.high,
            estimate.confidence if estimate.low is not None else None, estimate.n, dataset, column, model=model,
            method=estimate.method,
        )
        for column, estimate in permutation.by_column.items()
    ]  # fmt: skip
