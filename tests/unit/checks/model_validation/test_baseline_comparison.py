import numpy as np
import pytest

from checks.model_validation._paired_gains import paired_gains
from checks.model_validation._trial_facts import BaselineGains
from checks.model_validation.baseline_comparison import baseline_comparison
from readiness.domain.finding import Severity
from readiness.evidence.model.statistics import Estimate


def gains(**each: Estimate) -> BaselineGains:
    return BaselineGains("m.joblib", "roc_auc", 0.8, each, dict.fromkeys(each, 0.7), {})


def test_a_clear_gain_is_evidence() -> None:
    result = baseline_comparison(gains(linear=Estimate(0.05, 0.02, 0.08, 900)))
    assert not result.findings and "a linear model: 0.05" in result.evidence[0].why
    assert (result.measurements[0].value, result.measurements[0].low) == (0.05, 0.02)


def test_a_model_that_is_worse_is_a_high_finding() -> None:
    result = baseline_comparison(gains(linear=Estimate(-0.05, -0.08, -0.02, 900)))
    assert result.findings[0].severity is Severity.HIGH and "it is worse" in result.findings[0].message


def test_a_gain_that_noise_explains_is_named_as_such() -> None:
    result = baseline_comparison(gains(tree=Estimate(0.01, -0.02, 0.04, 100)))
    assert result.findings[0].severity is Severity.MEDIUM and "not clear" in result.findings[0].message


def test_what_was_not_compared_is_said() -> None:
    fact = BaselineGains("m.joblib", "r2", 0.8, {}, {}, {"linear": "the shipped model is linear itself (Ridge)"})
    assert "the shipped model is linear itself" in baseline_comparison(fact).evidence[0].why


def paired_gain(labels: np.ndarray, model: np.ndarray, simple: np.ndarray, kind: str) -> Estimate:
    return paired_gains(labels, model, {"simple": simple}, kind, 1)[2]["simple"].estimate


def test_the_paired_gain_of_equal_models_is_zero_without_width() -> None:
    labels = np.arange(50) % 2 == 0
    scores = np.random.default_rng(0).random(50)
    estimate = paired_gain(labels, scores, scores, "binary")
    assert (estimate.value, estimate.low, estimate.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "labels", "model", "simple", "gain"),
    [
        pytest.param("multiclass", [0, 1, 2, 2], [0, 1, 2, 1], [0, 0, 0, 0], 0.5, id="accuracy 3/4 less 1/4"),
        pytest.param("regression", [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [2.0, 2.0, 2.0], 1.0, id="r2 1 less 0"),
        pytest.param("binary", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], [0.5, 0.5, 0.5, 0.5], 0.5, id="auc 1 less 0.5"),
    ],
)
def test_the_gain_matches_hand_arithmetic(kind: str, labels: list, model: list, simple: list, gain: float) -> None:
    found = paired_gain(np.array(labels), np.array(model), np.array(simple), kind)
    assert found.value == pytest.approx(gain)


def test_pairing_makes_the_interval_far_narrower() -> None:
    generator = np.random.default_rng(2)
    labels = generator.random(2_000) < 0.5
    shared = labels + generator.normal(0, 1, 2_000)
    better = shared + 0.2 * labels
    estimate = paired_gain(labels, better, shared, "binary")
    assert estimate.low is not None and estimate.high is not None and estimate.low > 0
    assert estimate.high - estimate.low < 0.01  # each AUC alone has an interval of about 0.04
