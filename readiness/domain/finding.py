"""What a check saw: places in the project, evidence that counts, findings that need work."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.Enum):
    """How much a finding matters, least first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 (info) to 4 (critical)."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Location:
    """A place in the project.

    Attributes
    ----------
    path
        Relative to the project's root, with forward slashes.
    line
        From 1; None for the file as a whole.
    snippet
        The source lines shown with it (masked where they hold a secret or personal value).
    snippet_line
        Line number of the snippet's first line.
    """

    path: str
    line: int | None = None
    snippet: str = ""
    snippet_line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Evidence:
    """A place that supports a verdict, and why in one sentence."""

    location: Location
    why: str


@dataclass(frozen=True)
class Finding:
    """Something that needs work: how bad, what, where, and the concrete fix.

    Attributes
    ----------
    message
        One or two sentences with the number and its interval where there is one; names the column if ``column`` is set.
    fix
        What to do, naming the real file, column or value.
    check
        Id of the check that found it; the engine fills it in.
    """

    severity: Severity
    message: str
    location: Location | None = None
    column: str | None = None
    fix: str = ""
    check: str = ""
