import pickle
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import DataManifest, Manifest, ModelManifest, TableSource
from readiness.evidence.files.project import Project
from readiness.evidence.files.project_index import open_project
from readiness.evidence.model.entry_point import entry_point_files
from readiness.evidence.model.mlflow_folder import mlflow_folder
from readiness.evidence.model.model import ModelFile, model_file
from readiness.evidence.model.model_session import ModelSession, model_session
from readiness.evidence.model.refusals import not_loaded
from readiness.sandbox.errors import WorkerFailed, WorkerMemory, WorkerRefused

SETTINGS = Settings(now=datetime(2026, 1, 1, tzinfo=UTC))
MANIFEST = Manifest(path="readiness.yaml", model=ModelManifest(path="models/m.pkl"), lines={"model.path": 5})
FILE = ModelFile("m.joblib", "joblib", 1, "ab")


class Custom:
    """A class of the project, which is not admitted."""


def project(folder: Path, content: bytes | None) -> Project:
    (folder / "README.md").write_text("A project")
    if content is not None:
        (folder / "models").mkdir()
        (folder / "models" / "m.pkl").write_bytes(content)
    return open_project(folder, SETTINGS)


def test_a_pickle_is_listed_without_being_run(tmp_path: Path) -> None:
    found = model_file(project(tmp_path, pickle.dumps([OrderedDict(a=1), Custom()])), MANIFEST, SETTINGS)
    assert isinstance(found, ModelFile) and found.format == "pickle" and not found.inert
    assert "collections.OrderedDict" in found.imports and len(found.sha256) == 64
    assert [name.rpartition(".")[2] for name in found.not_admitted] == ["Custom"]


def test_the_version_written_into_a_pickle_is_read(tmp_path: Path) -> None:
    found = model_file(project(tmp_path, pickle.dumps({"_sklearn_version": "1.2.2"})), MANIFEST, SETTINGS)
    assert isinstance(found, ModelFile) and found.made_with == {"scikit-learn": "1.2.2"}


def test_a_file_the_manifest_names_and_that_is_missing_is_the_projects_fault(tmp_path: Path) -> None:
    found = model_file(project(tmp_path, None), MANIFEST, SETTINGS)
    assert isinstance(found, Absent) and found.kind is Absence.BLOCKED and found.own_fault
    assert str(found.location) == "readiness.yaml:5"


def test_no_model_is_nothing_found(tmp_path: Path) -> None:
    found = model_file(project(tmp_path, None), Manifest(), SETTINGS)
    assert isinstance(found, Absent) and found.kind is Absence.NOTHING_FOUND


@pytest.mark.parametrize(
    ("trust", "words"),
    [
        pytest.param(Trust.READ, "--trust model", id="no consent: the way to give it"),
        pytest.param(Trust.MODEL, "admit them in the app", id="consent, but names that are not admitted"),
    ],
)
def test_loading_needs_consent_and_admitted_names(tmp_path: Path, trust: Trust, words: str) -> None:
    folder = project(tmp_path, pickle.dumps(Custom()))
    file = model_file(folder, MANIFEST, SETTINGS)
    assert isinstance(file, ModelFile)
    found = model_session(file, folder, MANIFEST, replace(SETTINGS, trust=trust))
    assert isinstance(found, Absent) and found.kind is Absence.CANNOT_TELL and words in found.fix


def test_a_file_named_like_a_model_that_holds_none_is_the_projects_fault(tmp_path: Path) -> None:
    folder = project(tmp_path, b"just words")
    file = model_file(folder, MANIFEST, SETTINGS)
    assert isinstance(file, ModelFile) and file.format == "unknown"
    found = model_session(file, folder, MANIFEST, SETTINGS)
    assert isinstance(found, Absent) and found.kind is Absence.BLOCKED and found.own_fault


def test_a_format_without_a_loader_is_open(tmp_path: Path) -> None:
    folder = project(tmp_path, (30).to_bytes(8, "little") + b'{"__metadata__":{"a":"b"}}    ')
    file = model_file(folder, MANIFEST, SETTINGS)
    assert isinstance(file, ModelFile) and file.format == "safetensors"
    found = model_session(file, folder, MANIFEST, replace(SETTINGS, trust=Trust.MODEL))
    assert isinstance(found, Absent) and found.kind is Absence.CANNOT_TELL and "format safetensors" in found.reason


def test_an_entry_point_is_found_and_needs_the_trust_to_run(tmp_path: Path) -> None:
    (tmp_path / "src" / "app").mkdir(parents=True)
    (tmp_path / "src" / "app" / "serve.py").write_text("def predict(table):\n    return table['a']\n")
    folder = project(tmp_path, None)
    manifest = Manifest(model=ModelManifest(entry_point="app.serve:predict"))
    file = model_file(folder, manifest, SETTINGS)
    assert isinstance(file, ModelFile) and (file.path, file.format) == ("src/app/serve.py", "entry-point")
    found = model_session(file, folder, manifest, replace(SETTINGS, trust=Trust.MODEL))
    assert isinstance(found, Absent) and "app.serve:predict" in found.reason and "--trust run" in found.fix
    lacking = model_file(folder, Manifest(model=ModelManifest(entry_point="app.gone:predict")), SETTINGS)
    assert isinstance(lacking, Absent) and "app.gone:predict is not there" in lacking.reason


ENTRY = """
import json
from pathlib import Path

from app.weights import weight_of

SHIFT = json.loads(Path("config/shift.json").read_text())["shift"]


def predict(table):
    return (table["a"] * weight_of("a") + SHIFT).to_numpy()
"""


