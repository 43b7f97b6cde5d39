"""Prediction drift: scores on test against scores on production."""

import datetime as dt

import numpy as np
import pytest

from checks.data_quality._outcome_facts import prediction_shift
from checks.data_quality.prediction_drift import prediction_drift
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def answers(test, production, scored=True):
    sets = {}
    for name, values in (("test", test), ("production", production)):
        if values is not None:
            rows, scores = len(values), values if scored else None
            sets[name] = Predicted(name, "model", "binary", rows, rows, values > 0.5, scores=scores, path=f"{name}.csv")
    return prediction_shift(Predictions(sets), SETTINGS)


def test_good():
    rng = np.random.default_rng(0)
    result = prediction_drift(answers(rng.random(1_000), rng.random(1_000)))
    assert result.measurements[0].low == 0.0
    assert result.findings == ()


def test_bad_scores_move_up():
    rng = np.random.default_rng(0)
    result = prediction_drift(answers(rng.random(1_000), rng.random(1_000) ** 0.3))
    assert result.measurements[0].low > 0.1
    assert "The predictions differ" in result.findings[0].message.capitalize()
    assert result.findings[0].location.path == "production.csv"


def test_edge_classes_where_there_are_no_scores():
    result = prediction_drift(answers(np.array([0.2, 0.8] * 100), np.array([0.2, 0.2, 0.2, 0.8] * 50), scored=False))
    # shares .5/.5 against .75/.25: 0.25 ln 1.5 + 0.25 ln 2
    assert result.measurements[0].value == pytest.approx(0.25 * np.log(3))


def test_absent_without_production_or_with_few_rows():
    assert isinstance(answers(np.ones(200), None), Absent)
    assert answers(np.ones(200), np.ones(20)).kind is Absence.CANNOT_TELL
