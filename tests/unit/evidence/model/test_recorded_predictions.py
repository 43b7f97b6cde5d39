import numpy as np
import pyarrow as pa
import pytest

from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.data.tables import Column, Table
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.predicted import Predicted, kind_of
from readiness.evidence.model.recorded_predictions import from_columns

TABLE = Table("test", Location("test.csv"), "csv", 4, tuple(Column(name, "text") for name in ("y", "p", "s")), "d")


def recorded(task: str | None = None, **columns: list) -> Predicted | Absent:
    data = DataManifest(target="y", prediction="p" if "p" in columns else None, score="s" if "s" in columns else None)
    return from_columns(pa.table(columns), TABLE, Manifest(task=task, data=data), "y")


def test_labels_and_scores_come_from_their_columns() -> None:
    found = recorded(y=["yes", "no", "yes", "no"], p=["yes", "yes", "no", "no"], s=[0.9, 0.6, 0.4, 0.1])
    assert isinstance(found, Predicted) and (found.source, found.kind, found.positive) == ("recorded", "binary", "yes")
    assert found.labels is not None and found.scores is not None
    assert found.labels.tolist() == [True, False, True, False] and found.predicted.tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert found.scores.tolist() == [0.9, 0.6, 0.4, 0.1]


def test_a_score_alone_is_cut_at_one_half() -> None:
    found = recorded(y=["yes", "no"], s=[0.7, 0.2])
    assert isinstance(found, Predicted) and found.predicted.tolist() == [True, False]


def test_rows_without_a_label_or_a_prediction_are_left_out() -> None:
    found = recorded(y=["yes", None, "no"], p=["yes", "no", None])
    assert isinstance(found, Predicted) and found.n == 1 and found.total == 4


def test_numbers_are_read_as_numbers() -> None:
    found = recorded("regression", y=[1.0, 2.0], s=[1.5, 2.5])
    assert isinstance(found, Predicted) and found.kind == "regression" and found.predicted.tolist() == [1.5, 2.5]
    assert isinstance(recorded("regression", y=["a", "b"], s=[1.5, 2.5]), Absent)


@pytest.mark.parametrize(
    ("task", "labels", "session", "classes", "kind"),
    [
        ("regression", [0, 1], "classifier", 2, "regression"),
        (None, [0, 1], "classifier", 3, "multiclass"),
        (None, [0.5, 1.5], "regressor", None, "regression"),
        (None, [0, 1, 1], None, None, "binary"),
        (None, [0.5, 1.5, 2.5], None, None, "regression"),
        (None, list(range(30)), None, None, "regression"),
        (None, [0, 1, 2], None, None, "multiclass"),
    ],
)
def test_the_kind_is_declared_else_the_models_else_the_targets(
    task: str | None, labels: list, session: str | None, classes: int | None, kind: str
) -> None:
    assert kind_of(Manifest(task=task), np.array(labels), session, classes) == kind
