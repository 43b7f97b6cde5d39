from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from checks.explainability._mistake_facts import Mistake, Reason, WorstMistakes, shown, sizes
from checks.explainability._mistake_facts import worst_mistakes as provider
from checks.explainability.worst_mistakes import worst_mistakes
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from tests.unit.checks.explainability.test_global_importance import explanations

REASONS = (Reason("income", "10 to 20", 1.5), Reason("sex", "masked", -0.4))
TABLE = pa.table({"c0": list(range(20)), "c1": ["x"] * 19 + ["only one"], "c2": ["f"] * 20})


def fact(*mistakes: Mistake) -> WorstMistakes:
    return WorstMistakes("test.csv", "m.joblib", "test", "log-odds", "probability", 200, len(mistakes), mistakes)


def predictions() -> Predictions:
    labels = np.array([True] * 10 + [False] * 10)
    scores = np.where(labels, 0.9, 0.1)
    scores[0], scores[12] = 0.02, 0.7  # two wrong: by 0.98 and by 0.7
    rows = Predicted(
        "test", "model", "binary", 20, 20, scores >= 0.5, labels, scores, ("no", "yes"), "yes", TABLE, "t.csv"
    )
    return Predictions({"test": rows})


def test_each_mistake_is_a_finding_with_what_led_to_it() -> None:
    result = worst_mistakes(fact(Mistake("yes (score 0.97)", "no", 0.97, REASONS)))
    assert result.holds and result.findings[0].message == (
        "Worst mistake 1: the model says yes (score 0.97), the table says no. income (10 to 20) raised it by 1.5; "
        "sex (masked) lowered it by 0.4."
    )
    parts = {m.column: m.value for m in result.measurements if m.name == "mistake_contribution"}
    assert parts == {"income": 1.5, "sex": -0.4} and result.measurements[0].value == 0.97


def test_no_mistakes_is_said() -> None:
    result = worst_mistakes(fact())
    assert result.holds and not result.findings and "none of the 200" in result.reason


def test_the_largest_mistakes_come_first_and_sensitive_columns_are_masked() -> None:
    phi = np.zeros((20, 3))
    phi[0], phi[12] = [-2.0, 0.1, -3.0], [1.0, 0.2, 0.0]
    explained = replace(explanations(phi), places=np.arange(20))
    found = provider(explained, predictions(), Manifest(data=DataManifest(target="y", sensitive=("c2",))))
    assert isinstance(found, WorstMistakes) and found.wrong == 2
    first, second = found.mistakes
    assert (first.said, first.truth, first.size) == ("no (score 0.02)", "yes", pytest.approx(0.98))
    assert first.reasons[0] == Reason("c2", "masked", -3.0) and first.reasons[1] == Reason("c0", "0 to 4.75", -2.0)
    assert [reason.column for reason in second.reasons] == ["c0", "c1"]


def test_values_are_shown_only_where_they_name_nobody() -> None:
    assert shown(TABLE, "c1", 0) == "x" and shown(TABLE, "c1", 19) == "a rare value"
    assert shown(TABLE, "c0", 19) == "14.2 to 19"
    assert shown(pa.table({"c": pa.array([None, 1.0])}), "c", 0) == "missing"


def test_numbers_are_wrong_by_their_distance() -> None:
    rows = Predicted("test", "model", "regression", 2, 2, np.array([1.0, 5.0]), np.array([1.5, 2.0]))
    size, wrong = sizes(rows, np.arange(2), np.zeros(2))
    assert size.tolist() == [0.5, 3.0] and wrong.all()


def test_rows_without_labels_leave_it_open() -> None:
    found = provider(explanations(np.ones((20, 3))), predictions(), Manifest())
    assert isinstance(found, Absent) and found.kind is Absence.CANNOT_TELL
