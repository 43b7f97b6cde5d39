"""Suited metrics: how many metrics that fit the task the report gives, and the app recomputed with intervals."""

from checks.model_validation._quality_facts import MEASURES, Quality, as_measurement
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.reported_metrics import ReportedMetrics

OTHER = {
    "binary": {"balanced_accuracy", "average_precision", "log_loss"},
    "multiclass": {"balanced_accuracy", "log_loss", "roc_auc"},
    "regression": {"mse", "mape"},
}
SAME = {"mse": "rmse"}
IMBALANCED = 0.8


@check(
    title="Several suitable metrics",
    effort=Effort.SMALL,
    measures=(Measure("suited_metric_count", Unit.COUNT), *MEASURES),
)
def suited_metrics(reported: ReportedMetrics, quality: Quality | Absent) -> CheckResult:
    """Return the number of different metrics in the report that fit the task (from 0 up).

    What it measures
    ----------------
    The metrics in the project's own metrics file, counted once each, that suit the task: for two classes accuracy,
    precision, recall, F1, AUC, average precision, Brier score, calibration error and log loss; for numbers mean
    absolute error, root mean squared error (or its square), R2 and mean absolute percentage error. Those that can be
    recomputed are given beside them with intervals.

    Why it matters
    --------------
    One figure hides the errors that cost you most. Accuracy alone is high by doing nothing when one class is rare.

    How to fix
    ----------
    Write at least three suitable metrics to the metrics file in the training script, with the intervals shown here.

    Limits
    ------
    A metric counts by its name in the file. Whether its value is right is another check's question. Two metrics that
    say the same (an error and its square) count once.

    Source
    ------
    Ferri, Hernandez-Orallo and Modroiu 2009 on families of metrics; intervals as in the check on metric intervals.
    """
    if isinstance(quality, Absent):
        return measured(strength=Strength.E0, reason=f"the reported metrics could not be recomputed: {quality.reason}")
    fitting = {*quality.test, *OTHER[quality.kind]}
    named = {SAME.get(metric.name, metric.name) for metric in reported.on_test() if metric.name in fitting}
    recomputed = [as_measurement(name, estimate, "test", quality.model) for name, estimate in quality.test.items()]
    count = Measurement("suited_metric_count", len(named), Unit.COUNT, dataset="test", model=quality.model)
    place = Location(reported.path)
    findings = []
    rare = quality.majority_share is not None and quality.majority_share >= IMBALANCED
    if named <= {"accuracy"} and rare:
        share = quality.majority_share or 0.0
        findings.append(
            Finding(
                Severity.HIGH,
                f"Accuracy is the only metric reported; answering the most frequent class gives {share:.2f} already.",
                place,
                fix=f"Report {', '.join(list(quality.test)[:5])} in {reported.path}.",
            )
        )
    elif len(named) < 3:
        lacking = [name for name in quality.test if name not in named]
        findings.append(
            Finding(
                Severity.MEDIUM,
                f"{reported.path} reports {len(named)} metrics of the task: {', '.join(sorted(named)) or 'none'}.",
                place,
                fix=f"Add {', '.join(lacking[:4])} with the intervals shown here to {reported.path}.",
            )
        )
    evidence = (
        [Evidence(place, f"Reports {', '.join(sorted(named))}; recomputed here with intervals.")] if named else []
    )
    strength = Strength.E2 if quality.test else Strength.E1
    return measured(measurements=[count, *recomputed], findings=findings, evidence=evidence, strength=strength)
