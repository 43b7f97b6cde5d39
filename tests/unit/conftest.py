"""Small project folders written for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.domain.settings import Settings
from readiness.evidence.files.project import Project
from readiness.evidence.files.project_index import open_project


@pytest.fixture
def project_of(tmp_path: Path) -> Callable[[Mapping[str, str]], Project]:
    """Return a function that writes files (path to text) into a fresh folder and opens it as a project."""

    def opened(files: Mapping[str, str]) -> Project:
        for path, text in files.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return open_project(tmp_path, Settings(now=datetime(2026, 1, 2, tzinfo=UTC)))

    return opened
