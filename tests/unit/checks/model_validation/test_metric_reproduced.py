import pytest

from checks.model_validation.metric_reproduced import gaps, metric_reproduced
from readiness.domain.check import Outcome, Strength
from readiness.domain.finding import Location, Severity
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics, half_digit
from readiness.evidence.model.statistics import Estimate
from tests.unit.checks.model_validation.quality import AUC, quality


def metric(text: str, name: str = "roc_auc", average: str | None = None) -> ReportedMetric:
    place = Location("metrics.json", 4)
    return ReportedMetric(name, f"test.{name}", float(text), text, half_digit(text), place, "test", average)


def reported(*metrics: ReportedMetric) -> ReportedMetrics:
    return ReportedMetrics("metrics.json", metrics)


@pytest.mark.parametrize(
    ("text", "gap", "beyond"),
    [
        pytest.param("0.8", 0.0, 0.0, id="within the printed digit"),
        pytest.param("0.803", 0.0025, 0.0, id="half a digit is taken off"),
        pytest.param("0.8300", 0.02995, 0.0, id="inside the interval"),
        pytest.param("0.9000", 0.09995, 0.05995, id="outside the interval"),
        pytest.param("0.70", 0.095, 0.055, id="below the interval"),
    ],
)
def test_the_gap_beyond_the_printed_digit_and_beyond_the_interval(text: str, gap: float, beyond: float) -> None:
    assert gaps(metric(text), AUC) == (pytest.approx(gap, abs=1e-9), pytest.approx(beyond, abs=1e-9))


def test_errors_in_the_targets_unit_are_taken_relative() -> None:
    found = gaps(metric("5200.0", "rmse"), Estimate(5000.0, 4900.0, 5100.0, 300))
    assert found == (pytest.approx((200 - 0.05) / 5000), pytest.approx((100 - 0.05) / 5000))


def test_a_reproduced_headline_is_recomputed_evidence() -> None:
    result = metric_reproduced(reported(metric("0.80")), quality(roc_auc=AUC), Manifest())
    assert result.strength is Strength.E3 and not result.findings
    assert [m.value for m in result.measurements] == [0.0, 0.0]


def test_a_contradicted_headline_is_a_high_finding_on_its_line() -> None:
    result = metric_reproduced(reported(metric("0.93")), quality(roc_auc=AUC), Manifest())
    finding = result.findings[0]
    assert finding.severity is Severity.HIGH and str(finding.location) == "metrics.json:4"
    assert (
        "reported as 0.93; the shipped model gives 0.8 (95 % interval 0.76 to 0.84, 900 rows): outside"
        in finding.message
    )


def test_the_declared_target_names_the_headline() -> None:
    both = reported(metric("0.80"), metric("0.70", "accuracy"))
    result = metric_reproduced(both, quality(roc_auc=AUC, accuracy=AUC), Manifest(targets={"accuracy": ">= 0.7"}))
    assert result.measurements[0].method == "accuracy, reported as 0.70"


def test_values_of_other_averages_are_not_held_against_the_positive_class() -> None:
    result = metric_reproduced(reported(metric("0.2", "f1", "macro")), quality(f1=AUC), Manifest())
    assert result.outcome is Outcome.NO_EVIDENCE


def test_the_figure_of_a_baseline_is_not_held_against_the_model() -> None:
    beside = ReportedMetric("roc_auc", "baseline.roc_auc", 0.5, "0.5", 0.05, Location("metrics.json", 9), None, None)
    result = metric_reproduced(reported(metric("0.80"), beside), quality(roc_auc=AUC), Manifest())
    assert not result.findings and len(result.evidence) == 1


def test_recorded_predictions_reproduce_with_less_strength() -> None:
    result = metric_reproduced(reported(metric("0.80")), quality(model=None, roc_auc=AUC), Manifest())
    assert result.strength is Strength.E2


def test_without_a_test_table_it_cannot_be_told() -> None:
    result = metric_reproduced(reported(metric("0.80")), quality(), Manifest())
    assert result.outcome is Outcome.MEASURED and not result.measurements and "no labelled test table" in result.reason
