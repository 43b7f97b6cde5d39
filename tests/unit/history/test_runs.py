"""Runs as folders and processes: followed, cancelled, failed, kept and refused."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.domain.run import Run, RunRefused, RunState
from readiness.history import runs as module
from readiness.history.runs import Runs

EVENT = {"stage": "files", "state": "started", "detail": "Project", "done": 0, "total": 4, "seconds": 0.1}
WRITTEN = {
    "id": "ab12",
    "schema_version": 1,
    "created_at": "2026-11-20T16:42:00+00:00",
    "project": {"name": "loans"},
    "trust": "read",
    "overall": {"low": 2.5, "high": 3.0},
}
ASSESSMENT = json.dumps(WRITTEN, indent=1) + "\n"
PRINTS_EVENT = f"print({json.dumps(EVENT)!r}, file=sys.stderr)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    folder.mkdir()
    (folder / "train.py").write_text("x = 1")
    return folder


@pytest.fixture
def runs_of(tmp_path: Path) -> Callable[[str], Runs]:
    """Return runs whose command line is a few lines of Python; ``out`` is where the assessment goes."""

    def made(code: str) -> Runs:
        head = "import json, sys, time, os, subprocess\nout = sys.argv[sys.argv.index('--json') + 1]\n"
        return Runs(tmp_path / "home", program=(sys.executable, "-S", "-c", head + code))

    return made


def until(runs: Runs, identity: str, wanted: Callable[[Run], bool]) -> Run:
    """Return the run as soon as it is as wanted."""
    for _ in range(500):
        run = runs.get(identity)
        assert run is not None
        if wanted(run):
            return run
        time.sleep(0.01)
    raise AssertionError(f"still {run.state}: {run.output}")


def ended(run: Run) -> bool:
    return run.state is not RunState.RUNNING


def test_a_run_that_writes_its_assessment_is_done(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of(f"{PRINTS_EVENT}open(out, 'w').write({ASSESSMENT!r})")
    identity = runs.start(project)

    run = until(runs, identity, ended)

    assert (run.state, run.assessment, run.low, run.high) == (RunState.DONE, "ab12", 2.5, 3.0)
    assert [event.stage for event in run.events] == ["files"]
    assert run.request.name == "loans"
    assert json.loads(runs.result(identity) or b"") == WRITTEN
    assert runs.of_assessment("ab12") == run
    assert runs.of_assessment("") is None


def test_the_request_reaches_the_command_line(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of("print(sys.argv[1:], file=sys.stderr)")

    run = until(runs, runs.start(project, trust="model", admitted=("own.Scaler", "--json=x")), ended)

    assert f"'assess', '{project}', '--trust', 'model', '--admit=--json=x', '--admit=own.Scaler'" in run.output


def test_named_connections_reach_the_command_line_and_nothing_else_does(
    runs_of: Callable[[str], Runs], project: Path
) -> None:
    runs = runs_of("print(sys.argv[1:], file=sys.stderr)")

    named = until(runs, runs.start(project, connections=("env:LOANS_DB",)), ended)
    plain = until(runs, runs.start(project), ended)

    assert "'--connection=env:LOANS_DB'" in named.output
    assert named.request.connections == ("env:LOANS_DB",)
    assert "--connection" not in plain.output


def test_the_answers_of_a_run_are_found_again(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of("")
    answered, plain = runs.start(project, manifest="version: 1\n"), runs.start(project)

    found = runs.answers(answered)
    assert found is not None
    assert found.read_text() == "version: 1\n"
    assert runs.answers(plain) is None
    assert runs.answers("../../etc") is None


def test_the_last_line_that_is_no_event_says_why_a_run_failed(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of("print('noise\\nreadiness: readiness.yaml:3: no task', file=sys.stderr); sys.exit(2)")

    run = until(runs, runs.start(project), ended)

    assert (run.state, run.failure) == (RunState.FAILED, "readiness.yaml:3: no task")
    assert "noise" in run.output
    assert runs.result(run.id) is None


def test_a_killed_process_is_a_failed_run(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of("os.kill(os.getpid(), 9)")

    run = until(runs, runs.start(project), ended)

    assert (run.state, run.failure) == (RunState.FAILED, "The process ended without a result.")


def test_a_cut_off_assessment_is_no_result(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of(f"open(out, 'w').write({ASSESSMENT[:-3]!r})")

    assert until(runs, runs.start(project), ended).state is RunState.FAILED


def test_a_program_that_cannot_start_is_a_failed_run(tmp_path: Path, project: Path) -> None:
    runs = Runs(tmp_path / "home", program=(str(tmp_path / "missing"),))

    run = runs.get(runs.start(project))

    assert run is not None
    assert run.state is RunState.FAILED
    assert "could not be started" in run.failure


def test_cancelling_ends_the_process_and_what_it_started(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of(
        "child = subprocess.Popen(['sleep', '60']); print(child.pid, file=sys.stderr, flush=True); time.sleep(60)"
    )
    identity = runs.start(project)
    child = int(until(runs, identity, lambda run: run.output != "").output)

    assert runs.cancel(identity)

    assert until(runs, identity, ended).state is RunState.CANCELLED
    assert gone(child)
    assert not runs.cancel(identity)


def gone(process: int) -> bool:
    """Return whether a process has ended, waiting for it or not."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_process_that_ignores_the_request_to_end_is_killed(
    runs_of: Callable[[str], Runs], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = runs_of(
        "import signal; signal.signal(15, signal.SIG_IGN); print('ready', file=sys.stderr, flush=True); time.sleep(60)"
    )
    identity = runs.start(project)
    until(runs, identity, lambda run: "ready" in run.output)
    waited = module.run_lock.released
    monkeypatch.setattr(
        module.run_lock,
        "released",
        lambda folder, seconds: waited(folder, min(seconds, 0.05) if seconds == 2 else seconds),
    )

    runs.cancel(identity)

    assert until(runs, identity, ended).state is RunState.CANCELLED


