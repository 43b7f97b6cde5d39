import numpy as np
import pytest

from readiness.evidence.model.statistics import (
    Estimate,
    bonferroni,
    percentile_interval,
    resampled_counts,
    simultaneous_intervals,
    wilson_interval,
)


def test_wilson_interval_matches_a_worked_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 15 of 148 gives 0.0624 to 0.1605.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_wilson_interval_of_none_and_all_keeps_a_width() -> None:
    # Newcombe 1998: 0 of 20 gives 0 to 0.1611; by symmetry 20 of 20 gives 0.8389 to 1.
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson_interval(20, 20) == pytest.approx((0.8389, 1.0), abs=5e-5)
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_bonferroni_divides_the_error_by_the_number_of_hypotheses() -> None:
    assert bonferroni(0.95, 5) == pytest.approx(0.99)
    assert bonferroni(0.95, 0) == pytest.approx(0.95)


def test_percentile_interval_cuts_both_tails() -> None:
    assert percentile_interval(np.arange(101.0), 0.9) == pytest.approx((5.0, 95.0))


def test_percentile_interval_needs_most_resamples_defined() -> None:
    draws = np.r_[np.full(94, 0.5), np.full(6, np.nan)]
    assert percentile_interval(draws) is None
    assert percentile_interval(np.r_[np.full(95, 0.5), np.full(5, np.nan)]) == (0.5, 0.5)
    assert percentile_interval(np.array([])) is None


@pytest.mark.parametrize("scale", [1, 100])
def test_resampled_counts_keep_total_and_follow_the_multinomial(scale: int) -> None:
    counts = np.array([10, 30, 0, 60]) * scale
    drawn = resampled_counts(counts, 4000, np.random.default_rng(1))
    total = counts.sum()
    assert (drawn.sum(axis=1) == total).all()
    assert (drawn[:, 2] == 0).all()
    # Mean n p, variance n p (1 - p), covariance - n p q; within 4 standard errors of 4,000 draws.
    assert drawn.mean(axis=0) == pytest.approx(counts, abs=4 * (total / 4 / 4000) ** 0.5)
    assert drawn[:, 1].var() == pytest.approx(total * 0.3 * 0.7, rel=0.09)
    assert np.cov(drawn[:, 1], drawn[:, 3])[0, 1] == pytest.approx(-total * 0.3 * 0.6, rel=0.12)


def test_simultaneous_intervals_of_one_statistic_are_the_ordinary_ones() -> None:
    draws = np.random.default_rng(2).normal(0, 2, (20_000, 1))
    found = simultaneous_intervals(np.array([10.0]), draws)
    assert found.critical == pytest.approx(1.96, abs=0.04)
    assert (found.low[0], found.high[0]) == pytest.approx((10 - 3.92, 10 + 3.92), abs=0.1)


def test_simultaneous_intervals_of_ten_independent_statistics_reach_the_sidak_bound() -> None:
    # Ten independent normals: the critical value is the quantile at 0.95 ** (1 / 10), 2.80 (Sidak 1967).
    draws = np.random.default_rng(3).normal(size=(40_000, 10))
    assert simultaneous_intervals(np.zeros(10), draws).critical == pytest.approx(2.80, abs=0.04)


def test_simultaneous_intervals_of_copies_cost_nothing() -> None:
    draws = np.repeat(np.random.default_rng(4).normal(size=(20_000, 1)), 10, axis=1)
    assert simultaneous_intervals(np.zeros(10), draws).critical == pytest.approx(1.96, abs=0.04)


def test_simultaneous_intervals_leave_out_a_statistic_that_never_moves() -> None:
    draws = np.c_[np.random.default_rng(5).normal(size=5000), np.full(5000, 3.0)]
    found = simultaneous_intervals(np.array([0.0, 3.0]), draws)
    assert (found.low[1], found.high[1]) == (3.0, 3.0)
    assert found.low[0] < 0 < found.high[0]


def test_an_estimate_reads_as_a_sentence_part() -> None:
    assert str(Estimate(0.61, 0.53, 0.7, 500)) == "0.61 (95 % interval 0.53 to 0.70)"
    assert str(Estimate(None, reason="too few rows")) == "too few rows"
