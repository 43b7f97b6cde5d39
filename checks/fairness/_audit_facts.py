"""Dated reports of bias audits, the cadence they are to keep, and the model they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks.fairness._gate_facts import scheduled_metrics
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.schedules import Schedules
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TITLE = re.compile(
    r"(bias|fairness|discrimination|equity|ethic\w*)[\W_]{1,3}(\w+[\W_]+){0,2}(audit|review|report|assessment)"
    r"|audit[\W_]{1,3}(\w+[\W_]+){0,3}(bias|fairness|discrimination)",
    re.IGNORECASE,
)
GROUPS = re.compile(r"\bgroups?\b|\bsex\b|gender|\bage\b|parity|selection rate|ethnic|nationalit", re.IGNORECASE)
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
_ISO = re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)")
_WORDY = re.compile(rf"\b(\d{{1,2}})\.? ({'|'.join(MONTHS)})[a-z]*,? (20\d{{2}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}}),? (20\d{{2}})\b", re.IGNORECASE)
_EVERY = re.compile(r"\bevery (\d{1,3}|two|three|six|twelve)? ?(day|week|month|quarter|year)s?\b", re.IGNORECASE)
_CADENCE = {
    r"\bweekly\b|\beach week\b": 7, r"\bmonthly\b|\beach month\b": 31, r"\bquarterly\b|\beach quarter\b": 92,
    r"\b(half-?yearly|twice a year|semi-?annual(ly)?)\b": 184, r"\b(yearly|annual(ly)?|once a year|each year)\b": 366,
}  # fmt: skip
_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
_NUMBERS = {"two": 2, "three": 3, "six": 6, "twelve": 12}
_ABOUT = re.compile(r"(bias|fairness)[^.\n]{0,60}\baudit|audit[^.\n]{0,60}\b(bias|fairness)", re.IGNORECASE)
TEXT_LIMIT = 300_000
SHORTEST_DIGEST = 12


@dataclass(frozen=True)
class AuditReport:
    """One report; ``names_model`` when it holds the SHA-256 of the shipped model (12 digits or more of it)."""

    location: Location
    day: date
    names_model: bool


@dataclass(frozen=True)
class BiasAudits(Fact):
    """Reports with a date, latest first, undated ones, the declared cadence in days, and a scheduled job."""

    reports: tuple[AuditReport, ...]
    undated: tuple[Location, ...] = ()
    cadence_days: int | None = None
    cadence: Location | None = None
    scheduled: Location | None = None


@provides("fairness")
def bias_audits(
    project: Project,
    documents: Documents | Absent,
    manifest: Manifest,
    schedules: Schedules | Absent,
    reachability: Reachability | Absent,
) -> BiasAudits | Absent:
    """Return the bias audits; absent when there is neither a report nor a scheduled job on fairness."""
    model = manifest.model.path
    digest = (project.digest(model) or "") if model and model in project else ""
    reports, undated = [], []
    for path, line, text in _candidates(project, documents):
        day = _date(text, path)
        if day is None:
            undated.append(Location(path, line))
        else:
            reports.append(AuditReport(Location(path, line), day, bool(digest) and _names(text, digest)))
    scheduled = _scheduled(schedules, reachability)
    if not reports and not undated and scheduled is None:
        return Absent("no report of a bias audit and no scheduled job computes a fairness metric")
    days, place = _cadence(documents)
    return BiasAudits(tuple(sorted(reports, key=lambda r: r.day, reverse=True)), tuple(undated), days, place, scheduled)


def _candidates(project: Project, documents: Documents | Absent) -> Iterator[tuple[str, int, str]]:
    for document in documents.documents if isinstance(documents, Documents) else ():
        name = document.path.rsplit("/", 1)[-1]
        if (TITLE.search(document.title) or TITLE.search(name)) and not document.path.endswith(".ipynb"):
            text = document.text
            if GROUPS.search(text) and re.search(r"\d\.\d|\d ?%", text):
                yield document.path, document.sections[0].line, text
    for file in own_files(project, "*audit*.json", "*audit*.y*ml", "*fairness*report*.json", "*bias*report*.json"):
        text = project.text(file.path, TEXT_LIMIT) or ""
        if TITLE.search(file.name) and GROUPS.search(text.replace("_", " ")) and re.search(r"\d\.\d", text):
            yield file.path, 1, text


def _date(text: str, path: str) -> date | None:
    """Return the date of a report: in its name, on a line that says date, else the first in the text."""
    lines = text.splitlines()
    said = [
        line for line in lines if re.search(r"\b(date|dated|audited|performed|created)\b", line.replace("_", " "), re.I)
    ]
    for part in (path, *said, *lines):
        for pattern, order in ((_ISO, (0, 1, 2)), (_WORDY, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
            for found in pattern.finditer(part[:2_000]):
                year, month, day = (found.groups()[place] for place in order)
                number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
                try:
                    return date(int(year), number, int(day))
                except ValueError:
                    continue
    return None


def _names(text: str, digest: str) -> bool:
    found = (match.lower() for match in re.findall(rf"\b[0-9a-fA-F]{{{SHORTEST_DIGEST},64}}\b", text))
    return any(digest.startswith(part) for part in found)


def _cadence(documents: Documents | Absent) -> tuple[int | None, Location | None]:
    for document in documents.documents if isinstance(documents, Documents) else ():
        for section in document.sections:
            for offset, line in enumerate(section.body.splitlines()):
                if _ABOUT.search(line) or _ABOUT.search(section.title) or TITLE.search(section.title):
                    days = _days(line)
                    if days is not None:
                        return days, Location(document.path, section.body_line + offset)
    return None, None


def _days(line: str) -> int | None:
    every = _EVERY.search(line)
    if every is not None:
        word = (every[1] or "1").lower()
        return _NUMBERS.get(word, int(word) if word.isdigit() else 1) * _DAYS[every[2].lower()]
    return next((days for words, days in _CADENCE.items() if re.search(words, line, re.IGNORECASE)), None)


def _scheduled(schedules: Schedules | Absent, reachability: Reachability | Absent) -> Location | None:
    if isinstance(reachability, Absent):
        return None
    return next((timer.location for timer, _ in scheduled_metrics(schedules, reachability)), None)
