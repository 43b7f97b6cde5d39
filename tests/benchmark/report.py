"""The measured rows as one Markdown table with ratios to ours."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from itertools import groupby
from pathlib import Path

from tests.benchmark.cases import Row

LIBRARIES = ("readiness", "scikit-learn", "pandas", "duckdb", "shap", "fairlearn")
INTRODUCTION = """\
# Benchmarks

Written by `python -m tests.benchmark --write`; `make benchmark` prints it. Ours and its peers ran on the same data in
the same session, ours once before and after each, so that a busy machine is busy for both. Each peer has an
environment of its own; start-up is included. Processor time is user and system time of the whole process tree. Memory
is resident size: of the largest process, and the largest sum over the tree (pages that processes share count in each).
Ratios are to our first assessment of the same group; above 1 the other takes longer. What the tools do is not the
same: ours looks at data, model, fairness, explanations and repository in that one run.
"""


def document(rows: Sequence[Row], times: int) -> str:
    """Return the machine, the table of every group and the stages of our runs, as Markdown."""
    parts = [INTRODUCTION, machine(times), ""]
    for group, found in groupby(rows, key=lambda row: row.group):
        parts += [f"## {group}", "", *table(list(found)), ""]
    return "\n".join(parts).rstrip() + "\n"


def machine(times: int) -> str:
    """Return one line about the machine: cores, memory, load and versions; no host name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, load {load:.1f} at the end, "
        f"Python {platform.python_version()}, {versions}; medians of {times} runs."
    )


def table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of one group's table, with the stages of our first run below."""
    lines = [
        "| | Wall, s | Processor, s | Largest process, MiB | Whole tree, MiB | Wall to ours | Processor to ours |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    base = next((row.run for row in rows if row.ours and row.run is not None), None)
    for row in rows:
        if row.run is None:
            lines.append(f"| {row.name} | {row.problem} | | | | | |")
            continue
        sizes = [f"{size / 2**20:.0f}" for size in (row.run.largest, row.run.together)]
        ratios = ["", ""]
        if base is not None and row.run is not base:
            ratios = [f"{row.run.wall / base.wall:.2f}", f"{row.run.processor / base.processor:.2f}"]
        figures = [f"{row.run.wall:.2f}", f"{row.run.processor:.2f}", *sizes, *ratios]
        lines.append(f"| {row.name} | " + " | ".join(figures) + " |")
    for row in rows:
        if row.stages:
            stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in row.stages.items())
            lines += ["", f"Stages of *{row.name}* (seconds from first to last event; they overlap): {stages}."]
    return lines


def written(text: str, place: Path) -> None:
    """Write the document."""
    place.write_text(text, encoding="utf-8")
