"""Assessments that stand in the folders of runs as well as in the store."""

from __future__ import annotations

import tempfile
from pathlib import Path

from readiness.history.runs import MOST_KEPT, Runs


def rewritten(runs: Runs, assessment: str, data: bytes) -> int:
    """Return in how many runs' folders an assessment (JSON) of this id was written anew, with the names that are left.

    Raises
    ------
    OSError
        A folder cannot be written.
    """
    places = [runs.home / "runs" / run.id for run in runs.recent(MOST_KEPT) if run.assessment == assessment]
    for place in places:
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(data)
        Path(file.name).replace(place / "assessment.json")
    return len(places)
