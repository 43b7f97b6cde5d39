"""The lock that tells whether a run's process lives."""

from __future__ import annotations

from pathlib import Path

from readiness.history import run_lock


def test_the_lock_is_held_as_long_as_it_is_taken(tmp_path: Path) -> None:
    assert not run_lock.held(tmp_path)
    with run_lock.taken(tmp_path):
        assert run_lock.held(tmp_path)
        assert not run_lock.released(tmp_path, seconds=0.03)
    assert not run_lock.held(tmp_path)
    assert run_lock.released(tmp_path, seconds=0)
