"""Whether a project was measured before just as it is now, and what came out."""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from readiness import __version__
from readiness.domain.assessment import IsolationRecord
from readiness.domain.settings import Settings
from readiness.domain.table_record import TableRecord
from readiness.engine.run import CheckRun
from readiness.evidence.files import git
from readiness.evidence.files.project import Project

SOURCES = ("readiness", "checks")


@dataclass(frozen=True)
class Results:
    """What the checks found, what held the worker in, the signals (contract section 5), and the tables' shapes."""

    runs: tuple[CheckRun, ...]
    isolation: IsolationRecord
    signals: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[TableRecord, ...] = ()


def key(project: Project, settings: Settings) -> str:
    """Return a digest of all that check results depend on: files, commit, settings, the day, and our own code.

    The day is part of it because some checks count ages in days from the time of the assessment.
    """
    history = git.git(project)
    parts = {
        "files": project.root_digest,
        "commit": getattr(history, "commit", None),
        "manifest": settings.manifest and hashlib.sha256(settings.manifest.read_bytes()).hexdigest(),
        "day": settings.now.date().isoformat(),
        "trust": settings.trust.value,
        "weak": settings.accept_weak_isolation,
        "python": str(settings.python),
        "admitted": sorted(settings.admitted),
        "seed": settings.seed,
        "budget": settings.budget_seconds,
        "families": sorted(settings.families),
        "engine": settings.engine,
        # rows behind a connection change without any file changing
        "connections": [*sorted(settings.connections), settings.now.isoformat()] if settings.connections else [],
        "roots": {name: str(path) for name, path in sorted(settings.roots.items())},
        "code": _own_code(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _own_code() -> str:
    """Return a digest of the product's version, its interpreter and libraries, and its own source files."""
    top = Path(__file__).parent.parent
    installed = Path(sysconfig.get_path("purelib")).stat().st_mtime_ns
    seen = [__version__, sys.version, str(installed)]
    for package in SOURCES:
        for path in sorted((top / package).rglob("*.py")):
            status = path.stat()
            seen.append(f"{path.relative_to(top)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def packed(results: Results) -> bytes:
    """Return results as JSON."""
    return msgspec.json.encode(results)


def unpacked(data: bytes) -> Results | None:
    """Return results read back, or None when they are not readable any more."""
    try:
        return msgspec.json.decode(data, type=Results)
    except msgspec.DecodeError:
        return None
