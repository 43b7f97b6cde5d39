"""The history from the command line: entered, listed, exported, imported, verified, erased."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

import pytest
import typer

from readiness import api, history_api
from readiness.cli import history as module
from readiness.cli.commands import run
from readiness.cli.exits import Exit
from tests.unit.report.assessments import assessed

SAMPLE = str(api.SAMPLES / "keyword_stuffed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("READINESS_STORE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def two(home: Path) -> None:
    with contextlib.closing(history_api.open_history()) as history:
        history_api.keep(history, assessed(id="a" * 64))
        later = "2026-11-21T16:42:00+00:00"
        history_api.keep(history, assessed(id="b" * 64, created_at=later, sole_developer="Ada Byron"))


def count() -> int:
    with contextlib.closing(history_api.open_history()) as history:
        return len(history_api.kept(history))


def test_an_assessment_is_entered_unless_asked_not_to_be(home: Path) -> None:
    assert run(["assess", SAMPLE, "--no-history", "--only", "governance"]) == Exit.DONE
    assert not (home / "history.db").exists()
    assert run(["assess", SAMPLE, "--only", "governance", "--progress", "none"]) == Exit.DONE
    assert (count(), len(api.runs().recent())) == (1, 1)


def test_what_the_dashboard_started_is_entered_and_not_listed_twice() -> None:
    assert run(["assess", SAMPLE, "--listed", "--only", "governance", "--progress", "none"]) == Exit.DONE
    assert (count(), len(api.runs().recent())) == (1, 0)


def test_a_store_that_refuses_costs_one_line_and_nothing_else(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "history.db").write_text("my notes")
    result = tmp_path / "out.json"
    arguments = ["assess", SAMPLE, "--only", "governance", "--progress", "none", "--json", str(result)]
    assert run(arguments) == Exit.DONE
    assert json.loads(result.read_text())["schema_version"] == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("readiness: the assessment is made, but not entered in the history: the history at sqlite")
    assert len(api.runs().recent()) == 1


def test_the_list_says_when_there_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "list"]) == Exit.DONE
    assert capsys.readouterr().out == "Nothing is kept yet.\n"


@pytest.mark.usefixtures("two")
def test_the_list_is_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "list"]) == Exit.DONE
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("bbbbbbbbbbbb  2026-11-21T16:42")
    assert second.endswith("resume_screening")


@pytest.mark.usefixtures("two")
def test_everything_travels_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "history.json"
    assert run(["history", "export", str(file)]) == Exit.DONE
    assert file.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "other"))
    assert run(["history", "import", str(file)]) == Exit.DONE
    assert run(["history", "import", str(file)]) == Exit.DONE
    assert run(["history", "verify"]) == Exit.DONE
    out = capsys.readouterr().out
    assert "2 records were new; the history holds 2" in out
    assert "0 records were new" in out
    assert "the chain holds: 2 records" in out
    assert list(tmp_path.glob("tmp*")) == []


def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "history.json"
    file.write_text('{"format": "other"}')
    assert run(["history", "import", str(file)]) == Exit.UNREADABLE
    assert capsys.readouterr().err.startswith("readiness: this is no history file")


@pytest.mark.usefixtures("two")
def test_a_broken_chain_leaves_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(history_api.open_history()) as history, history.engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE assessments SET low = 9 WHERE number = 2")
    assert run(["history", "verify"]) == Exit.GATE_MISSED
    assert "broken at record 2: the numbers that lists show differ" in capsys.readouterr().err


@pytest.mark.usefixtures("two")
def test_a_chain_that_was_cut_off_shows_against_a_noted_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "verify", "--known", f"3:{'0' * 64}"]) == Exit.GATE_MISSED
    assert "record 3 was there before" in capsys.readouterr().err
    assert run(["history", "verify", "--known", "3"]) == Exit.USAGE


@pytest.mark.usefixtures("two")
def test_a_person_is_erased_after_asking(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(typer, "confirm", lambda question: next(answers))
    assert module.typer is typer
    erase = ["history", "erase", "Ada Byron", "--reason", "a request of 20 November"]
    assert run(erase) == Exit.DONE
    assert run(erase) == Exit.DONE
    assert run(erase) == Exit.USAGE
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "nothing was erased"
    assert "erased in 1 records" in out
    assert "no record names 'Ada Byron'" in err
    assert run(["history", "erase", "Ada Byron", "--reason", " "]) == Exit.USAGE


def test_explain_prints_the_digest_that_a_signature_binds(capsys: pytest.CaptureFixture[str]) -> None:
    """The usual statement, spaces folded, whatever variant a project is shown (docs/adr/0007)."""
    practice = next(found for _, found in api.rubric().practices() if found.variants and found.signer_roles)
    assert run(["explain", practice.id]) == Exit.DONE
    usual = hashlib.sha256(" ".join(practice.statement.split()).encode()).hexdigest()
    assert usual in capsys.readouterr().out.splitlines()
