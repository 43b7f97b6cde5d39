"""Distances between samples: worked examples, agreement with SciPy, and intervals that hold their level."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import distance

from readiness.evidence.data.shift_statistics import (
    cramers_v,
    expected_index,
    holm,
    homogeneity,
    jensen_shannon,
    kolmogorov_smirnov,
    resampled,
    stability_index,
    wasserstein,
)

ONE, TWO = np.array([50.0, 30.0, 20.0]), np.array([20.0, 30.0, 50.0])


def test_worked_examples():
    # shares .5 .3 .2 against .2 .3 .5: PSI = 2 * 0.3 ln 2.5; KS = 0.3; Wasserstein over places 0, 1, 2 = 0.3 + 0.3
    assert stability_index(ONE, TWO) == pytest.approx(0.6 * math.log(2.5))
    assert kolmogorov_smirnov(ONE, TWO) == pytest.approx(0.3)
    assert wasserstein(ONE, TWO, np.array([0.0, 1.0, 2.0])) == pytest.approx(0.6)
    # chi-square by hand: two cells of (50 - 35)^2 / 35 on both sides = 4 * 225 / 35; V = sqrt of it over 200
    assert cramers_v(ONE, TWO) == pytest.approx(math.sqrt(4 * 225 / 35 / 200))
    # two degrees of freedom: p = exp(-chi2 / 2)
    assert homogeneity(ONE, TWO) == pytest.approx(math.exp(-4 * 225 / 35 / 2))


def test_jensen_shannon_and_wasserstein_agree_with_scipy():
    assert jensen_shannon(ONE, TWO) == pytest.approx(distance.jensenshannon(ONE, TWO, base=2))
    places = np.array([0.0, 2.5, 3.0])
    assert wasserstein(ONE, TWO, places) == pytest.approx(stats.wasserstein_distance(places, places, ONE, TWO))


def test_rows_of_resamples_are_taken_along_the_last_axis():
    stacked = np.vstack([ONE, TWO])
    for statistic in (stability_index, jensen_shannon, kolmogorov_smirnov, cramers_v):
        both = statistic(stacked, np.vstack([TWO, TWO]))
        assert both == pytest.approx([statistic(ONE, TWO), 0.0])


def test_a_reference_of_one_cell_is_seen_to_move():
    assert stability_index(np.array([100.0, 0.0]), np.array([0.0, 100.0])) > 10
    assert homogeneity(np.array([100.0]), np.array([100.0])) == 1.0


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_expected_index():
    # (3 - 1) (1/100 + 1/100)
    assert expected_index(ONE, TWO) == pytest.approx(0.04)


def distance_moved(first, second):
    return wasserstein(first, second, np.arange(10.0))


@pytest.mark.parametrize(
    ("statistic", "power"),
    [(stability_index, 1), (jensen_shannon, 2), (kolmogorov_smirnov, 2), (cramers_v, 2), (distance_moved, 2)],
)
def test_intervals_of_equal_samples_start_at_zero_in_at_least_nineteen_of_twenty(statistic, power):
    """200 pairs of one source, 95 %: the lower end lies above 0 in at most 5 % (binomial 99 % bound: 18 of 200)."""
    rng = np.random.default_rng(1)
    alarms = 0
    for turn in range(200):
        rows = (150, 1_000, 20_000)[turn % 3]
        one, two = (rng.multinomial(rows, [0.1] * 10) for _ in range(2))
        (found,) = resampled(one, two, [statistic], 200, turn, 0.95, power)
        alarms += found.low > 0
    assert alarms <= 18
