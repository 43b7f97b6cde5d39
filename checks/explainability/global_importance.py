"""Global importance: which columns move the shipped model's answers, and whether other rows would say the same."""

from checks.explainability._facts import Explanations
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 5
SHAKY = 0.8
DOMINANT = 0.5
FEW = 3


@check(
    title="Global explanation",
    effort=Effort.SMALL,
    measures=(
        Measure("mean_abs_shap", Unit.ERROR),
        Measure("top_feature_overlap", Unit.SHARE),
        Measure("dominant_feature_share", Unit.SHARE),
    ),
)
def global_importance(explanations: Explanations) -> CheckResult:
    """Return the mean absolute SHAP value of every raw column, and how stable the first five are (0 to 1).

    What it measures
    ----------------
    SHAP values of the shipped model on up to 2,000 test rows: how far each column moves an answer from the expected
    one. Columns derived from one raw column (codes, dummies) are added up before taking the size. Also the share of
    their sum that the first one holds. Stability is the mean share of the five most important columns that a bootstrap
    sample of the rows has in common with them.

    Why it matters
    --------------
    Owners and reviewers must be able to say what the model looks at. An explanation that changes with the sample says
    little.

    How to fix
    ----------
    Keep this table with each model version and review it with somebody who knows the field. Where the order is shaky,
    explain more rows, or treat the columns in question as equal.

    Limits
    ------
    Importance to the model, not to the world: correlated columns share it, and it shows no cause. Trees are explained
    along their own paths, linear models against the mean of the train rows; for all others the values are estimated on
    100 rows by sampling orders of the columns.

    Source
    ------
    Lundberg and Lee 2017; Lundberg et al. 2020 (TreeExplainer); Strumbelj and Kononenko 2014 (sampling).
    """
    place = Location(explanations.path)
    about = f"{explanations.explainer}, in {explanations.space}"
    measurements = [
        Measurement(
            "mean_abs_shap", entry.estimate.value, Unit.ERROR, entry.estimate.low, entry.estimate.high,
            entry.estimate.confidence, entry.estimate.n, explanations.dataset, entry.column, model=explanations.path,
            method=f"{about}; {entry.estimate.method}",
        )
        for entry in explanations.importance
    ]  # fmt: skip
    overlap = Measurement(
        "top_feature_overlap", explanations.top_overlap, Unit.SHARE, n=explanations.n, dataset=explanations.dataset,
        model=explanations.path, method=f"{about}; mean over bootstrap samples of the rows",
    )  # fmt: skip
    first = ", ".join(f"{entry.column} ({entry.estimate.value:.3g})" for entry in explanations.importance[:SHOWN])
    how = f" Estimated by sampling: {explanations.inexact}." if explanations.inexact else ""
    evidence = [Evidence(place, f"Mean |SHAP| on {explanations.n:,} rows of {explanations.table}: {first}.{how}")]
    findings = []
    if explanations.top_overlap < SHAKY:
        message = (
            f"Which five columns matter most changes with the rows: a resample has {explanations.top_overlap:.0%} of "
            "them in common."
        )
        fix = f"Explain more rows than {explanations.n:,}, or treat columns of about equal size as equal."
        findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    share, dominant = _dominant(explanations)
    findings += dominant
    return measured(
        measurements=[overlap, *share, *measurements], findings=findings, evidence=evidence, strength=Strength.E2
    )


def _dominant(explanations: Explanations) -> tuple[list[Measurement], list[Finding]]:
    """Return the share of the most important column, and a finding where it alone holds over half."""
    total = sum(entry.estimate.value or 0.0 for entry in explanations.importance)
    if total <= 0:
        return [], []
    first, count = explanations.importance[0], len(explanations.columns)
    share = (first.estimate.value or 0.0) / total
    measurement = Measurement(
        "dominant_feature_share", share, Unit.SHARE, n=explanations.n, dataset=explanations.dataset,
        column=first.column, model=explanations.path, method=f"of the summed mean |SHAP| of {count} columns",
    )  # fmt: skip
    if share <= DOMINANT or count <= FEW:
        return [measurement], []
    message = f"{first.column} holds {share:.0%} of the importance of {count} columns: it may give the target away."
    fix = f"Ask whether {first.column} is known when predicting; if not, drop it and train again."
    return [measurement], [Finding(Severity.MEDIUM, message, Location(explanations.path), first.column, fix)]
