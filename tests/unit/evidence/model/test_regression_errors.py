import numpy as np
import pytest

from readiness.evidence.model.regression_errors import regression_estimates, resampled_means


def test_errors_match_hand_arithmetic() -> None:
    labels = np.array([1.0, 2.0, 3.0, 6.0])
    predicted = np.array([2.0, 2.0, 2.0, 4.0])
    found = regression_estimates(labels, predicted, seed=1)
    assert found["mae"].value == pytest.approx(1.0)
    assert found["rmse"].value == pytest.approx((6 / 4) ** 0.5)
    assert found["r2"].value == pytest.approx(1 - 6 / 14)


def test_a_constant_target_has_no_r2() -> None:
    found = regression_estimates(np.full(5, 2.0), np.arange(5.0), seed=1)
    assert found["r2"].value is None and "constant" in found["r2"].reason
    assert regression_estimates(np.array([]), np.array([]), seed=1) == {}


def test_r2_survives_a_large_offset_of_the_target() -> None:
    generator = np.random.default_rng(0)
    labels = generator.normal(1e7, 1, 2000)
    predicted = labels + generator.normal(0, 0.5, 2000)
    assert regression_estimates(labels, predicted, seed=1)["r2"].value == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize("rows", [5_000, 40_000])
def test_both_ways_of_resampling_give_the_standard_error_of_the_mean(rows: int) -> None:
    columns = np.random.default_rng(1).normal(3, 2, (rows, 2))
    means = resampled_means(columns, 2_000, np.random.default_rng(2))
    assert means.mean(axis=0) == pytest.approx(columns.mean(axis=0), abs=0.003)
    assert means.std(axis=0) == pytest.approx(columns.std(axis=0) / rows**0.5, rel=0.08)