@pytest.mark.slow
def test_an_entry_point_answers_in_the_worker_from_copies_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "app" / "serve.py").write_text(ENTRY)
    (tmp_path / "app" / "weights.py").write_text("def weight_of(name):\n    return 2.0\n")
    (tmp_path / "config" / "shift.json").write_text('{"shift": 0.5}')
    (tmp_path / "train.csv").write_text("a\n1\n")
    folder = project(tmp_path, None)
    data = DataManifest(train=TableSource("train.csv"))
    manifest = Manifest(data=data, model=ModelManifest(entry_point="app.serve:predict"))
    assert "train.csv" not in entry_point_files(folder, manifest)
    file = model_file(folder, manifest, SETTINGS)
    assert isinstance(file, ModelFile)
    settings = replace(SETTINGS, trust=Trust.RUN, accept_weak_isolation=True)
    session = model_session(file, folder, manifest, settings)
    assert isinstance(session, ModelSession), session
    try:
        reply = session.call("readiness.sandbox.model_host:predict", tables={"table": {"a": np.array([1.0, 2.0])}})
    finally:
        session.close()
    assert reply.arrays["prediction"].tolist() == [2.5, 4.5]
    broken = Manifest(model=ModelManifest(entry_point="app.serve:nothing"))
    lacking = model_session(file, folder, broken, settings)
    assert isinstance(lacking, Absent) and lacking.own_fault and "no attribute 'nothing'" in lacking.reason


MLMODEL = """
artifact_path: model
flavors:
  python_function:
    loader_module: mlflow.sklearn
    model_path: model.pkl
  sklearn:
    pickled_model: weights/clf.pkl
    sklearn_version: 1.2.2
mlflow_version: 2.9.0
"""


@pytest.mark.parametrize("named", ["models", "models/", "models/MLmodel"])
def test_an_mlflow_folder_means_its_data_file_and_tells_its_versions(tmp_path: Path, named: str) -> None:
    (tmp_path / "models" / "weights").mkdir(parents=True)
    (tmp_path / "models" / "MLmodel").write_text(MLMODEL)
    (tmp_path / "models" / "weights" / "clf.pkl").write_bytes(pickle.dumps([1]))
    folder = open_project(tmp_path, SETTINGS)
    found = model_file(folder, Manifest(model=ModelManifest(path=named)), SETTINGS)
    assert isinstance(found, ModelFile) and found.path == "models/weights/clf.pkl"
    assert found.made_with == {"scikit-learn": "1.2.2"}


def test_an_mlflow_folder_without_a_readable_mlmodel_falls_back_on_known_names(tmp_path: Path) -> None:
    (tmp_path / "m" / "data").mkdir(parents=True)
    (tmp_path / "m" / "MLmodel").write_text("flavors: [broken")
    (tmp_path / "m" / "data" / "model.keras").write_bytes(b"x")
    folder = open_project(tmp_path, SETTINGS)
    found = mlflow_folder(folder, "m")
    assert found is not None and found.data == "m/data/model.keras" and mlflow_folder(folder, "gone") is None


@pytest.mark.parametrize(
    ("error", "kind", "own", "words"),
    [
        pytest.param(WorkerRefused(("os.system",)), Absence.CANNOT_TELL, False, "os.system", id="names"),
        pytest.param(
            WorkerFailed("ModuleNotFoundError", "No module named 'sklearn.foo'"),
            Absence.CANNOT_TELL, False, "pip install scikit-learn in the version that trained it", id="a part",
        ),
        pytest.param(
            WorkerFailed("ModuleNotFoundError", "No module named 'keras'"),
            Absence.CANNOT_TELL, False, "pip install tensorflow", id="a runtime",
        ),
        pytest.param(
            WorkerFailed("NotSelfContained", "the file holds weights without their network"),
            Absence.CANNOT_TELL, False, "TorchScript", id="weights alone",
        ),
        pytest.param(WorkerFailed("EOFError", "Ran out of input"), Absence.BLOCKED, True, "EOFError", id="damage"),
        pytest.param(WorkerMemory("too much"), Absence.CANNOT_TELL, False, "too much", id="memory"),
    ],
)  # fmt: skip
def test_why_a_model_did_not_load(error: Exception, kind: Absence, own: bool, words: str) -> None:
    found = not_loaded(FILE, error)
    assert (found.kind, found.own_fault) == (kind, own) and words in f"{found.reason} {found.fix}"


def test_another_library_version_is_unknown_with_the_line_to_install() -> None:
    old = replace(FILE, made_with={"scikit-learn": "0.19.0"})
    found = not_loaded(old, WorkerFailed("AttributeError", "no attribute"))
    assert found.kind is Absence.CANNOT_TELL and "pip install scikit-learn==0.19.0" in found.fix


def test_memory_addresses_stay_out_of_reasons() -> None:
    found = not_loaded(FILE, WorkerFailed("TypeError", "bad <object at 0x7f1ad54a7110>"))
    assert "0x7f1a" not in found.reason


def test_versions_are_those_of_the_interpreter_that_tried() -> None:
    made = replace(FILE, made_with={"scikit-learn": "1.5.0"})
    same = not_loaded(made, WorkerFailed("AttributeError", "no attribute"), {"scikit-learn": "1.5.0"})
    assert same.kind is Absence.BLOCKED and same.own_fault
    none = not_loaded(made, WorkerFailed("ModuleNotFoundError", "No module named 'sklearn'"), {"scikit-learn": None})
    assert none.kind is Absence.CANNOT_TELL and none.fix.startswith("pip install scikit-learn==1.5.0,")
    part = not_loaded(made, WorkerFailed("ImportError", "No module named 'sklearn.a'"), {"scikit-learn": "1.9.0"})
    assert part.kind is Absence.CANNOT_TELL and "was made with scikit-learn==1.5.0" in part.reason
