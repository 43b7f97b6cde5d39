"""Dominant feature: how much of the model's answers rests on its single most important column."""

from checks.explainability._facts import Explanations
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

LARGE = 0.5
FEW = 3


@check(title="No single column decides", effort=Effort.SMALL, measures=(Measure("dominant_feature_share", Unit.SHARE),))
def dominant_feature(explanations: Explanations) -> CheckResult:
    """Return the share of the summed mean |SHAP| that the most important column holds, 0 to 1.

    What it measures
    ----------------
    The mean absolute SHAP value of the most important raw column over the sum of those of all columns.

    Why it matters
    --------------
    A model that rests on one column fails with it. Often that column gives the target away: it is known only after the
    fact, or was made from it.

    How to fix
    ----------
    Ask whether the column is known at the time of predicting. If not, drop it and train again. If it is, watch it in
    production first.

    Limits
    ------
    A strong column can be right. With few columns one of them always holds much: the share is shown with their number.

    Source
    ------
    Kaufman et al. 2012 on leakage; SHAP: Lundberg and Lee 2017.
    """
    total = sum(entry.estimate.value or 0.0 for entry in explanations.importance)
    place = Location(explanations.path)
    if total <= 0:
        return measured(strength=Strength.E2, reason="no column moves the model's answers")
    first = explanations.importance[0]
    share = (first.estimate.value or 0.0) / total
    measurement = Measurement(
        "dominant_feature_share", share, Unit.SHARE, n=explanations.n, dataset=explanations.dataset,
        column=first.column, model=explanations.path, method=f"of {len(explanations.columns)} columns",
    )  # fmt: skip
    why = f"{first.column} holds {share:.0%} of the importance of {len(explanations.columns)} columns."
    findings = []
    if share > LARGE and len(explanations.columns) > FEW:
        fix = f"Ask whether {first.column} is known when predicting; if not, drop it and train again."
        findings.append(Finding(Severity.MEDIUM, why, place, first.column, fix))
    return measured(
        measurements=[measurement], findings=findings, evidence=[Evidence(place, why)], strength=Strength.E2
    )