def test_a_run_keeps_the_manifest_that_was_confirmed_for_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    shows = 'import sys, pathlib; at = sys.argv.index("--manifest"); print(pathlib.Path(sys.argv[at + 1]).read_text(), '
    runs = Runs(tmp_path / "home", program=(sys.executable, "-c", f"{shows}file=sys.stderr); sys.exit(3)"))

    run = until(runs, runs.start(project, manifest="version: 1\ntask: regression\n"), ended)

    assert "task: regression" in run.output
    assert run.request.manifest == "version: 1\ntask: regression\n"
    assert list(project.iterdir()) == []
    with pytest.raises(RunRefused, match="too long"):
        runs.start(project, manifest="x" * 300_000)


@pytest.mark.parametrize("identity", ["", "..", "../../etc", "20261120T194350-5f530fac/..", "20261120T194350-5f530faz"])
def test_an_id_is_never_a_path(tmp_path: Path, identity: str) -> None:
    runs = Runs(tmp_path)

    assert runs.get(identity) is None
    assert runs.result(identity) is None
    assert not runs.cancel(identity)


def test_a_folder_without_a_readable_request_is_no_run(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "20261120T194350-5f530fac"
    folder.mkdir(parents=True)
    assert Runs(tmp_path).get(folder.name) is None
    (folder / "request.json").write_text('{"kind": "folder"}')
    assert Runs(tmp_path).recent() == ()


def test_only_folders_inside_the_roots_may_be_assessed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "project").mkdir(parents=True)
    outside.mkdir()
    (inside / "way_out").symlink_to(outside)
    runs = Runs(tmp_path / "home", roots=(inside,))

    assert runs.allowed(inside / "project") == inside / "project"
    for path in (outside, inside / "way_out", inside / ".." / "outside", tmp_path / "nowhere"):
        with pytest.raises(RunRefused, match="READINESS_ROOTS"):
            runs.start(path)


def test_a_missing_path_and_a_plain_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()

    with pytest.raises(RunRefused, match="cannot be found"):
        Runs(tmp_path).allowed(tmp_path / "nowhere")
    with pytest.raises(RunRefused, match="cannot be found"):
        Runs(tmp_path).allowed(Path("a\0b"))
    with pytest.raises(RunRefused, match="neither a folder"):
        Runs(tmp_path).allowed(tmp_path / "notes.txt")


def test_an_upload_gets_a_name_of_ours(tmp_path: Path) -> None:
    runs = Runs(tmp_path)

    place = runs.upload("../../evil.ZIP", b"PK")

    assert place.parent == tmp_path / "uploads"
    assert place.read_bytes() == b"PK"
    with pytest.raises(RunRefused, match=r"not a \.zip"):
        runs.upload("model.pkl", b"")


def test_too_large_an_upload_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_UPLOAD_BYTES", 3)
    with pytest.raises(RunRefused, match="larger than"):
        Runs(tmp_path).upload("a.zip", b"four")


def test_a_fourth_run_at_once_is_refused(runs_of: Callable[[str], Runs], project: Path) -> None:
    runs = runs_of("time.sleep(60)")
    going = [runs.start(project) for _ in range(module.MOST_RUNNING)]

    with pytest.raises(RunRefused, match="are running"):
        runs.start(project)

    assert all(runs.cancel(identity) for identity in going)


def test_the_oldest_runs_and_their_uploads_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    runs = Runs(tmp_path)
    data = ASSESSMENT.encode()
    upload = runs.upload("a.zip", b"PK")
    moments = iter(range(10, 60))
    monkeypatch.setattr(module, "_now", lambda: module.datetime(2026, 1, 1, 0, 0, next(moments), tzinfo=module.UTC))
    kept = [runs.keep(data, upload if index == 0 else tmp_path) for index in range(4)]

    assert [run.id for run in runs.recent()] == [kept[3], kept[2]]
    assert not upload.exists()


def test_an_assessment_made_elsewhere_is_listed(tmp_path: Path) -> None:
    runs = Runs(tmp_path)

    run = runs.get(runs.keep(ASSESSMENT.encode(), tmp_path / "loans"))

    assert run is not None
    assert (run.state, run.assessment, run.request.kind, run.request.name) == (
        RunState.DONE,
        "ab12",
        "command line",
        "loans",
    )


def test_remembering_never_stops_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "file"))

    module.remember(ASSESSMENT.encode(), tmp_path)

    assert (tmp_path / "file").read_bytes() == b""


def test_the_environment_names_home_and_roots(tmp_path: Path) -> None:
    runs = Runs.of({"READINESS_HOME": str(tmp_path), "READINESS_ROOTS": f"{tmp_path}{os.pathsep} {os.pathsep}"})

    assert runs == Runs(tmp_path, (tmp_path,))
