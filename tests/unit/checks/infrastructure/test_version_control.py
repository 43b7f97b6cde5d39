"""History, ignore file and the largest artefact in Git."""

from datetime import UTC, datetime
from pathlib import Path

from checks.infrastructure.version_control import version_control
from readiness.evidence.files.git import Git
from readiness.evidence.files.project import Project, ProjectFile

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def history(commits, *tracked):
    return Git("a" * 40, commits, DAY, DAY, (("Ada", commits),), tracked=frozenset(tracked))


def project(*files):
    return Project(Path("/p"), "p", tuple(ProjectFile(path, size) for path, size in files))


def test_good():
    result = version_control(project(("a.py", 10), ("data/t.csv", 9_000)), history(12, "a.py", ".gitignore"))
    assert result.holds is True
    assert [item.value for item in result.measurements] == [12, 0]
    assert result.findings == ()


def test_bad_a_model_in_git_and_no_ignore_file():
    result = version_control(project(("m.pkl", 5_000_000), ("t.csv", 10)), history(1, "m.pkl", "t.csv"))
    assert result.holds is False
    assert [item.value for item in result.measurements] == [1, 5_000_000]
    assert "m.pkl" in result.findings[1].fix


def test_edge_a_file_that_git_does_not_track_does_not_count():
    result = version_control(project(("m.pkl", 5_000_000)), history(2, ".gitignore"))
    assert result.measurements[1].value == 0
