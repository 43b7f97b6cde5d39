from dataclasses import replace

import numpy as np
import pytest

from checks.model_validation._trial_facts import ModelTrial
from checks.model_validation.model_loads import model_loads
from readiness.domain.check import Outcome, Strength
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.model_inputs import Inputs
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions

SESSION = ModelSession(ModelFile("m.joblib", "joblib", 10, "ab" * 32), "Pipeline", steps=("Scaler", "Forest"))
TRIAL = ModelTrial("m.joblib", "test.csv", 200, "int64", 2, True, True, True, 2, True, Inputs(("a",), True, ""))
NONE = Absent("no predictions")


def test_a_model_that_answers_twice_the_same_holds() -> None:
    result = model_loads(SESSION, TRIAL, NONE)
    assert (result.holds, result.strength) == (True, Strength.E2)
    assert "Scaler > Forest loads and answers for 200 rows" in result.evidence[0].why


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param({"finite": False}, "not finite", id="infinite answers"),
        pytest.param({"deterministic": False}, "asked again", id="other answers when asked again"),
        pytest.param({"single_rows_agree": False}, "single rows", id="other answers for single rows"),
        pytest.param({"probability_valid": False}, "probabilities", id="probabilities out of range"),
        pytest.param({"distinct": 1}, "same answer for all", id="one answer for all"),
    ],
)
def test_a_model_with_a_fault_does_not_hold(fault: dict[str, bool], words: str) -> None:
    result = model_loads(SESSION, replace(TRIAL, **fault), NONE)
    assert result.holds is False and words in result.reason and result.findings


def test_another_library_version_is_said_and_does_not_fail() -> None:
    result = model_loads(replace(SESSION, libraries={"scikit-learn": ("1.5.2", "1.9.1")}), TRIAL, NONE)
    assert result.holds is True and "scikit-learn==1.5.2" in result.findings[0].message


def test_a_missing_file_is_the_projects_own_fault() -> None:
    missing = Absent("the model file m.joblib is not there", Absence.BLOCKED, own_fault=True, fact="ModelFile")
    result = model_loads(missing, missing, NONE)
    assert (result.outcome, result.own_fault) == (Outcome.BLOCKED, True)


def test_consent_not_given_leaves_it_open_with_the_way_out() -> None:
    asked = Absent("only with your consent", Absence.CANNOT_TELL, fix="Run again with --trust model.")
    result = model_loads(asked, asked, NONE)
    assert result.outcome is Outcome.BLOCKED and result.holds is None and not result.own_fault
    assert result.findings[0].fix == "Run again with --trust model."


def test_no_model_at_all_is_no_evidence() -> None:
    assert model_loads(Absent("no model"), NONE, NONE).outcome is Outcome.NO_EVIDENCE


def test_recorded_predictions_of_every_row_stand_in_but_do_not_prove_it() -> None:
    yes = np.ones(100, dtype=bool)
    recorded = Predictions({"test": Predicted("test", "recorded", "binary", 100, 100, yes, yes, path="test.csv")})
    result = model_loads(Absent("elsewhere", Absence.CANNOT_TELL), NONE, recorded)
    assert result.holds is None and "100 of 100 test rows" in result.evidence[0].why
    partly = Predictions({"test": Predicted("test", "recorded", "binary", 100, 300, yes, yes, path="test.csv")})
    assert model_loads(Absent("elsewhere", Absence.CANNOT_TELL), NONE, partly).holds is False
