"""Expected failures as one line with the way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """An expected failure in one line with its way out; ``usage`` when the request was wrong, not the project."""

    usage: bool
    line: str


def expected_failure(error: Exception) -> Failure | None:
    """Return a failure that people can mend, or None for a defect of ours."""
    from readiness.engine.gather import Cancelled
    from readiness.evidence.declared.manifest_file import ManifestInvalid
    from readiness.evidence.files.project import ProjectUnreadable
    from readiness.report.json import AssessmentUnreadable
    from readiness.rubrics import RubricInvalid

    if isinstance(error, ManifestInvalid | RubricInvalid):
        return Failure(True, str(error))
    if isinstance(error, ProjectUnreadable | AssessmentUnreadable):
        return Failure(False, str(error))
    if isinstance(error, Cancelled):
        return Failure(False, "the assessment was cancelled; nothing was written")
    return None
