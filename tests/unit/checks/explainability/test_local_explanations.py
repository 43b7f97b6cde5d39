import numpy as np
import pytest

from checks.explainability._facts import additivity_error
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
