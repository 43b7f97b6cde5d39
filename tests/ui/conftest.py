"""A hand-made assessment and its view, once for all tests of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.history.runs import Runs
from readiness.report.view import ReportView
from tests.ui.assessments import assessment


@pytest.fixture(scope="session")
def made() -> Assessment:
    return assessment()


@pytest.fixture(scope="session")
def view(made: Assessment) -> ReportView:
    return api.report_view(made)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("READINESS_ROOTS", raising=False)
    return tmp_path / "home"


@pytest.fixture
def kept(home: Path, made: Assessment, tmp_path: Path) -> str:
    """Return the id of a stored assessment."""
    project = tmp_path / "project"
    project.mkdir()
    Runs(home).keep(api.as_json(made), project)
    return made.id
