"""What is measured of ours: commands as a person types them, in a folder of settings of their own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmark.measured import Run, middle, run

TOP = Path(__file__).parents[2]
RESULT = "assessment.json"


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
    return row_of(group, name, [once(words, home) for _ in range(times)], home)


def once(words: list[str], home: Path) -> Run:
    """Return one run of a command of ours; an assessment is left in the folder."""
    home.mkdir(parents=True, exist_ok=True)
    extra = ["--json", str(home / RESULT)] if words[:1] == ["assess"] else []
    return run([sys.executable, "-m", "readiness", *words, *extra], environment(home), TOP)


def row_of(group: str, name: str, runs: list[Run], home: Path) -> Row:
    """Return the medians of runs of ours and the stage seconds of the last assessment, or why there are none."""
    failed = next((entry for entry in runs if entry.code != 0), None)
    if failed is not None:
        last = failed.errors.strip().rpartition("\n")[2]
        return Row(group, name, ours=True, problem=f"exit code {failed.code}: {last[:200]}")
    result = home / RESULT
    stages = json.loads(result.read_text())["duration_seconds"] if result.is_file() else {}
    result.unlink(missing_ok=True)
    return Row(group, name, middle(runs), True, stages)


def beside(group: str, project: Path, home: Path, times: int, others: Iterable[Row]) -> list[Row]:
    """Return a first and an unchanged assessment of ours and the others' rows, ours run before and after each other."""
    words = ["assess", str(project), "--trust", "model"]
    runs, found = [once([*words, "--no-history"], home)], []
    for other in others:
        found.append(other)
        runs.append(once([*words, "--no-history"], home))
    runs += [once([*words, "--no-history"], home) for _ in range(times - len(runs))]
    first = row_of(group, "Readiness, first assessment, everything", runs, home)
    once(words, home)  # fills the history
    return [first, ours(group, "Readiness, unchanged, again", words, home, times), *found]
