"""Exit codes, and every expected failure as one line with its way out."""

from __future__ import annotations

import enum

from readiness import api


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
    if isinstance(error, Stop):
        return error
    failure = api.expected_failure(error)
    if failure is not None:
        return Stop(Exit.USAGE if failure.usage else Exit.UNREADABLE, failure.line)
    if isinstance(error, OSError) and error.filename:
        return Stop(Exit.USAGE, f"{error.filename}: {error.strerror}; check the path and its permissions")
    return None
