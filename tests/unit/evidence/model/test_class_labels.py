import numpy as np
import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.model.class_labels import ClassLabels, class_labels, codes_of, text_of, texts_of


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), ("1", "1"), (True, "true"), ("TRUE", "true"), (" yes ", "yes"), (1.5, "1.5")],
)
def test_one_label_has_one_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_arrays_of_any_type_become_text() -> None:
    assert texts_of(np.array([0.0, 1.0, 1.0])).tolist() == ["0", "1", "1"]
    assert texts_of(np.array(["a", 1, True], dtype=object)).tolist() == ["a", "1", "true"]


def test_codes_follow_the_names_and_unknown_labels_are_minus_one() -> None:
    assert codes_of(np.array(["b", "a", "z"]), ("a", "b"), {}).tolist() == [1, 0, -1]
    assert codes_of(np.array(["1", "0"]), ("no", "yes"), {"0": "no", "1": "yes"}).tolist() == [1, 0]


def found(labels: list, answer: list, classes: list | None = None, positive: object = None) -> ClassLabels | Absent:
    return class_labels(np.array(labels), np.array(answer), classes, positive)


@pytest.mark.parametrize(
    ("labels", "answer", "classes", "positive", "expected"),
    [
        pytest.param([0, 1], [1, 0], [0, 1], None, "1", id="numbers: the larger"),
        pytest.param(["yes", "no"], ["no", "yes"], ["no", "yes"], None, "yes", id="words: the affirmative"),
        pytest.param(["good", "bad"], ["bad", "good"], ["bad", "good"], "bad", "bad", id="as declared"),
        pytest.param(["no", "yes"], [0, 1], [0, 1], "yes", "yes", id="words in the table, numbers in the model"),
        pytest.param(["no", "yes"], [0, 1], [0, 1], 1, "yes", id="declared as the model writes it"),
        pytest.param([False, True], [0, 1], [0, 1], None, "true", id="booleans and numbers"),
    ],
)
def test_the_positive_class(labels: list, answer: list, classes: list, positive: object, expected: str) -> None:
    known = found(labels, answer, classes, positive)
    assert isinstance(known, ClassLabels) and known.positive == expected


def test_the_models_order_is_kept_under_the_tables_names() -> None:
    known = found(["no", "yes"], [1, 0], [1, 0], "yes")
    assert isinstance(known, ClassLabels) and known.model_order == ("yes", "no") and known.names == ("no", "yes")


def test_classes_that_do_not_match_cannot_be_told() -> None:
    known = found(["a", "b", "c"], [0, 1, 2], [0, 1, 2])
    assert isinstance(known, Absent) and "the model answers 0, 1, 2; the table says a, b, c" in known.reason
