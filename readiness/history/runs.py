"""Runs kept as folders: each is a process of its own, and whoever knows its id can follow, stop or read it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.domain.run import Run, RunRefused, RunRequest, RunState
from readiness.domain.set_up import ANSWERS_FILE
from readiness.history import run_lock, sources
from readiness.history.data_home import data_home
from readiness.history.run_events import told

MOST_KEPT = 40
OUT_OF_HISTORY = "(opened from the history)"
MOST_RUNNING = 3
MOST_UPLOAD_BYTES = 500 << 20
MOST_MANIFEST_CHARACTERS = 200_000
_ID = re.compile(r"^\d{8}T\d{6}-[0-9a-f]{8}$")
_HEAD = re.compile(rb'^\s*\{\s*"id"\s*:\s*"([0-9A-Za-z]{1,128})"')
_OVERALL = re.compile(rb'"overall"\s*:\s*\{\s*"low"\s*:\s*([0-9.eE+-]+)\s*,\s*"high"\s*:\s*([0-9.eE+-]+)\s*\}')


@dataclass(frozen=True)
class Runs:
    """The runs of one data folder.

    Attributes
    ----------
    home
        Folder that holds ``runs/<id>/``, with request.json, events.ndjson, assessment.json and the lock of each.
    roots
        Folders inside which projects may be assessed by path; empty means anywhere.
    program
        How the command line is started.
    """

    home: Path
    roots: tuple[Path, ...] = ()
    program: tuple[str, ...] = (sys.executable, "-P", "-m", "readiness")

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Runs:
        """Return the runs that the environment names: READINESS_HOME and READINESS_ROOTS."""
        roots = [part for part in environment.get("READINESS_ROOTS", "").split(os.pathsep) if part.strip()]
        return cls(data_home(environment), tuple(Path(root).expanduser().resolve() for root in roots))

    def start(
        self,
        path: Path,
        *,
        kind: str = "folder",
        name: str = "",
        trust: str = "read",
        admitted: Iterable[str] = (),
        manifest: str = "",
        connections: Iterable[str] = (),
    ) -> str:
        """Return the id of a new run that assesses a folder or .zip in a process of its own.

        Parameters
        ----------
        manifest
            YAML that counts instead of the project's own manifest; it is kept beside the run, not in the project.
        connections
            Connections of the manifest to open; no other is.

        Raises
        ------
        RunRefused
            The path does not exist or lies outside the allowed roots, or too many runs are going on.
        """
        place = self.allowed(path) if kind == "folder" else path
        if len(manifest) > MOST_MANIFEST_CHARACTERS:
            raise RunRefused("The answers of the set-up are too long. Write a readiness.yaml into the project instead.")
        if sum(run.state is RunState.RUNNING for run in self.recent(MOST_KEPT)) >= MOST_RUNNING:
            raise RunRefused(f"{MOST_RUNNING} assessments are running. Wait for one to finish, or cancel one.")
        named = (tuple(sorted(admitted)), _now().isoformat(), manifest, tuple(sorted(connections)))
        request = RunRequest(kind, name or place.stem, str(place), trust, *named)
        folder = self._new(request)
        _launch(folder, request, self.program)
        self._prune()
        return folder.name

    def keep(self, assessment: bytes, path: Path | None) -> str:
        """Return the id under which a finished assessment (JSON) was kept, made elsewhere from a folder or .zip.

        Without a path it came out of the history, which does not hold where the project lay.
        """
        made = json.loads(assessment)
        kind, place = ("command line", str(path.absolute())) if path is not None else ("history", OUT_OF_HISTORY)
        request = RunRequest(kind, made["project"]["name"], place, made["trust"], (), made["created_at"])
        folder = self._new(request)
        (folder / "assessment.json").write_bytes(assessment)
        self._prune()
        return folder.name

    def upload(self, name: str, data: bytes) -> Path:
        """Return where an uploaded .zip was kept, under a name of our own.

        Raises
        ------
        RunRefused
            It is larger than the limit, or its name is not that of a .zip.
        """
        if not name.lower().endswith(".zip"):
            raise RunRefused(f"{name} is not a .zip file. Pack the project's folder as a .zip.")
        if len(data) > MOST_UPLOAD_BYTES:
            raise RunRefused(f"The file is larger than {MOST_UPLOAD_BYTES >> 20} MB. Assess it by its path instead.")
        folder = self.home / "uploads"
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{secrets.token_hex(8)}.zip"
        place.write_bytes(data)
        return place

    def allowed(self, path: Path) -> Path:
        """Return the real path of a folder or .zip that may be assessed.

        Raises
        ------
        RunRefused
            It does not exist, is neither, or lies outside the allowed roots.
        """
        try:
            place = path.expanduser().resolve()
            there = place.exists()
        except (OSError, RuntimeError, ValueError):
            raise RunRefused(f"{path} cannot be found on this machine. Check the path.") from None
        # Said before whether it exists, so that nobody learns what lies outside.
        if self.roots and not any(place.is_relative_to(root) for root in self.roots):
            raise RunRefused(f"{path} lies outside the folders that READINESS_ROOTS allows. Choose one inside them.")
        if not there:
            raise RunRefused(f"{path} cannot be found on this machine. Check the path.")
        if not place.is_dir() and not (place.is_file() and place.suffix.lower() == ".zip"):
            raise RunRefused(f"{path} is neither a folder nor a .zip file.")
        return place

    def get(self, identity: str) -> Run | None:
        """Return the run of this id as its folder stands now, or None where there is none."""
        if not _ID.match(identity) or not self._folder(identity).is_dir():
            return None
        return _read(self._folder(identity))

    def recent(self, most: int = 20) -> tuple[Run, ...]:
        """Return the newest runs, newest first."""
        runs = (_read(folder) for folder in self._folders()[:most])
        return tuple(run for run in runs if run is not None)

    def of_assessment(self, assessment: str) -> Run | None:
        """Return the newest finished run whose assessment has this id, or None."""
        return next((run for run in self.recent(MOST_KEPT) if assessment and run.assessment == assessment), None)

    def result(self, identity: str) -> bytes | None:
        """Return the assessment as JSON, or None where the run has none (yet)."""
        run = self.get(identity)
        if run is None or run.state is not RunState.DONE:
            return None
        return (self._folder(identity) / "assessment.json").read_bytes()

    def answers(self, identity: str) -> Path | None:
        """Return the file with the manifest that was confirmed for a run, or None where the project's own counts."""
        file = self._folder(identity) / ANSWERS_FILE
        return file if _ID.match(identity) and file.is_file() else None

    def cancel(self, identity: str) -> bool:
        """Stop a run with everything it started; return whether it was still going on."""
        folder = self._folder(identity)
        if not _ID.match(identity) or not run_lock.held(folder) or not (folder / "pid").is_file():
            return False
        (folder / "cancelled").touch()
        group = int((folder / "pid").read_text(encoding="ascii"))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
            if not run_lock.released(folder, seconds=2):
                os.killpg(group, signal.SIGKILL)
                run_lock.released(folder, seconds=2)
        return True

    def _folder(self, identity: str) -> Path:
        return self.home / "runs" / identity

    def _new(self, request: RunRequest) -> Path:
        folder = self._folder(f"{_now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}")
        folder.mkdir(parents=True)
        (folder / "request.json").write_text(json.dumps(asdict(request)), encoding="utf-8")
        return folder

    def _folders(self) -> list[Path]:
        home = self.home / "runs"
        found = [entry for entry in home.iterdir() if _ID.match(entry.name)] if home.is_dir() else []
        return sorted(found, key=lambda entry: entry.name, reverse=True)

    def _prune(self) -> None:
        """Remove the oldest runs beyond the number kept, and uploads that no run names any more."""
        for folder in self._folders()[MOST_KEPT:]:
            if not run_lock.held(folder):
                shutil.rmtree(folder, ignore_errors=True)
        sources.remove_unnamed(self.home, {run.request.path for run in self.recent(MOST_KEPT)})


