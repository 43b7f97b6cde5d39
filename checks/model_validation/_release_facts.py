"""Records of past releases: the offline metric and the business measure of each, side by side."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

FILES = tuple(
    f"*{word}*.{end}" for word in ("release", "offline_online", "impact", "model_history", "kpi_history")
    for end in ("json", "yaml", "yml", "csv")
)  # fmt: skip
TEXT_LIMIT = 300_000
MOST_FILES = 40
LEAST = 3
NAMED = re.compile(r"^(release|version|model_version|model|tag|run)$", re.IGNORECASE)
OFFLINE = re.compile(
    r"(^|[_.])(auc|roc_auc|f1|accuracy|precision|recall|rmse|mae|mape|wape|smape|r2|log_?loss|brier\w*|ndcg\w*|map|mrr"
    r"|hit_rate\w*|offline\w*)(?=[_.]|$)",
    re.IGNORECASE,
)
ONLINE = re.compile(
    r"(^|[_.])(clicks?|click_through\w*|ctr|conversions?\w*|revenue|sales|orders?|purchases?|margin|profit|stock_?outs?"
    r"|waste\w*|spoil\w*|fill_rate|savings?|losses?_(avoided|prevented)|lost_sales|hires?|reads?|read_time|dwell\w*"
    r"|churn\w*|retention|complaints?|refunds?|kpi|online\w*|business\w*)(?=[_.]|$)",
    re.IGNORECASE,
)
# smaller is better
FALLS = re.compile(
    r"rmse|mae|mape|wape|error|loss(?!es?_(avoided|prevented))|brier|stock_?out|waste|spoil|lost_sales|churn|complaint"
    r"|refund|cost",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Release:
    """One release: its name, both figures as written, and its line."""

    name: str
    offline: float
    online: float
    line: int


@dataclass(frozen=True)
class ReleaseHistory(Fact):
    """Releases with both figures, in the order of the file; both figures are turned so that more is better.

    Attributes
    ----------
    correlation
        Pearson's, None where a figure never changes; ``low`` and ``high`` bound it at 95 % from four releases on.
    """

    location: Location
    offline: str
    online: str
    releases: tuple[Release, ...]
    correlation: float | None
    low: float | None = None
    high: float | None = None


@provides("files")
def release_history(project: Project) -> ReleaseHistory | Absent:
    """Return the longest record of releases with both figures; absent when no file pairs at least two."""
    found = []
    for file in list(own_files(project, *FILES))[:MOST_FILES]:
        text = project.text(file.path, TEXT_LIMIT) or ""
        rows = list(_csv_rows(text) if file.path.endswith(".csv") else _yaml_rows(text))
        history = _history(file.path, rows)
        if history is not None:
            found.append(history)
    if not found:
        return Absent("no file records an offline metric and a business measure of each release")
    return max(found, key=lambda history: len(history.releases))


def _csv_rows(text: str) -> Iterator[tuple[Mapping[str, object], int]]:
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        if number > 1_000:
            return
        yield {str(key): _number(value) for key, value in row.items() if key}, number


def _yaml_rows(text: str) -> Iterator[tuple[Mapping[str, object], int]]:
    try:
        document = read_yaml(text.replace("\t", " "))
    except YamlUnreadable:
        return
    lists = [document] if document is not None else []
    if document is not None and isinstance(document.value, dict):
        lists += list(document.value.values())
    for written in lists:
        for item in written.value if isinstance(written.value, list) else ():
            if isinstance(item.value, dict):
                yield dict(_flat(item)), item.line


def _flat(item: Written, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    for key, inner in item.value.items() if isinstance(item.value, dict) else ():
        if isinstance(inner.value, dict) and depth < 3:
            yield from _flat(inner, f"{prefix}{key}.", depth + 1)
        else:
            yield f"{prefix}{key}", inner.value


def _number(text: object) -> object:
    try:
        return float(str(text))
    except ValueError:
        return text


def _history(path: str, rows: list[tuple[Mapping[str, object], int]]) -> ReleaseHistory | None:
    keys = list(dict.fromkeys(key for row, _ in rows for key in row))
    online = next((key for key in keys if ONLINE.search(key)), None)
    offline = next((key for key in keys if OFFLINE.search(key) and not ONLINE.search(key)), None)
    name = next((key for key in keys if NAMED.match(key)), None)
    if online is None or offline is None or name is None:
        return None
    releases = {
        str(row[name]): Release(str(row[name]), float(one), float(other), line)
        for row, line in rows
        if name in row
        and isinstance(one := row.get(offline), (int, float)) and isinstance(other := row.get(online), (int, float))
        and math.isfinite(one) and math.isfinite(other)
    }  # fmt: skip
    if len(releases) < LEAST - 1:
        return None
    ordered = tuple(releases.values())
    correlation = _correlation(ordered, -1 if FALLS.search(offline) else 1, -1 if FALLS.search(online) else 1)
    low, high = _interval(correlation, len(ordered))
    return ReleaseHistory(Location(path, ordered[0].line), offline, online, ordered, correlation, low, high)


def _correlation(releases: tuple[Release, ...], one: int, other: int) -> float | None:
    if len(releases) < LEAST or 1 in (len({r.offline for r in releases}), len({r.online for r in releases})):
        return None
    x, y = [one * release.offline for release in releases], [other * release.online for release in releases]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread


def _interval(correlation: float | None, n: int) -> tuple[float | None, float | None]:
    """Return the 95 % interval by Fisher's transformation (1921), which needs four pairs."""
    if correlation is None or n < 4:
        return None, None
    if abs(correlation) > 1 - 1e-12:
        return correlation, correlation
    centre, half = math.atanh(correlation), 1.959964 / math.sqrt(n - 3)
    return math.tanh(centre - half), math.tanh(centre + half)
