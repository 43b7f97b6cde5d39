"""How a delimited text file is to be read: separator, header and column names, decided from its first lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from readiness.evidence.data.tables_source import LINE_LIMIT_BYTES

_SEPARATORS = (",", ";", "\t", "|")
NAMELESS = "the first line holds values, not names: columns are called column0 on"


@dataclass(frozen=True)
class Layout:
    """Separator, whether the first line holds names, the column names to use, and what was odd about them.

    ``notes`` are sentences for people: repeated or empty names and what they are called instead.
    """

    separator: str
    header: bool
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def layout_of(head: str, path: str, known: Collection[str] = ()) -> Layout | None:
    """Return the layout of a text table from its first lines, or None when there is no usable first line.

    Parameters
    ----------
    head
        Start of the file, decoded; the last line may be cut.
    known
        Column names the manifest uses; one of them in the first line makes it a header.
    """
    lines = head.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), None)
    if first is None or len(first) >= LINE_LIMIT_BYTES:
        return None
    separator = _separator(first, path)
    try:
        rows = [row for row in csv.reader(io.StringIO("\n".join(lines[:50])), delimiter=separator) if row][:3]
    except csv.Error:
        return None
    header = _is_header(rows, known)
    if not header:
        names = tuple(f"column{index}" for index in range(len(rows[0])))
        return Layout(separator, False, names, (NAMELESS,))
    names, notes = unique_names(rows[0])
    return Layout(separator, True, names, notes)


def _separator(line: str, path: str) -> str:
    if path.lower().removesuffix(".gz").endswith((".tsv", ".tab")):
        return "\t"
    outside = "".join(line.split('"')[::2])
    counts = {separator: outside.count(separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: counts[separator])
    return best if counts[best] else ","


def _is_header(rows: list[list[str]], known: Collection[str]) -> bool:
    first = rows[0]
    if any(name in known for name in first) or not any(_number(cell) for cell in first):
        return True
    return len(rows) < 2 or [_number(cell) for cell in first] != [_number(cell) for cell in rows[1]]


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def unique_names(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names made unique (letter case ignored) as pandas spells them, and a note for each one changed."""
    used: set[str] = set()
    result: list[str] = []
    notes: list[str] = []
    for index, written in enumerate(names):
        name = written.replace("\x00", "") or f"Unnamed: {index}"
        if not written:
            notes.append(f"column {index + 1} has no name and is called {name!r}")
        candidate, count = name, 0
        while candidate.lower() in used:
            count += 1
            candidate = f"{name}.{count}"
        if candidate != name:
            notes.append(f"column name {name!r} is repeated (letter case ignored): one is called {candidate!r}")
        used.add(candidate.lower())
        result.append(candidate)
    return tuple(result), tuple(notes)
