"""The door to the history: what is kept, listed, erased, and caught up with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness import history_api
from readiness.domain.ledger import LedgerRefused
from readiness.history.runs import Runs
from readiness.history.store import Store
from readiness.report.json import as_json
from tests.unit.report.assessments import assessed, rubric


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


def test_a_finished_assessment_is_entered(tmp_path: Path) -> None:
    environment = {"READINESS_HOME": str(tmp_path)}
    made = assessed(id="a" * 64)
    assert history_api.enter(made, environment) == history_api.enter(made, environment) == ""
    with contextlib.closing(history_api.open_history(environment)) as history:
        assert [summary.id for summary in history_api.kept(history)] == [made.id]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no url", "READINESS_STORE is no URL"),
        ("mysql://host/name", "mysql is not supported"),
        ("sqlite:////proc/no/history.db", "/proc/no"),
    ],
)
def test_a_store_that_cannot_be_opened_is_said_in_one_line(url: str, words: str) -> None:
    refused = history_api.enter(assessed(), {"READINESS_STORE": url})
    assert words in refused
    assert "\n" not in refused


def test_a_file_that_is_no_database_is_said_and_left(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("my notes")
    refused = history_api.enter(assessed(), {"READINESS_HOME": str(tmp_path)})
    assert "not a database" in refused
    assert (tmp_path / "history.db").read_text() == "my notes"


def test_a_locked_store_is_not_waited_for_longer_than_said(
    history: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_api, "ENTER_SECONDS", 0)
    with history.engine.connect() as other:
        other.exec_driver_sql("COMMIT")
        other.exec_driver_sql("BEGIN IMMEDIATE")
        assert "locked" in history_api.enter(assessed(), {"READINESS_HOME": str(tmp_path)})
        other.exec_driver_sql("ROLLBACK")
    assert history_api.enter(assessed(), {"READINESS_HOME": str(tmp_path)}) == ""


def test_a_person_is_erased_from_the_runs_as_well(history: Store, tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.keep(as_json(assessed(id="a" * 64, sole_developer="Ada Byron")), tmp_path)
    runs.keep(as_json(assessed(id="b" * 64)), tmp_path)
    history_api.catch_up(history, runs)
    assert history_api.naming(history, "Ada Byron") == 1
    assert history_api.erase_person(history, "Ada Byron", "request", runs) == 1
    left = [runs.result(run.id) for run in runs.recent()]
    assert [data is not None and b"Ada" in data for data in left] == [False, False]
    assert {run.assessment[0] for run in runs.recent()} == {"a", "b"}


def test_a_reason_must_not_keep_the_name(history: Store) -> None:
    history_api.keep(history, assessed(sole_developer="Ada Byron"))
    with pytest.raises(LedgerRefused, match="without the name"):
        history_api.erase_person(history, "Ada Byron", "ada byron asked for it")
    assert history_api.naming(history, "Ada Byron") == 1


def test_two_kept_assessments_are_compared(history: Store) -> None:
    older, newer = assessed(id="a" * 64), assessed(id="b" * 64, created_at="2026-11-21T16:42:00+00:00")
    for made in (older, newer):
        history_api.keep(history, made)
    kept = [history_api.assessment(history, made.id) for made in (older, newer)]
    assert kept[0] is not None
    assert kept[1] is not None
    found = history_api.compare(kept[0], kept[1], rubric())
    assert (found.older, found.newer, found.practices) == (older.id, newer.id, ())
