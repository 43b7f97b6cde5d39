"""Where the domains of a project live, and the file that shows it."""

from datetime import UTC, datetime

from readiness.domain.settings import Settings
from readiness.evidence.declared.domain_places import domains
from readiness.evidence.declared.manifest import DOMAINS
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.files.project_index import open_project

NOW = Settings(datetime(2026, 11, 20, tzinfo=UTC))


def test_declared_shown_and_unknown(tmp_path):
    files = {
        "readiness.yaml": "domains: {infra: elsewhere}\n",
        "Dockerfile": "FROM x:1\n",
        "train.csv": "a\n1\n",
        "app.py": "import os\nfrom fastapi import FastAPI\n",
        ".github/workflows/ci.yml": "on: push\n",
        "tests/test_mlflow.py": "import mlflow\n",
        "README.md": "# x\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    project = open_project(tmp_path, NOW)
    places = domains(project, manifest(project, NOW), NOW).places
    assert set(places) == set(DOMAINS)
    assert places["infra"].place == "elsewhere"
    assert str(places["infra"].location) == "readiness.yaml:1"
    assert (places["serving"].place, str(places["serving"].location)) == ("in-folder", "app.py:2")
    assert str(places["ci"].location) == ".github/workflows/ci.yml"
    assert str(places["data"].location) == "train.csv"
    assert places["experiments"].place == "unknown"
    assert places["model"].place == "unknown"


def test_a_domain_given_as_another_root_is_in_the_folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "x.py").write_text("x = 1\n")
    (tmp_path / "b" / "main.tf").write_text("\n")
    settings = Settings(NOW.now, roots={"infra": tmp_path / "b"})
    project = open_project(tmp_path / "a", settings)
    assert domains(project, manifest(project, settings), settings).places["infra"].place == "in-folder"
