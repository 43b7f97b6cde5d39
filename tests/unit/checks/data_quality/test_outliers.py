"""Outliers: gross errors are seen, clean columns of many shapes are left alone."""

import numpy as np
import pytest

from checks.data_quality._outlier_facts import fences_of
from checks.data_quality.outliers import outliers
from readiness.domain.check import Outcome
from readiness.evidence.data.tables_profile import QUANTILES, ColumnProfile


def text(values) -> str:
    return "a\n" + "".join(f"{value:.6g}\n" for value in values)


def test_good(result, of):
    values = np.random.default_rng(0).normal(50, 5, 1_000)
    found = result(outliers, train=text(values))
    assert of(found) == {"a": 0.0}


def test_bad_ten_values_in_another_unit(result, of):
    values = np.random.default_rng(0).normal(50, 5, 1_000)
    values[:10] *= 1_000
    found = result(outliers, train=text(values))
    assert of(found) == {"a": 0.01}
    assert "10 of 1,000 values" in found.findings[0].message


def test_edge_a_long_right_side_is_a_shape(result, of):
    values = np.random.default_rng(0).lognormal(3, 1, 2_000)
    assert of(result(outliers, train=text(values))) == {"a": 0.0}


def test_edge_columns_without_spread_are_not_judged(result):
    found = result(outliers, train=text([0] * 90 + list(range(1, 11))))
    assert found.outcome is Outcome.NOT_APPLICABLE


def profile(values: np.ndarray) -> ColumnProfile:
    quantiles = {share: float(np.quantile(values, share)) for share in QUANTILES}
    return ColumnProfile("a", "number", len(values), 0, distinct=len(np.unique(values)), quantiles=quantiles)


SHAPES = {
    "normal": lambda rng, n: rng.normal(size=n),
    "uniform": lambda rng, n: rng.uniform(size=n),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "log-normal": lambda rng, n: rng.lognormal(0, 1, n),
    "gamma": lambda rng, n: rng.gamma(2, size=n),
    "Student t, 5": lambda rng, n: rng.standard_t(5, n),
    "Student t, 3": lambda rng, n: rng.standard_t(3, n),
    "beta": lambda rng, n: rng.beta(2, 5, n),
    "Poisson": lambda rng, n: rng.poisson(20, n).astype(float),
    "two humps": lambda rng, n: np.where(rng.random(n) < 0.5, rng.normal(size=n), rng.normal(6, 1, n)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_clean_columns_alarm_in_at_most_five_of_a_hundred(shape):
    rng = np.random.default_rng(11)
    alarms = 0
    for index in range(120):
        values = SHAPES[shape](rng, (60, 300, 1_000, 10_000)[index % 4])
        fences = fences_of(profile(values))
        if fences.low is not None:
            alarms += bool(((values < fences.low) | (values > fences.high)).any())
    assert alarms <= 6
