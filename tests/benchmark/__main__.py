"""`make benchmark`: measure ours and its peers, print one table, write it to docs/benchmarks.md on request."""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.benchmark import projects
from tests.benchmark.cases import TOP, Row, beside, ours
from tests.benchmark.peers import peers
from tests.benchmark.report import document, written


def main() -> None:
    """Run the chosen cases."""
    default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "readiness-benchmark"
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="runs of each command of ours; medians are shown")
    parser.add_argument("--peer-times", type=int, default=1, help="runs of each peer")
    parser.add_argument("--peers", default="all", help="all, none, or names divided by commas")
    parser.add_argument("--large", action="store_true", help="also 800,000 and 200,000 rows")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--cache", type=Path, default=default, help="where data and environments are kept")
    chosen = parser.parse_args()
    rows = measured(chosen)
    text = document(rows, chosen.times)
    print(text)
    if chosen.write:
        written(text, TOP / "docs" / "benchmarks.md")


def measured(chosen: argparse.Namespace) -> list[Row]:
    """Return the rows of every chosen case, telling on standard error what runs."""
    home = chosen.cache / "home" / "ours"
    names = None if chosen.peers == "all" else set(chosen.peers.split(","))
    rows = [said(ours("Help", "readiness --help", ["--help"], home, chosen.times))]
    sizes = [(80_000, 20_000)] + ([(800_000, 200_000)] if chosen.large else [])
    for train, test in sizes:
        group = f"{train:,} train and {test:,} test rows of 42 columns, boosted trees"
        project = projects.tabular(chosen.cache, train, test)
        found = peers(group, project, chosen.cache, chosen.peer_times, lambda name: names is None or name in names)
        made = beside(group, project, home, chosen.times, map(said, found))
        rows += [said(row) if row.ours else row for row in made]
    folder = projects.repository(chosen.cache)
    group = f"Repository of {projects.FILES:,} files, {projects.PYTHON_FILES:,} of them Python"
    words = ["assess", str(folder), "--no-history"]
    rows.append(said(ours(group, "Readiness, first assessment", words, home, chosen.times)))
    return rows


def said(row: Row) -> Row:
    """Return the row after telling it on standard error."""
    figures = row.problem or (row.run and f"{row.run.wall:.2f} s wall, {row.run.processor:.2f} s processor")
    print(f"{row.name}: {figures}", file=sys.stderr)
    return row


if __name__ == "__main__":
    main()
