"""Projects that were chosen and are not assessed yet: a folder, an upload, or a clone that is still being fetched."""

from __future__ import annotations

import contextlib
import enum
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

from readiness.domain.run import RunRefused
from readiness.domain.set_up import ANSWERS_FILE
from readiness.history import run_lock
from readiness.history.data_home import data_home

MOST_KEPT = 60
MOST_CLONING = 3
MOST_OUTPUT_BYTES = 4_000
_ID = re.compile(r"^\d{8}T\d{6}-[0-9a-f]{8}$")


class SourceState(enum.Enum):
    """How far a chosen project is."""

    CLONING = "cloning"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Source:
    """A chosen project.

    Attributes
    ----------
    kind
        folder, upload or git.
    path
        The folder or .zip that is assessed; for git where the clone lies or will lie.
    url
        Address of the repository, empty for the other kinds.
    failure
        Why it could not be cloned, in one sentence; empty otherwise.
    """

    id: str
    state: SourceState
    kind: str
    name: str
    path: str
    url: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Sources:
    """The chosen projects of one data folder, each a folder ``sources/<id>``.

    Attributes
    ----------
    private
        Whether repositories on this machine and in private networks may be cloned (READINESS_GIT_PRIVATE=1).
    git
        Whether repositories may be cloned at all (READINESS_GIT=off says no).
    program
        How the process that clones is started.
    """

    home: Path
    private: bool = False
    git: bool = True
    program: tuple[str, ...] = (sys.executable, "-P", "-m", "readiness.evidence.files.clone")

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Sources:
        """Return the sources that the environment names."""
        return cls(
            data_home(environment),
            private=environment.get("READINESS_GIT_PRIVATE", "") == "1",
            git=environment.get("READINESS_GIT", "").lower() != "off",
        )

    def choose(self, kind: str, name: str, path: Path) -> str:
        """Return the id under which a folder or an upload was noted."""
        return self._new({"kind": kind, "name": name, "path": str(path), "url": ""}).name

    def clone(self, url: str) -> str:
        """Return the id of a repository that a process of its own begins to clone.

        Raises
        ------
        RunRefused
            The address may not be cloned from, or too much is being cloned.
        """
        from readiness.evidence.files.clone_address import AddressRefused, clone_address

        if not self.git:
            raise RunRefused("Cloning is switched off here (READINESS_GIT=off). Upload a .zip instead.")
        try:
            address = clone_address(url)
        except AddressRefused as refused:
            raise RunRefused(str(refused)) from None
        if sum(run_lock.held(folder) for folder in self._folders()) >= MOST_CLONING:
            raise RunRefused(f"{MOST_CLONING} repositories are being cloned. Wait for one to finish, or cancel one.")
        place = self.home / "clones" / secrets.token_hex(8) / address.name
        folder = self._new({"kind": "git", "name": address.name, "path": str(place), "url": address.url})
        self._launch(folder, address.url, place)
        self._prune()
        return folder.name

    def note(self, identity: str, answers: Mapping[str, object]) -> None:
        """Keep the answers of the set-up as they stand, so that a reload loses none."""
        folder = self.home / "sources" / identity
        if _ID.match(identity) and folder.is_dir():
            part = folder / f"answers.{secrets.token_hex(4)}"
            part.write_text(json.dumps(answers), encoding="utf-8")
            part.replace(folder / "answers.json")

    def noted(self, identity: str) -> dict[str, object]:
        """Return the answers that were kept, none where there are none."""
        if not _ID.match(identity):
            return {}
        try:
            found = json.loads((self.home / "sources" / identity / "answers.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def manifest(self, identity: str, text: str) -> Path:
        """Return the file in which a confirmed manifest was kept, beside the source and not in the project."""
        place = self.home / "sources" / identity / ANSWERS_FILE
        place.write_text(text, encoding="utf-8")
        return place

    def get(self, identity: str) -> Source | None:
        """Return the source of this id as it stands now, or None where there is none."""
        folder = self.home / "sources" / identity
        return _read(folder) if _ID.match(identity) else None

    def cancel(self, identity: str) -> bool:
        """Stop a clone with everything it started; return whether it was still going on."""
        folder = self.home / "sources" / identity
        if not _ID.match(identity) or not run_lock.held(folder) or not (folder / "pid").is_file():
            return False
        (folder / "cancelled").touch()
        group = int((folder / "pid").read_text(encoding="ascii"))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
            if not run_lock.released(folder, seconds=2):
                os.killpg(group, signal.SIGKILL)
                run_lock.released(folder, seconds=2)
        found = _read(folder)
        if found is not None:
            shutil.rmtree(Path(found.path).parent, ignore_errors=True)
        return True

    def _launch(self, folder: Path, url: str, place: Path) -> None:
        place.parent.mkdir(parents=True)
        root = str(Path(__file__).parents[2])
        paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        command = [*self.program, *(["--private"] if self.private else []), url, str(place)]
        with run_lock.taken(folder) as lock, (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=output,
                pass_fds=(lock,),
                start_new_session=True,
            )
            (folder / "pid").write_text(str(process.pid), encoding="ascii")

    def _new(self, written: Mapping[str, str]) -> Path:
        folder = self.home / "sources" / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        folder.mkdir(parents=True)
        (folder / "source.json").write_text(json.dumps(written), encoding="utf-8")
        return folder

    def _folders(self) -> list[Path]:
        home = self.home / "sources"
        found = [entry for entry in home.iterdir() if _ID.match(entry.name)] if home.is_dir() else []
        return sorted(found, key=lambda entry: entry.name, reverse=True)

    def _prune(self) -> None:
        for folder in self._folders()[MOST_KEPT:]:
            if not run_lock.held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> Source | None:
    try:
        written = json.loads((folder / "source.json").read_text(encoding="utf-8"))
        source = Source(folder.name, SourceState.READY, **written)
    except (OSError, ValueError, TypeError):
        return None
    if source.kind != "git":
        return source
    state, failure = _clone_state(folder, Path(source.path))
    return Source(**{**asdict(source), "state": state, "failure": failure})


def _clone_state(folder: Path, place: Path) -> tuple[SourceState, str]:
    if run_lock.held(folder):
        return SourceState.CLONING, ""
    if (folder / "cancelled").exists():
        return SourceState.CANCELLED, ""
    if place.is_dir():
        return SourceState.READY, ""
    try:
        said = (folder / "output").read_bytes()[-MOST_OUTPUT_BYTES:].decode("utf-8", "replace").splitlines()
    except OSError:
        said = []
    lines = [line.strip() for line in said if line.strip()]
    return SourceState.FAILED, lines[-1] if lines else "The repository could not be cloned."


def remove_unnamed(home: Path, named: Iterable[str]) -> None:
    """Remove the uploads and clones that neither these paths nor a chosen project name."""
    chosen = (_read(folder) for folder in Sources(home)._folders()[:MOST_KEPT])
    kept = {*named, *(source.path for source in chosen if source is not None)}
    for upload in (home / "uploads").glob("*.zip"):
        if str(upload) not in kept:
            upload.unlink(missing_ok=True)
    for clone in (home / "clones").glob("*"):
        if not any(path.startswith(f"{clone}{os.sep}") for path in kept):
            shutil.rmtree(clone, ignore_errors=True)
