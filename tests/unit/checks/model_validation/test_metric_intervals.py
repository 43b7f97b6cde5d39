import numpy as np
import pytest

from checks.model_validation._calibration import difference, reliability
from checks.model_validation._quality_facts import Quality
from checks.model_validation.metric_intervals import metric_intervals
from readiness.domain.check import Outcome, Strength
from readiness.domain.finding import Severity
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import Estimate
from tests.unit.checks.model_validation.quality import AUC, quality


def manifest(**targets: str) -> Manifest:
    return Manifest(path="readiness.yaml", targets=targets, lines={f"targets.{name}": 9 for name in targets})


def test_metrics_are_measured_with_their_intervals() -> None:
    result = metric_intervals(quality(roc_auc=AUC), manifest())
    assert (result.outcome, result.holds, result.strength) == (Outcome.MEASURED, True, Strength.E2)
    auc = result.measurements[0]
    assert (auc.name, auc.value, auc.low, auc.high, auc.n, auc.dataset) == ("roc_auc", 0.80, 0.76, 0.84, 900, "test")


@pytest.mark.parametrize(
    ("target", "severity", "words"),
    [
        pytest.param(">= 0.75", None, "your target >= 0.75.", id="met"),
        pytest.param(">= 0.9", Severity.HIGH, "missed", id="missed"),
        pytest.param(">= 0.8", Severity.MEDIUM, "open, the interval crosses it", id="open"),
    ],
)
def test_a_target_is_held_against_the_whole_interval(target: str, severity: Severity | None, words: str) -> None:
    result = metric_intervals(quality(roc_auc=AUC), manifest(roc_auc=target))
    assert [f.severity for f in result.findings] == ([severity] if severity else [])
    said = [*(f.message for f in result.findings), *(e.why for e in result.evidence)]
    assert any(words in text for text in said)


def test_without_a_labelled_test_table_it_cannot_be_told() -> None:
    only_train = Quality({"train": {"roc_auc": AUC}}, "binary", {"train": "train.csv"})
    result = metric_intervals(only_train, manifest())
    assert result.holds is None and "no labelled test table" in result.reason


def test_rows_learnt_by_heart_show_as_a_gap_between_train_and_test() -> None:
    train = Estimate(1.0, 1.0, 1.0, 700)
    both = Quality(
        {"test": {"roc_auc": AUC}, "train": {"roc_auc": train}}, "binary", {"test": "test.csv", "train": "t"}
    )
    result = metric_intervals(both, manifest())
    gap = next(m for m in result.measurements if m.name == "train_test_gap")
    assert gap.value == pytest.approx(0.2) and (gap.low, gap.high) == pytest.approx((0.16, 0.24))
    assert "learnt by heart" in result.findings[0].message


def test_the_interval_of_a_difference_combines_both() -> None:
    # Half widths 0.03 and 0.04 give 0.05.
    ends = difference(Estimate(0.9, 0.87, 0.93), Estimate(0.8, 0.76, 0.84))
    assert ends == pytest.approx((0.05, 0.15))
    assert difference(Estimate(0.9), Estimate(0.8, 0.7, 0.9)) is None


def test_reliability_bins_hold_share_and_mean() -> None:
    labels = np.array([True] * 30 + [False] * 70)
    bins = reliability(labels, np.full(100, 0.95))
    assert [entry.name for entry in bins] == ["0.9 to 1.0"]
    assert bins[0].observed.value == 0.3 and bins[0].mean_score == pytest.approx(0.95) and not bins[0].fits
    assert reliability(labels, np.full(100, 7.0)) == ()


def test_scores_that_are_no_probabilities_raise_a_finding_from_two_bins_on() -> None:
    labels = np.array([True] * 30 + [False] * 170)
    scores = np.r_[np.full(100, 0.95), np.full(100, 0.65)]
    off = Quality({"test": {"roc_auc": AUC}}, "binary", {"test": "t.csv"}, reliability=reliability(labels, scores))
    result = metric_intervals(off, manifest())
    assert "2 of 2 bins: 0.6 to 0.7: 0.00 instead of 0.65 (100 rows)" in result.findings[0].message
    assert [m.group for m in result.measurements if m.name == "observed_positive_share"] == ["0.6 to 0.7", "0.9 to 1.0"]
