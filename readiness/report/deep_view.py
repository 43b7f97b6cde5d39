"""The deep part of an assessment in words: that it was not run, how to run it, and what the time given cut off."""

from __future__ import annotations

from readiness.domain.assessment import Assessment
from readiness.report.evidence_view import why_absent
from readiness.report.reasons import sentence

COMMAND = "python -m readiness assess FOLDER --trust model --budget 60"
NOT_ASKED = "deep assessment, which was not asked for"
_CUT = ("was cut:", "Shuffling was cut")


def why_not_deep(assessment: Assessment, check: str) -> str:
    """Return why a check of the deep part gave no number, and how to run it where it was not asked for."""
    reason = why_absent(assessment, check)
    if reason and NOT_ASKED not in reason:
        return reason
    return f"{reason or 'This belongs to the deep assessment.'} {how_to_run()}"


def how_to_run() -> str:
    """Return the line that runs the deep part; the number is the seconds it may take."""
    return f"Without `--budget` it is not run. To run it, in at most 60 seconds: `{COMMAND}`."


def cut_short(assessment: Assessment, check: str) -> tuple[str, ...]:
    """Return what did not fit into the time given to a check, a sentence each."""
    return tuple(
        sentence(finding.message)
        for finding in assessment.findings
        if finding.check == check and any(words in finding.message for words in _CUT)
    )
