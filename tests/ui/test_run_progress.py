"""Stages of a run."""

from __future__ import annotations

from readiness.domain.progress import STAGES, Progress
from readiness.domain.run import Run, RunRequest, RunState
from ui.components import projects
from ui.components.run_progress import progress, share_done, stages

REQUEST = RunRequest("folder", "<b>loans</b>", "/p", "read", (), "2026-11-20T16:42:00+00:00")


def event(stage: str, state: str, done: int, seconds: float) -> Progress:
    return Progress(stage, state, "", done, 4, seconds)  # type: ignore[arg-type]


EVENTS = (
    event("files", "started", 0, 0.0),
    event("files", "finished", 1, 0.5),
    event("data", "started", 1, 0.5),
    event("data", "started", 1, 0.6),
    event("data", "finished", 2, 2.0),
)


def test_a_stage_runs_until_all_of_it_has_finished() -> None:
    found = {stage.name: stage for stage in stages(EVENTS)}

    assert [stage.name for stage in stages(EVENTS)] == list(STAGES)
    assert (found["files"].state, found["files"].seconds) == ("finished", 0.5)
    assert found["data"].state == "running"
    assert found["model"].state == "waiting"
    assert stages((*EVENTS, event("data", "failed", 3, 2.5)))[2].state == "failed"


def test_the_bar_is_the_share_of_finished_steps() -> None:
    assert share_done(EVENTS) == 0.5
    assert share_done(()) == 0.0
    assert "aria-valuenow='50'" in progress(Run("x", RunState.RUNNING, REQUEST, events=EVENTS))


def test_what_an_ended_run_did_not_reach_is_not_waiting() -> None:
    drawn = progress(Run("x", RunState.FAILED, REQUEST, events=EVENTS))

    assert "stopped here" in drawn
    assert "not reached" in drawn
    assert ">waiting<" not in drawn


def test_recent_runs_lead_to_the_scorecard_or_to_the_run() -> None:
    done = Run("r1", RunState.DONE, REQUEST, "ab12", 2.5, 3.0)
    failed = Run("r2", RunState.FAILED, REQUEST, failure="<i>no task</i>")

    drawn = projects.recent([done, failed])

    assert "scorecard?a=ab12" in drawn
    assert "run?run=r2" in drawn
    assert "<b>2.5</b>" in drawn
    assert "&lt;i&gt;no task" in drawn
    assert "<b>loans" not in drawn
