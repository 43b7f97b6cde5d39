"""Target leakage: an input that gives the target away."""

from checks.model_validation._leakage_facts import FeatureAuc, TargetGiveaway
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Target leakage",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("single_feature_auc", Unit.AUC), Measure("auc_loss_without", Unit.DIFFERENCE)),
)
def target_leakage(giveaway: TargetGiveaway) -> CheckResult:
    """Return whether no model input alone gives the target away; None where one is suspected.

    What it measures
    ----------------
    The area under the ROC curve of every input alone (0.5 knows nothing, 1 knows all), by its order and by label rates
    learned on the other half of the rows, with DeLong's 95 % interval. For strong inputs also what an additive model
    on all inputs loses without them. For a number as target, the curve is that of lying above the median.

    Why it matters
    --------------
    An input known only after the outcome makes the model excellent in the test and useless in production, where it is
    empty or comes too late.

    How to fix
    ----------
    Ask for each listed input whether its value is known, and final, when the prediction is made. If not, drop it from
    the inputs; if so, say it in the data dictionary and list the reason.

    Limits
    ------
    A strong input may be a good one: below the proven level the check asks and does not judge. A leak shared between
    several weak inputs is not seen. Above 20,000 rows a seeded sample is used. For a number as target a strong input
    is always a question, since last period's value is often a fair predictor.

    Source
    ------
    Kaufman et al., Leakage in Data Mining, ACM TKDD 2012; interval: DeLong, DeLong and Clarke-Pearson, Biometrics
    1988.
    """
    measurements = [_measurement(feature) for feature in giveaway.features]
    measurements += [
        Measurement("auc_loss_without", f.loss, Unit.DIFFERENCE, n=giveaway.rows, dataset="train", column=f.column)
        for f in giveaway.features
        if f.loss is not None
    ]
    proven = [feature for feature in giveaway.features if feature.proven]
    suspected = [feature for feature in giveaway.features if feature.suspected and not feature.proven]
    findings = [_finding(giveaway, feature, giveaway.classes) for feature in proven]
    findings += [_finding(giveaway, feature, False) for feature in suspected]
    location = Location(giveaway.path)
    if proven and giveaway.classes:
        return measured(holds=False, measurements=measurements, findings=findings, strength=Strength.E2)
    if proven or suspected:
        names = ", ".join(feature.column for feature in (*proven, *suspected))
        return measured(
            holds=None,
            measurements=measurements,
            findings=findings,
            strength=Strength.E2,
            reason=f"{names} tells much about {giveaway.target}: is it known when the prediction is made?",
        )
    best = next((feature for feature in giveaway.features if feature.auc.value is not None), None)
    if best is None:
        return measured(
            holds=None, measurements=measurements, strength=Strength.E2, reason="too few rows of each class"
        )
    evidence = [Evidence(location, f"the strongest single input, {best.column}, has an AUC of {best.auc}")]
    return measured(holds=True, measurements=measurements, evidence=evidence, strength=Strength.E2)


def _measurement(feature: FeatureAuc) -> Measurement:
    auc = feature.auc
    return Measurement(
        "single_feature_auc",
        auc.value,
        Unit.AUC,
        auc.low,
        auc.high,
        auc.confidence if auc.value is not None else None,
        auc.n,
        "train",
        feature.column,
        group=feature.label or None,
        method=auc.method or None,
        reason=auc.reason,
    )


def _finding(giveaway: TargetGiveaway, feature: FeatureAuc, proven: bool) -> Finding:
    loss = "" if feature.loss is None else f"; a model on all inputs loses {feature.loss:.2f} without it"
    verdict = "gives the target away" if proven else "may give the target away"
    return Finding(
        Severity.CRITICAL if proven else Severity.HIGH,
        f"{feature.column} {verdict}: alone it separates {giveaway.target} with an AUC of {feature.auc}{loss}.",
        Location(giveaway.path),
        feature.column,
        f"Check whether {feature.column} is known when predicting; if not, drop it from the inputs or list it under "
        "data.ignore in readiness.yaml.",
    )
