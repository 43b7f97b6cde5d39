"""Whether a project changed, by file times."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.history import freshness
from readiness.history.freshness import changed_since

MOMENT = "2026-01-01T00:00:00+00:00"
AT = 1767225600  # the same moment in seconds


def written(path: Path, seconds: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (seconds, seconds))
    return path


def test_a_newer_file_is_a_change(tmp_path: Path) -> None:
    written(tmp_path / "old.py", AT - 1)
    assert changed_since(tmp_path, MOMENT) is False
    written(tmp_path / "deep" / "new.py", AT + 1)
    assert changed_since(tmp_path, MOMENT) is True


def test_caches_and_environments_do_not_count(tmp_path: Path) -> None:
    written(tmp_path / ".venv" / "lib.py", AT + 1)
    assert changed_since(tmp_path, MOMENT) is False


def test_a_zip_is_judged_by_its_own_time(tmp_path: Path) -> None:
    assert changed_since(written(tmp_path / "a.zip", AT - 1), MOMENT) is False
    assert changed_since(written(tmp_path / "a.zip", AT + 1), MOMENT) is True


def test_what_is_gone_or_too_large_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert changed_since(tmp_path / "gone", MOMENT) is None
    monkeypatch.setattr(freshness, "MOST_ENTRIES", 1)
    written(tmp_path / "a", AT - 1)
    written(tmp_path / "b", AT - 1)
    assert changed_since(tmp_path, MOMENT) is None
