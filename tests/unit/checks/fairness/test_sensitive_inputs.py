from dataclasses import replace

from checks.fairness.sensitive_inputs import sensitive_inputs
from readiness.domain.check import Outcome
from readiness.domain.finding import Severity
from readiness.evidence.declared.manifest import DataManifest, Manifest, People
from readiness.evidence.model.model_inputs import Inputs
from readiness.evidence.model.predictions import Predictions

MANIFEST = Manifest(data=DataManifest(sensitive=("sex", "age")), people=People(decisions=True))


def predictions(*columns: str, named: bool = True) -> Predictions:
    return Predictions({}, Inputs(columns, named, ""), "m.joblib")


def test_a_model_without_the_attributes_holds() -> None:
    result = sensitive_inputs(predictions("income", "debt"), MANIFEST)
    assert result.holds is True and "2 columns, none of them sex or age" in result.evidence[0].why


def test_a_model_that_reads_one_is_named_with_the_column() -> None:
    result = sensitive_inputs(predictions("income", "age"), MANIFEST)
    assert result.holds is False and result.findings[0].column == "age"
    assert result.findings[0].severity is Severity.HIGH


def test_inferred_columns_leave_it_open() -> None:
    assert sensitive_inputs(predictions("income", "age", named=False), MANIFEST).holds is None


def test_recorded_predictions_leave_it_open() -> None:
    assert sensitive_inputs(Predictions({}), MANIFEST).holds is None


def test_nothing_declared_is_no_evidence() -> None:
    result = sensitive_inputs(predictions("income"), replace(MANIFEST, data=DataManifest()))
    assert result.outcome is Outcome.NO_EVIDENCE
