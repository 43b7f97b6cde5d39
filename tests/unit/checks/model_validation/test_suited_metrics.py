from checks.model_validation.suited_metrics import suited_metrics
from readiness.domain.evidence import Absence, Absent
from readiness.domain.finding import Location, Severity
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics
from tests.unit.checks.model_validation.quality import AUC, quality


def reported(*names: str) -> ReportedMetrics:
    place = Location("metrics.json", 2)
    return ReportedMetrics("metrics.json", tuple(ReportedMetric(n, n, 0.8, "0.8", 0.05, place, "test") for n in names))


def test_metrics_that_fit_the_task_are_counted_once_each() -> None:
    result = suited_metrics(reported("roc_auc", "f1", "f1", "recall", "rmse"), quality(roc_auc=AUC, f1=AUC, recall=AUC))
    assert result.measurements[0].name == "suited_metric_count" and result.measurements[0].value == 3
    assert {m.name for m in result.measurements[1:]} == {"roc_auc", "f1", "recall"} and not result.findings


def test_an_error_and_its_square_count_once() -> None:
    result = suited_metrics(reported("mse", "rmse", "mae"), quality("regression", rmse=AUC, mae=AUC))
    assert result.measurements[0].value == 2
    assert "reports 2 metrics" in result.findings[0].message


def test_accuracy_alone_on_unbalanced_classes_is_flagged() -> None:
    result = suited_metrics(reported("accuracy"), quality(majority=0.93, accuracy=AUC, roc_auc=AUC))
    assert result.findings[0].severity is Severity.HIGH
    assert "the most frequent class gives 0.93 already" in result.findings[0].message


def test_what_could_not_be_recomputed_leaves_it_open() -> None:
    result = suited_metrics(reported("roc_auc"), Absent("the model was not loaded", Absence.CANNOT_TELL))
    assert not result.measurements and "the model was not loaded" in result.reason
