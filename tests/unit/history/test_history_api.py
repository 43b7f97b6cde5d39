"""The door to the history: what is kept, listed, erased, and caught up with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness import history_api
from readiness.history.runs import Runs
from readiness.history.store import Store
from readiness.report.json import as_json
from tests.unit.report.assessments import assessed


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path)})) as opened:
        yield opened


def test_an_assessment_is_kept_listed_and_read(history: Store) -> None:
    made = assessed(id="a" * 64)
    assert history_api.keep(history, made) == history_api.keep(history, made) == 1
    assert history_api.assessment(history, made.id) == made
    assert history_api.assessment(history, "b" * 64) is None
    assert [summary.id for summary in history_api.kept(history)] == [made.id]
    assert history_api.trend(history, made.project.name) == history_api.kept(history, made.project.name)
    assert history_api.projects(history)[0][:2] == (made.project.name, 1)


def test_finished_runs_are_caught_up_with_once(history: Store, tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    for identity in ("a", "b"):
        runs.keep(as_json(replace(assessed(), id=identity * 64)), tmp_path)
    assert history_api.catch_up(history, runs) == 2
    assert history_api.catch_up(history, runs) == 0
    assert {summary.id[0] for summary in history_api.kept(history)} == {"a", "b"}


def test_a_person_is_erased_by_name_and_nobody_else(history: Store) -> None:
    made = assessed(id="a" * 64, sole_developer="Joanne Ann Smith")
    history_api.keep(history, made)
    assert history_api.erase_person(history, "Jo", "request") == 0
    assert history_api.erase_person(history, "", "request") == 0
    assert history_api.erase_person(history, "ann smith", "request") == 1
    found = history_api.assessment(history, made.id)
    assert found is not None
    assert found.sole_developer == "erased on request"
    assert history_api.verify(history).fault is None


def test_everything_goes_into_one_file_and_back(history: Store, tmp_path: Path) -> None:
    history_api.keep(history, assessed(id="a" * 64))
    data = b"".join(history_api.exported(history))
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path / "other")})) as other:
        assert history_api.imported(other, data) == 1
        assert history_api.kept(other) == history_api.kept(history)
