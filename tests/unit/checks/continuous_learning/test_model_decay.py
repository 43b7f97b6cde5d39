"""Age of the model against its schedule, and the loss of older models."""

import numpy as np
import pandas as pd
import pytest

from checks.continuous_learning._age_facts import AgedModel, DecayCurve, ModelAge, _auc, _curve, interval_days
from checks.continuous_learning.model_decay import model_decay
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location

PLACE = Location("models/model.json", 4)
NONE = Absent("no dates")
CURVE = DecayCurve("rmse", tuple(AgedModel(30.0 * i, 10.0 + i, 200) for i in range(5)), "test", 900)


def values(age, curve=NONE):
    return {m.name: m.value for m in model_decay(age, curve).measurements}


@pytest.mark.parametrize(
    ("days", "interval", "ratio"),
    [
        pytest.param(5.0, 7.0, 5 / 7, id="good"),
        pytest.param(20.0, 7.0, 20 / 7, id="overdue"),
        pytest.param(7.0, 7.0, 1.0, id="edge"),
        pytest.param(5.0, None, None, id="no schedule"),
    ],
)
def test_ratio(days, interval, ratio):
    result = model_decay(ModelAge(days, PLACE, interval, PLACE if interval else None), NONE)
    assert result.measurements[1].value == ratio
    assert bool(result.findings) is (ratio is not None and ratio > 1)
    assert result.measurements[2].value is None


def test_loss_at_the_interval():
    """One unit of loss in 30 days on a fresh loss of 10: a week costs 7 / 30 / 10."""
    assert values(ModelAge(1, PLACE, 7.0, PLACE), CURVE)["quality_loss_at_interval"] == pytest.approx(7 / 300)


def rows(start, days, weight, n=400, seed=0):
    random = np.random.default_rng(seed)
    x = random.standard_normal(n)
    time = pd.Timestamp(start, tz="UTC") + pd.to_timedelta(np.linspace(0, days, n), unit="D")
    return pd.DataFrame({"x": x, "shop": "a", "at": time, "y": weight * x + 0.1 * random.standard_normal(n)})


def curve(old, new):
    return _curve(old, new, ["x", "shop"], "at", "y", None, "test")


def test_a_relation_that_moves_costs_older_models_more():
    old = pd.concat([rows(f"2026-0{month}-01", 29, month, seed=month) for month in (1, 2, 3, 4, 5)])
    found = curve(old, rows("2026-06-01", 20, 6))
    losses = [model.loss for model in found.models]
    assert losses == sorted(losses)
    assert losses[-1] == pytest.approx(5.0, abs=0.5)
    assert found.models[0].age_days == pytest.approx(11, abs=3)


def test_a_steady_relation_costs_nothing():
    found = curve(rows("2026-01-01", 150, 2, n=1000), rows("2026-06-01", 20, 2))
    assert values(ModelAge(1, PLACE, 30.0, PLACE), found)["quality_loss_at_interval"] == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(rows("2026-01-01", 150, 2, n=80), rows("2026-06-01", 20, 2), id="too few"),
        pytest.param(rows("2026-01-01", 150, 2, n=1000), rows("2026-01-01", 20, 2), id="not newer"),
    ],
)
def test_absent(old, new):
    assert isinstance(curve(old, new), Absent)


@pytest.mark.parametrize(
    ("times", "days"),
    [("@weekly", 7), ("0 3 * * *", 1), ("0 3 * * 1", 7), ("0 3 1 * *", 31), ("timedelta(days=2)", 2),
     ("*/5 * * * *", 1 / 24),
     ("0 0 1 1 *", 366), ("whenever", None)],
)  # fmt: skip
def test_interval(times, days):
    assert interval_days(times) == days


def test_auc():
    """Three of four pairs are in order."""
    assert _auc(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
