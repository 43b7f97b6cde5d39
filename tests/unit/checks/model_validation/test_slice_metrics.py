import numpy as np
import pyarrow as pa
import pytest

from checks.model_validation._slice_facts import Slices, column_slices, slices
from checks.model_validation.slice_metrics import slice_metrics
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions

MANIFEST = Manifest(data=DataManifest(target="y", id="id"))


def predictions(wrong: np.ndarray, kind: str = "binary", **columns: object) -> Predictions:
    n = len(wrong)
    table = pa.table({**columns, "y": np.zeros(n), "id": np.arange(n)})
    labels = np.zeros(n, dtype=bool) if kind == "binary" else np.zeros(n)
    predicted = wrong if kind != "binary" else wrong.astype(bool)
    return Predictions({"test": Predicted("test", "model", kind, n, n, predicted, labels, rows=table, path="test.csv")})


def test_a_planted_weak_slice_is_found_first_with_its_gap() -> None:
    city = np.array(["a"] * 400 + ["b"] * 400 + ["c"] * 400)
    wrong = np.r_[np.arange(400) % 10 == 0, np.arange(400) % 10 == 0, np.arange(400) % 10 < 4]
    found = slices(predictions(wrong, city=city), MANIFEST)
    assert isinstance(found, Slices)
    worst = found.slices[0]
    assert (worst.column, worst.group, worst.n, worst.score) == ("city", "c", 400, pytest.approx(0.6))
    assert worst.gap.value == pytest.approx(0.3) and worst.gap.low is not None and worst.gap.low > 0.2
    result = slice_metrics(found)
    assert "Where city is c, accuracy is 0.60, 0.30 below all other rows" in result.findings[0].message
    assert result.measurements[0].name == "worst_slice_gap" and result.measurements[0].value == pytest.approx(0.3)


def test_slices_that_do_not_differ_are_no_finding() -> None:
    city = np.array(["a", "b", "c", "d"] * 300)
    found = slices(predictions(np.arange(1200) % 8 < 4, city=city), MANIFEST)
    assert isinstance(found, Slices) and not slice_metrics(found).findings


@pytest.mark.slow
def test_searching_many_slices_of_noise_rarely_raises_an_alarm() -> None:
    # 100 tables of 10 columns x 4 values without any difference: at most 5 % plus 2.5 standard errors (2.2 %).
    generator = np.random.default_rng(4)
    alarms = 0
    for _ in range(100):
        columns = {f"c{i}": generator.integers(0, 4, 600).astype(str) for i in range(10)}
        found = slices(predictions(generator.random(600) < 0.2, **columns), MANIFEST)
        assert isinstance(found, Slices)
        alarms += bool(slice_metrics(found).findings)
    assert alarms <= 10


def test_errors_of_numbers_are_relative_to_the_overall_error() -> None:
    size = np.r_[np.ones(300), np.full(300, 3.0)] * np.where(np.arange(600) % 2, 1, -1)
    found = slices(predictions(size, "regression", city=np.repeat(["a", "b"], 300)), MANIFEST)
    assert isinstance(found, Slices) and found.score == "mae" and found.overall == pytest.approx(2.0)
    assert found.slices[0].group == "b" and found.slices[0].gap.value == pytest.approx(1.0)


def test_a_table_without_a_slice_of_fifty_rows_is_absent() -> None:
    assert isinstance(slices(predictions(np.zeros(60, dtype=bool), c=np.arange(60) % 30), MANIFEST), Absent)


def test_columns_are_cut_by_value_by_quartile_and_at_gaps() -> None:
    numbers = dict(column_slices(pa.chunked_array([list(range(100))])))
    assert [int(inside.sum()) for inside in numbers.values()] == [25, 25, 25, 25]
    words = dict(column_slices(pa.chunked_array([["x", "y", None, "x"]])))
    assert {name: int(inside.sum()) for name, inside in words.items()} == {"missing": 1, "x": 2, "y": 1}
