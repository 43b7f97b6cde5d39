"""What load tests measured: result files of locust, k6 and JMeter."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.recipes import recipes_of
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

ROW_LIMIT = 100_000
DATE = re.compile(
    r"\b(20\d\d-\d\d-\d\d|\d{1,2}\.? (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) 20\d\d|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2},? 20\d\d)\b"
)
CALLERS = re.compile(r"\b(\d{1,6}) (?:\w+ )?(?:users|callers|clients|virtual users|vus)\b", re.IGNORECASE)


@dataclass(frozen=True)
class LoadResult:
    """One row of a result: a route, or all requests together (empty path).

    Attributes
    ----------
    p95_ms
        95th percentile of the response time in milliseconds.
    users, date
        How many callers at once and when, as text; empty where neither the result, the command that writes it nor a
        document that names it says so.
    """

    method: str
    path: str
    requests: int
    failures: int
    p95_ms: float | None
    location: Location
    users: str = ""
    date: str = ""


@dataclass(frozen=True)
class LoadResults(Fact):
    """Every row with at least one request."""

    results: tuple[LoadResult, ...]


@provides("files")
def load_results(project: Project, documents: Documents | Absent) -> LoadResults | Absent:
    """Return what result files of load tests say; absent when none is kept."""
    found: list[LoadResult] = []
    for file in list(own_files(project, "*.csv", "*.json", "*.jtl"))[:5_000]:
        text = project.text(file.path)
        if text is None:
            continue
        head = text[:2_000]
        rows: Iterator[LoadResult] = iter(())
        if file.suffix == ".json" and ("http_req_duration" in text or "pct2ResTime" in head):
            rows = _json(text, file.path)
        elif "Request Count" in head and "Failure Count" in head:
            rows = _locust(text, file.path)
        elif "elapsed" in head and "label" in head and "success" in head:
            rows = _jmeter(text, file.path)
        found += [_told(row, project, documents) for row in rows if row.requests > 0]
    return LoadResults(tuple(found)) if found else Absent("no result file of a load test in the project")


def _table(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            if number > ROW_LIMIT:
                return
            yield number, {str(key): str(value) for key, value in row.items()}
    except csv.Error:
        return


def _locust(text: str, path: str) -> Iterator[LoadResult]:
    if "Timestamp" in text[:200]:
        return  # the history beside the statistics
    for number, row in _table(text):
        name = row.get("Name", "")
        whole = name in ("Aggregated", "Total")
        yield LoadResult(
            "" if whole else row.get("Type", ""), "" if whole else name, int(_number(row.get("Request Count")) or 0),
            int(_number(row.get("Failure Count")) or 0), _number(row.get("95%")), Location(path, number),
        )  # fmt: skip


def _jmeter(text: str, path: str) -> Iterator[LoadResult]:
    taken: dict[str, list[tuple[float, bool]]] = {}
    threads, first = 0.0, 0.0
    for _, row in _table(text):
        elapsed = _number(row.get("elapsed"))
        if elapsed is not None:
            taken.setdefault(row.get("label", ""), []).append((elapsed, row.get("success", "").lower() == "true"))
            threads = max(threads, _number(row.get("allThreads")) or 0)
            first = first or _number(row.get("timeStamp")) or 0
    date = datetime.fromtimestamp(first / 1000, UTC).date().isoformat() if 1e12 < first < 4e12 else ""
    for label, rows in taken.items():
        ordered = sorted(elapsed for elapsed, _ in rows)
        method, _, name = label.rpartition(" ")
        where = name if name.startswith("/") else ""
        p95 = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
        failed = sum(not passed for _, passed in rows)
        yield LoadResult(
            method, where, len(rows), failed, p95, Location(path), str(int(threads)) if threads else "", date
        )


def _json(text: str, path: str) -> Iterator[LoadResult]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    metrics = document.get("metrics") if isinstance(document, dict) else None
    if isinstance(metrics, dict):
        duration, failed, sent, users = (
            _values(metrics.get(key)) for key in ("http_req_duration", "http_req_failed", "http_reqs", "vus_max")
        )
        requests = int(_number(sent.get("count")) or 0)
        share = _number(failed.get("rate", failed.get("value"))) or 0.0
        most = _number(users.get("max", users.get("value")))
        callers = str(int(most)) if most else ""
        yield LoadResult(
            "", "", requests, round(share * requests), _number(duration.get("p(95)")), Location(path), callers
        )
        return
    for name, row in document.items() if isinstance(document, dict) else ():
        if isinstance(row, dict) and "pct2ResTime" in row:
            whole = name == "Total"
            method, _, where = ("", "", "") if whole else str(name).rpartition(" ")
            requests, failures = (int(_number(row.get(key)) or 0) for key in ("sampleCount", "errorCount"))
            shown = where if where.startswith("/") else ""
            yield LoadResult(method, shown, requests, failures, _number(row.get("pct2ResTime")), Location(path))


def _values(metric: Any) -> Mapping[str, Any]:
    found = metric.get("values", metric) if isinstance(metric, dict) else {}
    return found if isinstance(found, dict) else {}


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number < 1e15 else None


def _told(row: LoadResult, project: Project, documents: Documents | Absent) -> LoadResult:
    """Return the row with users and date from its history, the command that writes it, or a document naming it."""
    path = row.location.path
    history = _history(project, path)
    around = " ".join(_mentions(path, documents)) if isinstance(documents, Documents) else ""
    date = row.date or history[1] or (match[1] if (match := DATE.search(around)) else "")
    users = row.users or history[0] or _commanded(project, path)
    return replace(row, date=date, users=users or (match[1] if (match := CALLERS.search(around)) else ""))


def _history(project: Project, path: str) -> tuple[str, str]:
    beside = re.sub(r"_stats\.csv$", "_stats_history.csv", path)
    users, first = 0.0, 0.0
    for _, row in _table(project.text(beside) or "") if beside != path else ():
        users = max(users, _number(row.get("User Count")) or 0)
        first = first or _number(row.get("Timestamp")) or 0
    date = datetime.fromtimestamp(first, UTC).date().isoformat() if 1e9 < first < 4e9 else ""
    return str(int(users)) if users else "", date


def _commanded(project: Project, path: str) -> str:
    stem = re.sub(r"(_stats)?\.\w+$", "", path)
    recipes = recipes_of(project)
    commands = [command for target in recipes.targets.values() for command in target.commands]
    commands += [command for found in recipes.files.values() for command in found]
    for command in commands:
        words = " ".join(command.words)
        match = re.search(r"(?:--users|-u|--vus|--clients)[= ](\d{1,6})\b", words)
        if match and stem in words:
            return match[1]
    return ""


def _mentions(path: str, documents: Documents) -> Iterator[str]:
    for document in documents.documents:
        for section in document.sections:
            at = section.body.find(path)
            if at >= 0:
                yield " ".join(section.body[max(0, at - 300) : at + 400].split())
