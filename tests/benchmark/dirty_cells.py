"""Cell-level precision and recall on a table whose wrong cells are known: columns row, column in errors.csv.

python -m tests.benchmark.dirty_cells FOLDER    (FOLDER holds dirty.csv and errors.csv; the columns align by position)
"""
# ruff: noqa: T201

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from pathlib import Path

from checks.data_quality._spelling_facts import misspellings
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project


def flagged_cells(folder: Path) -> set[tuple[int, str]]:
    """Return row (from 0) and column of every cell a check flags: suspected misspellings, texts among numbers."""
    manifest = Manifest(data=DataManifest(TableSource("dirty.csv")))
    found = tables(open_project(folder, Settings(now=dt.datetime.now(dt.UTC))), manifest)
    profiles = table_profiles(found, manifest)
    spelling = misspellings(found, profiles)
    wrong = {column: {item.value for item in items} for (_, column), (items, _) in spelling.columns.items()}
    with (folder / "dirty.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    number = re.compile(r"-?[\d.,%]+( [a-z]+)?$")
    numeric = {
        name
        for name in rows[0]
        if sum(bool(number.match(row[name])) for row in rows) >= 0.5 * sum(row[name] != "empty" for row in rows)
    }
    cells = set()
    for place, row in enumerate(rows):
        for name, value in row.items():
            odd = name in numeric and value != "empty" and not number.match(value)
            if value in wrong.get(name, ()) or odd:
                cells.add((place, name))
    return cells


def main() -> None:
    folder = Path(sys.argv[1])
    with (folder / "errors.csv").open(encoding="utf-8") as file:
        errors = list(csv.DictReader(file))
    with (folder / "dirty.csv").open(encoding="utf-8") as file:
        dirty = next(csv.reader(file))
    with (folder / "clean.csv").open(encoding="utf-8") as file:
        clean = next(csv.reader(file))
    alias = dict(zip(clean, dirty, strict=True)) | {name: name for name in dirty}
    known = {(int(error["row"]), alias.get(error["column"], error["column"])) for error in errors}
    flagged = flagged_cells(folder)
    hits = len(flagged & known)
    print(f"{len(known)} wrong cells, {len(flagged)} flagged, {hits} of them wrong")
    print(f"precision {hits / len(flagged):.3f}, recall {hits / len(known):.3f}")
    missed = sorted(known - flagged)[:10]
    print("missed, for instance:", missed)
    print("flagged in vain, for instance:", sorted(flagged - known)[:10])


if __name__ == "__main__":
    main()
