"""Exit codes, and every expected failure as one line with its way out."""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    """The contract's exit codes."""

    DONE = 0
    GATE_MISSED = 1
    USAGE = 2
    UNREADABLE = 3
    INTERNAL = 4


class Stop(Exception):
    """Ends a command with one line on standard error and an exit code."""

    def __init__(self, code: Exit, line: str) -> None:
        super().__init__(line)
        self.code = code
        self.line = line


def stop_for(error: Exception) -> Stop | None:
    """Return how an expected failure ends the command, or None for a defect of ours."""
    from readiness.engine.gather import Cancelled
    from readiness.evidence.manifest_file import ManifestInvalid
    from readiness.evidence.project import ProjectUnreadable
    from readiness.report.json import AssessmentUnreadable
    from readiness.rubrics import RubricInvalid

    if isinstance(error, Stop):
        return error
    if isinstance(error, ManifestInvalid | RubricInvalid):
        return Stop(Exit.USAGE, str(error))
    if isinstance(error, ProjectUnreadable | AssessmentUnreadable):
        return Stop(Exit.UNREADABLE, str(error))
    if isinstance(error, Cancelled):
        return Stop(Exit.UNREADABLE, "the assessment was cancelled; nothing was written")
    if isinstance(error, OSError) and error.filename:
        return Stop(Exit.USAGE, f"{error.filename}: {error.strerror}; check the path and its permissions")
    return None
