import pyarrow as pa
import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.domain.finding import Location
from readiness.evidence.data.tables import Column, Table
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.model_inputs import Inputs, columns_of, model_inputs
from readiness.evidence.model.model_session import ModelSession

FILE = ModelFile("m.joblib", "joblib", 1, "ab")
MANIFEST = Manifest(data=DataManifest(target="y", id="id", sensitive=("sex",), time="day", ignore=("note",)))
NAMES = ("id", "day", "a", "sex", "b", "note", "y")
TABLE = Table("test", Location("test.csv"), "csv", 10, tuple(Column(name, "number") for name in NAMES), "d")


def inputs(features: tuple[str, ...] | None = None, count: int | None = None) -> Inputs | Absent:
    return model_inputs(ModelSession(FILE, features=features, feature_count=count), MANIFEST, TABLE)


def test_the_models_own_names_win_in_its_order() -> None:
    found = inputs(("b", "sex", "a"))
    assert isinstance(found, Inputs) and found.columns == ("b", "sex", "a") and found.named


@pytest.mark.parametrize(
    ("count", "columns"),
    [
        pytest.param(2, ("a", "b"), id="without sensitive and time"),
        pytest.param(3, ("a", "sex", "b"), id="the sensitive one is read"),
        pytest.param(4, ("day", "a", "sex", "b"), id="time is read too"),
        pytest.param(None, ("a", "b"), id="number not known"),
    ],
)
def test_without_names_their_number_decides(count: int | None, columns: tuple[str, ...]) -> None:
    found = inputs(count=count)
    assert isinstance(found, Inputs) and found.columns == columns and not found.named


def test_columns_the_table_lacks_are_the_projects_fault() -> None:
    found = inputs(("a", "b", "a_squared"))
    assert isinstance(found, Absent) and found.kind is Absence.BLOCKED and found.own_fault
    assert "lacks 1 columns that the model reads: a_squared" in found.reason


def test_a_number_that_fits_nothing_means_preprocessing_is_elsewhere() -> None:
    found = inputs(count=17)
    assert isinstance(found, Absent) and found.kind is Absence.CANNOT_TELL and "preprocessing" in found.reason


def test_text_tables_get_the_gaps_that_pandas_would_read() -> None:
    rows = pa.table({"t": ["x", "NA", None, "none"], "n": [1, None, 3, 4]})
    found = columns_of(rows, ("t", "n"), from_text=True)
    assert found["t"].tolist() == ["x", None, None, "none"]
    assert found["n"][0] == 1.0 and found["n"][1] != found["n"][1]
    assert columns_of(rows, ("t",), from_text=False)["t"].tolist() == ["x", "NA", None, "none"]
