"""Rules that keep stored predictions from being changed, and for how long they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.stored_predictions import StoredPredictions
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TEXT_LIMIT = 200_000
MOST_FILES = 200
DAYS = {"day": 1.0, "days": 1.0, "month": 30.0, "months": 30.0, "year": 365.0, "years": 365.0}
# a lock that the owner cannot lift, an immutable blob policy, a bucket that keeps everything for a time
LOCKED = re.compile(
    r"aws_s3_bucket_object_lock_configuration|object_lock_configuration\s*\{|object_lock_enabled\s*=\s*true"
    r"|azurerm_storage_container_immutability_policy|retention_policy\s*\{|aws_qldb_ledger|ObjectLockConfiguration"
)
LOCK_DAYS = re.compile(
    r"\b(?P<unit>days|years|immutability_period_in_days|retention_period)\s*[:=]\s*\"?(?P<number>\d{1,12})\"?"
)
REVOKED = re.compile(r"\brevoke\b(?P<what>[^;]*?)\bon\s+(?:table\s+)?(?P<table>[\w.\"`]+)", re.I | re.S)
REFUSED = re.compile(r"before\s+(?:update\s+or\s+delete|delete\s+or\s+update)\s+on\s+(?P<table>[\w.\"`]+)", re.I)
INTERVAL = re.compile(r"interval\s+'(?P<number>\d{1,6})\s*(?P<unit>days?|months?|years?)'", re.IGNORECASE)


@dataclass(frozen=True)
class KeptUnchanged(Fact):
    """Protection and retention of the store that the serving path writes to.

    Attributes
    ----------
    locked
        What keeps entries from being changed, or None.
    retained
        What sets how long they are kept, or None; ``days`` is that time.
    """

    locked: Location | None
    retained: Location | None = None
    days: float | None = None


@provides("files")
def kept_unchanged(project: Project, stored: StoredPredictions) -> KeptUnchanged | Absent:
    """Return what protects the store of predictions; absent when no file says anything about it."""
    tables = {write.target.rpartition(".")[2] for write in stored.writes if write.target}
    found = [*(_sql(project, tables) if tables else ()), *(_declared(project) if not tables else ())]
    locked = next((item.locked for item in found if item.locked), None)
    retained = min((item for item in found if item.days is not None), key=lambda item: item.days or 0, default=None)
    if locked is None and retained is None:
        return Absent("no file keeps the stored predictions from being changed or says how long they are kept")
    return KeptUnchanged(locked, retained.retained if retained else None, retained.days if retained else None)


def _sql(project: Project, tables: set[str]) -> Iterator[KeptUnchanged]:
    for path, text in _texts(project, "*.sql", "*migration*.py"):
        for match in (*REVOKED.finditer(text), *REFUSED.finditer(text)):
            whole = match.groupdict().get("what")
            both = whole is None or re.search(r"\ball\b|(?=.*update)(?=.*delete)", whole, re.IGNORECASE | re.DOTALL)
            if both and _named(match.group("table")) in tables:
                yield KeptUnchanged(_place(path, text, match.start()))
    for path, text in _texts(project, "*.sql", "*.py", "*.yaml", "*.yml"):
        for match in INTERVAL.finditer(text):
            around = text[max(0, match.start() - 600) : match.end() + 300].lower()
            named = any(re.search(rf"\b{re.escape(table)}\b", around) for table in tables)
            if named and re.search(r"\bdelete\b|\bdrop\b|retention|expir", around):
                days = float(match.group("number")) * DAYS[match.group("unit").lower()]
                yield KeptUnchanged(None, _place(path, text, match.start()), days)


def _declared(project: Project) -> Iterator[KeptUnchanged]:
    for path, text in _texts(project, "*.tf", "*.json", "*.yaml", "*.yml"):
        for match in LOCKED.finditer(text):
            yield KeptUnchanged(_place(path, text, match.start()))
            days = LOCK_DAYS.search(text, match.start(), match.start() + 600)
            if days is not None:
                number, unit = float(days.group("number")), days.group("unit")
                length = number * 365 if unit == "years" else number / 86_400 if unit == "retention_period" else number
                yield KeptUnchanged(None, _place(path, text, days.start()), length)


def _texts(project: Project, *patterns: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of files, what stands behind a comment sign left out (JSON has none)."""
    for file in list(own_files(project, *patterns))[:MOST_FILES]:
        text = project.text(file.path, TEXT_LIMIT)
        if text:
            comment = "--" if file.path.endswith(".sql") else "#"
            plain = "\n".join(line.partition(comment)[0] for line in text.split("\n"))
            yield file.path, text if file.path.endswith(".json") else plain


def _named(table: str) -> str:
    return table.strip('"`').rpartition(".")[2].strip('"`').lower()


def _place(path: str, text: str, start: int) -> Location:
    return Location(path, text.count("\n", 0, start) + 1)
