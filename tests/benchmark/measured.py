"""A command measured from outside: wall and processor seconds and memory of its whole process tree (Linux)."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """One run of a command.

    Attributes
    ----------
    wall, processor
        Seconds; ``processor`` is user and system time of the command and every child it waited for.
    largest, together
        Bytes resident: the largest process, and the largest sum over the tree, sampled 20 times a second. Pages that
        processes share count in each of them.
    """

    wall: float
    processor: float
    largest: int
    together: int
    code: int
    output: str
    errors: str


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float = 1_800.0) -> Run:
    """Return one run of a command; it is ended after ``seconds``."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, env=dict(environment), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    said: list[str] = ["", ""]
    readers = [
        threading.Thread(target=lambda: said.__setitem__(0, process.stdout.read())),  # type: ignore[union-attr]
        threading.Thread(target=lambda: said.__setitem__(1, process.stderr.read())),  # type: ignore[union-attr]
    ]
    for reader in readers:
        reader.start()
    largest = together = 0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        sizes = _sizes(process.pid)
        largest, together = max([largest, *sizes]), max(together, sum(sizes))
        if time.monotonic() - start > seconds:
            process.kill()
        time.sleep(EVERY_SECONDS)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join(5)
    largest = max(largest, usage.ru_maxrss * 1024)
    used = usage.ru_utime + usage.ru_stime
    return Run(wall, used, largest, max(together, largest), process.returncode, said[0], said[1])


def middle(runs: Sequence[Run]) -> Run:
    """Return the medians of several runs, each figure on its own; output is that of the last."""
    last = runs[-1]
    return Run(
        statistics.median(entry.wall for entry in runs),
        statistics.median(entry.processor for entry in runs),
        int(statistics.median(entry.largest for entry in runs)),
        int(statistics.median(entry.together for entry in runs)),
        last.code,
        last.output,
        last.errors,
    )


def _sizes(root: int) -> list[int]:
    """Return the resident bytes of a process and all that descend from it."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)], pages[int(entry.name)] = int(fields[1]), int(fields[21])
    family = {root}
    for _ in range(10):
        more = {child for child, parent in parents.items() if parent in family}
        if more <= family:
            break
        family |= more
    return [pages[member] * PAGE for member in family if member in pages]
