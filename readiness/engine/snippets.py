"""Source lines beside every place a check names, cut, and with secrets masked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from readiness.domain.finding import Location
from readiness.engine.run import CheckRun

LINES_BEFORE = 2
LINES_AFTER = 3
LINE_WIDTH = 160
# Rows of a table may hold personal values; a report must not repeat them.
_TABLES = (
    ".csv",
    ".tsv",
    ".jsonl",
    ".ndjson",
    ".json.gz",
    ".csv.gz",
    ".tsv.gz",
    ".parquet",
    ".feather",
    ".arrow",
    ".xlsx",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MASK = "[masked: holds a secret]"

TextOf = Callable[[str], "str | None"]


def with_snippets(
    runs: Iterable[CheckRun], text_of: TextOf, secret_lines: frozenset[tuple[str, int]]
) -> tuple[CheckRun, ...]:
    """Return the runs with the source lines around every location that has a line and no snippet yet.

    Parameters
    ----------
    text_of
        Text of a project file by its path, None where it is no readable text.
    secret_lines
        Path and line of everything that must not be repeated.
    """

    def shown(location: Location | None) -> Location | None:
        return located(location, text_of, secret_lines) if location is not None else None

    made = []
    for run in runs:
        result = run.result
        findings = tuple(replace(finding, location=shown(finding.location)) for finding in result.findings)
        evidence = tuple(
            replace(item, location=located(item.location, text_of, secret_lines)) for item in result.evidence
        )
        made.append(replace(run, result=replace(result, findings=findings, evidence=evidence)))
    return tuple(made)


def located(location: Location, text_of: TextOf, secret_lines: frozenset[tuple[str, int]]) -> Location:
    """Return the location with its snippet: at most six lines of 160 characters each."""
    if location.line is None or location.snippet or location.path.lower().endswith(_TABLES):
        return location
    text = text_of(location.path)
    lines = text.splitlines() if text is not None else []
    if not 1 <= location.line <= len(lines):
        return location
    first = max(1, location.line - LINES_BEFORE)
    chosen = [
        MASK if (location.path, number) in secret_lines else _cut(lines[number - 1])
        for number in range(first, min(len(lines), location.line + LINES_AFTER) + 1)
    ]
    return replace(location, snippet="\n".join(chosen), snippet_line=first)


def _cut(line: str) -> str:
    line = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line.rstrip())
    return line if len(line) <= LINE_WIDTH else line[: LINE_WIDTH - 1] + "…"
