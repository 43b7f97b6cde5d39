"""Peers, each in an environment of its own made from its pinned requirements."""

# ruff: noqa: T201

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmark.cases import Row, environment
from tests.benchmark.measured import Run, middle, run

HERE = Path(__file__).parent
INSTALL_SECONDS = 1_200


@dataclass(frozen=True)
class Peer:
    """One run of a peer: its requirements, its script and what the script is told before the project's folder."""

    name: str
    environment: str
    words: tuple[str, ...] = ()


PEERS = (
    Peer("Deepchecks 0.19, full suite", "deepchecks", ("full",)),
    Peer("Deepchecks 0.19, model evaluation", "deepchecks", ("model",)),
    Peer("Evidently 0.7, summary and drift", "evidently"),
    Peer("ydata-profiling 4, minimal", "ydata"),
    Peer("Great Expectations 1.24 on pandas, 210 expectations", "great_expectations"),
    Peer("cuallee on Polars, 200 rules", "cuallee"),
)


def peers(group: str, project: Path, cache: Path, times: int, chosen: Callable[[str], bool]) -> Iterator[Row]:
    """Yield the medians of every chosen peer on a project; one that cannot be installed or fails says why."""
    for peer in PEERS:
        if chosen(peer.environment):
            yield _measured(peer, group, project, cache, times)


def _measured(peer: Peer, group: str, project: Path, cache: Path, times: int) -> Row:
    python, problem = _installed(peer.environment, cache / "environments")
    if problem:
        return Row(group, peer.name, problem=problem)
    script = str(HERE / f"{peer.environment}_run.py")
    home = cache / "home" / peer.environment
    home.mkdir(parents=True, exist_ok=True)
    command = [str(python), script, *peer.words, str(project)]
    runs = [run(command, environment(home), home) for _ in range(times)]
    made = middle(runs)
    if made.code != 0:
        return Row(group, peer.name, problem=f"exit code {made.code}: {_last(made)}")
    if peer.environment == "deepchecks":
        fitted = middle([run([*command, "fit"], environment(home), home) for _ in range(times)])
        made = replace(made, wall=made.wall - fitted.wall, processor=made.processor - fitted.processor)
        return Row(group, f"{peer.name} (start and fitting subtracted)", made)
    return Row(group, peer.name, made)


def _last(made: Run) -> str:
    return made.errors.strip().rpartition("\n")[2][:200]


def _installed(name: str, folder: Path) -> tuple[Path, str]:
    """Return the interpreter of a peer's environment, made where it is not there, and why it could not be made."""
    place = folder / name
    python = place / "bin" / "python"
    wanted = (HERE / f"{name}.txt").read_text()
    seal = place / "requirements.txt"
    if seal.is_file() and seal.read_text() == wanted:
        return python, ""
    venv.create(place, clear=True, with_pip=True)
    command = [
        str(python),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "install",
        "-r",
        HERE / f"{name}.txt",
    ]
    print(f"installing {name} ...", file=sys.stderr)
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return python, f"not run: not installed within {INSTALL_SECONDS} s"
    if made.returncode != 0:
        return python, f"not run: {made.stderr.strip().rpartition(chr(10))[2][:200]}"
    seal.write_text(wanted)
    return python, ""
