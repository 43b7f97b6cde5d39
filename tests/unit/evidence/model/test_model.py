import pickle
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.files.project import Project
from readiness.evidence.files.project_index import open_project
from readiness.evidence.model.model import ModelFile, model_file
from readiness.evidence.model.model_session import model_session, not_loaded
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


def test_formats_without_a_loader_and_entry_points_are_open(tmp_path: Path) -> None:
    folder = project(tmp_path, b"\x89HDF\r\n\x1a\n")
    file = model_file(folder, MANIFEST, SETTINGS)
    assert isinstance(file, ModelFile) and file.format == "hdf5"
    found = model_session(file, folder, MANIFEST, replace(SETTINGS, trust=Trust.MODEL))
    assert isinstance(found, Absent) and found.kind is Absence.CANNOT_TELL and "format hdf5" in found.reason
    entry = replace(MANIFEST, model=ModelManifest(path="models/m.pkl", entry_point="app:predict"))
    reached = model_session(file, folder, entry, replace(SETTINGS, trust=Trust.MODEL))
    assert isinstance(reached, Absent) and "app:predict" in reached.reason


@pytest.mark.parametrize(
    ("error", "kind", "own", "words"),
    [
        pytest.param(WorkerRefused(("os.system",)), Absence.CANNOT_TELL, False, "os.system", id="names"),
        pytest.param(
            WorkerFailed("ModuleNotFoundError", "No module named 'sklearn.foo'"),
            Absence.CANNOT_TELL, False, "pip install scikit-learn", id="library",
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
