from dataclasses import replace

import numpy as np
import pytest

from checks.explainability._facts import additivity_error
from checks.explainability._worker import explain
from checks.explainability.local_explanations import local_explanations
from readiness.domain.check import Strength
from readiness.domain.finding import Severity
from tests.unit.checks.explainability.test_global_importance import explanations

PHI = np.random.default_rng(0).normal(size=(200, 4))


def test_values_that_add_up_are_faithful() -> None:
    result = local_explanations(explanations(PHI))
    assert result.strength is Strength.E3 and result.measurements[0].value == pytest.approx(0.0, abs=1e-12)
    assert "200 rows add up to the answers of m.joblib" in result.evidence[0].why


def test_values_of_another_model_do_not_add_up() -> None:
    result = local_explanations(explanations(PHI, output=np.random.default_rng(1).normal(size=200)))
    assert result.measurements[0].value is not None and result.measurements[0].value > 1
    assert result.findings[0].severity is Severity.HIGH


def test_the_error_is_in_standard_deviations_of_the_answers() -> None:
    phi, base = np.zeros((2, 1)), np.array([0.0, 10.0])
    assert additivity_error(phi, base, np.array([0.0, 8.0])) == pytest.approx(2 / 4)
    assert additivity_error(phi, np.array([3.0, 3.0]), np.array([1.0, 1.0])) == pytest.approx(2.0)


def test_cost_and_error_of_estimated_values_are_measured() -> None:
    fact = replace(explanations(PHI), seconds=0.4, sampling_error=0.05)
    result = local_explanations(fact)
    found = {m.name: m for m in result.measurements}
    assert found["explanation_ms"].value == pytest.approx(2.0) and found["explanation_ms"].volatile
    assert found["sampling_error"].value == 0.05 and "standard error is 0.05" in result.evidence[0].why


def test_a_model_without_an_exact_explainer_is_estimated_in_the_time_given_with_its_error() -> None:
    import pandas as pd

    class Sum:
        classes_ = (0, 1)

        def predict_proba(self, table: pd.DataFrame) -> np.ndarray:
            yes = (0.2 * table["a"] + 0.1 * table["b"]).to_numpy()
            return np.column_stack((1 - yes, yes))

    draw = np.random.default_rng(3)
    table = pd.DataFrame({"a": draw.random(150), "b": draw.random(150)})
    reply = explain({"model": Sum()}, table, table, 1, 7, 0.0)
    arrays = reply.arrays
    assert "6 sampled orders" in reply.values["explainer"] and "no exact explainer for Sum" in reply.values["inexact"]
    assert np.abs(arrays["base"] + arrays["phi"].sum(axis=1) - arrays["output"]).max() < 1e-12
    # An additive model: the truth is 0.2 (a - mean a); the errors are those of a mean of three draws.
    truth = 0.2 * (table["a"].to_numpy()[:100] - table["a"].mean())
    assert (np.abs(arrays["phi"][:, 0] - truth) <= 10 * arrays["error"][:, 0] + 0.05).mean() > 0.9
    longer = explain({"model": Sum()}, table, table, 1, 7, 60.0)
    assert "100 sampled orders" in longer.values["explainer"]
    assert longer.arrays["error"].mean() < arrays["error"].mean()
