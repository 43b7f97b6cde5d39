"""Signatures and waivers as the project's own two files state them, with lines and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from readiness.domain.attestation import Attestation, Subject, Waiver
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Problem
from readiness.evidence.files.git import Git
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

ATTESTATIONS = "readiness-attestations.yaml"
WAIVERS = "readiness-waivers.yaml"
MAX_ENTRIES = 1_000
MAX_TEXT = 2_000
ATTESTATION_KEYS = (
    "practice",
    "statement_digest",
    "subject",
    "person",
    "role",
    "function",
    "date",
    "expires",
    "evidence",
    "caveats",
)
WAIVER_KEYS = ("practice", "reason", "control", "approver", "date", "expires", "retest")
DIGEST = re.compile(r"[0-9a-f]{64}")
T = TypeVar("T")


@dataclass(frozen=True)
class SignatureFiles(Fact):
    """What stands in the attestation and the waiver file.

    Attributes
    ----------
    attestations, waivers
        Entries that can be used; nobody's identity was checked, so ``verified`` is False.
    developers
        Authors in the Git history, most commits first; empty without one.
    problems
        Entries left out, each with line and way out.
    """

    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    developers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@provides("files")
def signature_files(project: Project, git: Git | Absent) -> SignatureFiles:
    """Return the signatures and waivers of the project; without the files both are empty."""
    problems: list[Problem] = []
    developers = () if isinstance(git, Absent) else tuple(name for name, _ in git.authors)
    return SignatureFiles(
        tuple(_read(project, ATTESTATIONS, "attestations", ATTESTATION_KEYS, _attestation, problems)),
        tuple(_read(project, WAIVERS, "waivers", WAIVER_KEYS, _waiver, problems)),
        developers,
        tuple(problems),
    )


@dataclass
class _Entry:
    """One entry of a file: gives typed values and remembers what is wrong."""

    project: Project
    path: str
    written: Written
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    def fault(self, key: str, message: str, fix: str) -> None:
        at = self.written.get(key)
        self.faults.append((at.line if at is not None else self.written.line, message, fix))

    def text(self, key: str, needed: bool = False) -> str:
        at = self.written.get(key)
        if at is None or at.value is None or isinstance(at.value, (list, dict)) or not at.text.strip():
            if needed:
                self.fault(key, f"{key} is missing", f"Write {key}")
            return ""
        return at.text.strip()[:MAX_TEXT]

    def day(self, key: str, needed: bool = False) -> date | None:
        at = self.written.get(key)
        value = at.value if at is not None else None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if needed or value is not None:
            self.fault(key, f"{key} is no date", f"Write {key} as YYYY-MM-DD")
        return None

    def digest(self, *keys: str) -> str:
        at = self.written.get(*keys)
        if at is None or at.value is None:
            return ""
        text = at.text.strip().lower().removeprefix("sha256:")
        if not DIGEST.fullmatch(text):
            self.fault(keys[0], f"{'.'.join(keys)} is no SHA-256", "Write its 64 hexadecimal digits")
            return ""
        return text


def _read(
    project: Project,
    path: str,
    section: str,
    keys: tuple[str, ...],
    build: Callable[[_Entry], T | None],
    problems: list[Problem],
) -> Iterator[T]:
    text = project.text(path)
    if text is None:
        return
    try:
        written = read_yaml(text)
    except YamlUnreadable as error:
        problems.append(Problem(Location(path, error.line), error.message, "Correct the YAML there"))
        return
    listed = written.get(section) if written is not None else None
    if listed is None or not isinstance(listed.value, list):
        line = listed.line if listed is not None else 1
        problems.append(Problem(Location(path, line), f"holds no list {section}", f"Write {section}: [...]"))
        return
    for item in listed.value[:MAX_ENTRIES]:
        entry = _Entry(project, path, item)
        if not isinstance(item.value, dict):
            entry.faults.append((item.line, "entry is not a mapping", f"Known keys: {', '.join(keys)}"))
            built = None
        else:
            built = build(entry)
            unknown = [(item.get(key), key) for key in item.value if key not in keys]
            known = ", ".join(keys)
            notes = [(at.line, f"unknown key {key}", f"Known here: {known}") for at, key in unknown if at is not None]
            problems.extend(Problem(Location(path, line), message, fix) for line, message, fix in notes)
        problems.extend(Problem(Location(path, line), message, fix) for line, message, fix in entry.faults)
        if built is not None and not entry.faults:
            yield built


def _attestation(entry: _Entry) -> Attestation | None:
    practice, person, role = (entry.text(key, needed=True) for key in ("practice", "person", "role"))
    signed, statement = entry.day("date", needed=True), entry.digest("statement_digest")
    if not statement and not entry.faults:
        entry.fault("statement_digest", "statement_digest is missing", "Sign in the app, or copy it from `explain`")
    evidence, digest = _evidence(entry)
    if signed is None:
        return None
    return Attestation(
        practice=practice,
        statement_digest=statement,
        subject=Subject(entry.digest("subject", "model"), entry.digest("subject", "data")),
        person=person,
        role=role,
        function=entry.text("function"),
        date=signed,
        expires=entry.day("expires"),
        evidence=evidence,
        evidence_digest=digest,
        caveats=entry.text("caveats"),
        line=entry.written.line,
    )


def _evidence(entry: _Entry) -> tuple[str, str]:
    digest = entry.digest("evidence", "sha256")
    for key in ("path", "url"):
        at = entry.written.get("evidence", key)
        if at is not None and at.text:
            place = at.text.strip()[:MAX_TEXT]
            if key == "path" and place not in entry.project:
                entry.fault("evidence", f"evidence names {place}, which is not there", "Add it or correct the path")
            elif key == "path" and digest and entry.project.digest(place) != digest:
                entry.fault("evidence", f"{place} has changed since it was signed", "Review it and sign again")
            return place, digest
    return "", digest


def _waiver(entry: _Entry) -> Waiver | None:
    practice, reason, control, approver = (
        entry.text(key, needed=True) for key in ("practice", "reason", "control", "approver")
    )
    signed, ends = entry.day("date", needed=True), entry.day("expires", needed=True)
    if signed is None or ends is None:
        return None
    if ends < signed:
        entry.fault("expires", "expires before it begins", "Write a later date")
    return Waiver(practice, reason, control, approver, signed, ends, entry.text("retest"), entry.written.line)
