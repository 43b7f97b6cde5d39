"""Kept results: found under their key only, bounded, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

from readiness.history.measured import KEPT, Measured


def test_a_result_is_found_under_its_key_only(tmp_path: Path) -> None:
    measured = Measured(tmp_path / "measured")
    assert measured.recall("a" * 64) is None
    measured.keep("a" * 64, b"one")
    assert measured.recall("a" * 64) == b"one"
    assert measured.recall("b" * 64) is None


def test_the_oldest_go(tmp_path: Path) -> None:
    measured = Measured(tmp_path)
    for number in range(KEPT + 3):
        measured.keep(f"{number:064d}", b"x")
        os.utime(tmp_path / f"{number:064d}", (number, number))
    measured.keep("f" * 64, b"x")
    assert len(list(tmp_path.iterdir())) == KEPT
    assert measured.recall(f"{0:064d}") is None
    assert measured.recall("f" * 64) == b"x"


def test_a_folder_that_cannot_be_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    measured = Measured(tmp_path / "file" / "measured")
    measured.keep("a" * 64, b"one")
    assert measured.recall("a" * 64) is None
