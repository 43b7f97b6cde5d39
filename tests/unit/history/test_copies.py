"""Assessments in the folders of runs: written anew without erased names, and brought back out of the history."""

from __future__ import annotations

import contextlib
from pathlib import Path

from readiness import history_api
from readiness.domain.run import RunState
from readiness.history import copies
from readiness.history.runs import OUT_OF_HISTORY, Runs
from readiness.report.json import as_json, read
from tests.unit.report.assessments import assessed


def test_every_run_with_the_assessment_is_written_anew_and_no_other(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    for letter in "aab":
        runs.keep(as_json(assessed(id=letter * 64, sole_developer="Ada")), tmp_path)
    assert copies.rewritten(runs, "a" * 64, as_json(assessed(id="a" * 64))) == 2
    assert copies.rewritten(runs, "c" * 64, b"{}") == 0
    named = {run.assessment[0]: b"Ada" in (runs.result(run.id) or b"") for run in runs.recent()}
    assert named == {"a": False, "b": True}
    assert all(run.state is RunState.DONE for run in runs.recent())
    assert not [path for run in runs.recent() for path in (tmp_path / "runs" / run.id).glob("tmp*")]


def test_a_kept_assessment_is_brought_back_without_a_place_to_assess_again(tmp_path: Path) -> None:
    runs, made = Runs(tmp_path), assessed(id="a" * 64)
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path)})) as history:
        history_api.keep(history, made)
        assert not history_api.bring_back(history, runs, "b" * 64)
        assert history_api.bring_back(history, runs, made.id)
    run = runs.of_assessment(made.id)
    assert run is not None
    assert read(runs.result(run.id) or b"") == made
    assert (run.request.kind, run.request.path) == ("history", OUT_OF_HISTORY)
    assert not Path(run.request.path).exists()