def remember(assessment: bytes, path: Path) -> None:
    """Keep a finished assessment (JSON) where the dashboard lists it; a data folder that cannot be written is left."""
    with contextlib.suppress(OSError):
        Runs.of(os.environ).keep(assessment, path)


def _now() -> datetime:
    return datetime.now(UTC)


def _launch(folder: Path, request: RunRequest, program: tuple[str, ...]) -> None:
    """Start the command line on the request, detached, with its progress written to the run's folder."""
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    command = [*program, "assess", request.path, "--trust", request.trust]
    command += [f"--admit={name}" for name in request.admitted]
    command += [f"--connection={name}" for name in request.connections]
    if request.manifest:
        (folder / ANSWERS_FILE).write_text(request.manifest, encoding="utf-8")
        command += ["--manifest", ANSWERS_FILE]
    command += ["--json", str(folder / "assessment.json"), "--progress", "json", "--listed"]
    with run_lock.taken(folder) as lock, (folder / "events.ndjson").open("wb") as events:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=events,
                pass_fds=(lock,),
                start_new_session=True,
            )
        except OSError as error:
            events.write(f"readiness: the assessment could not be started: {error}\n".encode())
            return
        (folder / "pid").write_text(str(process.pid), encoding="ascii")


def _read(folder: Path) -> Run | None:
    try:
        written = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        lists = {"admitted": tuple(written["admitted"]), "connections": tuple(written.get("connections", ()))}
        request = RunRequest(**{**written, **lists})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    running = run_lock.held(folder)
    events, output, judged, scored = told(folder / "events.ndjson")
    if running:
        return Run(folder.name, RunState.RUNNING, request, events=events, output=output, judged=judged, scored=scored)
    found = _result_head(folder / "assessment.json")
    if found is not None:
        identity, low, high = found
        return Run(folder.name, RunState.DONE, request, identity, low, high, events, output=output)
    if (folder / "cancelled").exists():
        return Run(folder.name, RunState.CANCELLED, request, events=events, output=output)
    lines = [line for line in output.splitlines() if line.strip()]
    failure = lines[-1].removeprefix("readiness: ") if lines else "The process ended without a result."
    return Run(folder.name, RunState.FAILED, request, events=events, failure=failure, output=output)


def _result_head(path: Path) -> tuple[str, float, float] | None:
    """Return id and overall score of a whole assessment file, None for one that is missing or cut off.

    Keys stand in the record's order, so both are near the start; the writer ends with a brace on a line of its own.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
            file.seek(-min(len(head), 16), os.SEEK_END)
            tail = file.read()
    except OSError:
        return None
    identity, overall = _HEAD.match(head), _OVERALL.search(head)
    if identity is None or overall is None or not tail.endswith(b"\n}\n"):
        return None
    return identity[1].decode(), float(overall[1]), float(overall[2])
