"""What is measured of ours: commands as a person types them, in a folder of settings of their own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmark.measured import Run, middle, run

TOP = Path(__file__).parents[2]


@dataclass(frozen=True)
class Row:
    """One line of the table; ``group`` is compared within itself, ``problem`` says why there are no figures."""

    group: str
    name: str
    run: Run | None = None
    ours: bool = False
    stages: Mapping[str, float] = field(default_factory=dict)
    problem: str = ""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a measured command: settings and caches go to a folder of the benchmark."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TZ")}
    return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data")}


def ours(group: str, name: str, words: list[str], home: Path, times: int) -> Row:
    """Return the medians of some runs of a command of ours, and the stage seconds of the last."""
    home.mkdir(parents=True, exist_ok=True)
    result = home / "assessment.json"
    extra = ["--json", str(result)] if words[:1] == ["assess"] else []
    command = [sys.executable, "-m", "readiness", *words, *extra]
    runs = [run(command, environment(home), TOP) for _ in range(times)]
    made = middle(runs)
    if made.code != 0:
        last = made.errors.strip().rpartition("\n")[2]
        return Row(group, name, ours=True, problem=f"exit code {made.code}: {last[:200]}")
    stages = json.loads(result.read_text())["duration_seconds"] if extra else {}
    return Row(group, name, made, True, stages)


def assessments(group: str, project: Path, home: Path, times: int) -> list[Row]:
    """Return a first assessment (nothing kept) and an unchanged one again."""
    words = ["assess", str(project), "--trust", "model"]
    first = ours(group, "Readiness, first assessment, everything", [*words, "--no-history"], home, times)
    ours(group, "", words, home, 1)  # fills the history
    return [first, ours(group, "Readiness, unchanged, again", words, home, times)]
