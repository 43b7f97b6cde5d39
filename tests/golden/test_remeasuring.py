"""An unchanged project is not measured again; a changed one is, and both give the same record."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from readiness import api
from readiness.domain.isolation import Trust
from readiness.domain.progress import Progress
from tests.golden.conftest import NOW, settings


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    copy = tmp_path / "project"
    shutil.copytree(api.SAMPLES / "keyword_stuffed", copy)
    return copy


def stages(project: Path, **changed: object) -> tuple[str, set[str]]:
    """Assess with remembering; return the id and the stages that ran."""
    seen: set[str] = set()
    given = replace(settings(Trust.READ), **changed)  # type: ignore[arg-type]

    def listen(event: object) -> None:
        if isinstance(event, Progress):
            seen.add(event.stage)

    assessment = api.assess(project, given, listener=listen, remember=True)
    return assessment.id, seen


def test_the_second_time_nothing_is_measured(project: Path) -> None:
    first, ran = stages(project)
    assert "checks" in ran
    second, again = stages(project)
    assert "checks" not in again
    assert "data" not in again
    assert second == first


def test_a_changed_file_another_day_or_more_trust_is_measured_again(project: Path) -> None:
    stages(project)
    assert "checks" in stages(project, now=NOW.replace(day=21))[1]
    assert "checks" in stages(project, trust=Trust.MODEL)[1]
    (project / "README.md").write_text("# changed\n", encoding="utf-8")
    assert "checks" in stages(project)[1]


def test_without_remembering_nothing_is_kept(project: Path, tmp_path: Path) -> None:
    api.assess(project, settings(Trust.READ))
    assert not (tmp_path / "home").exists()
