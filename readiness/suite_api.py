"""The door to the inferred expectation suite: Great Expectations JSON for a folder, ready to be saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.domain.run import RunRefused
from readiness.domain.settings import Settings

if TYPE_CHECKING:
    from readiness.domain.run import Run
    from readiness.history.runs import Runs

OUR_OWN_FOLDERS = ("sample", "upload", "git")  # they lie outside the folders that a server may allow


class NoSuite(Exception):
    """No suite can be inferred: one sentence with the reason."""


def inferred_suite(folder: Path, settings: Settings) -> str:
    """Return a suite inferred from the training table of a folder or .zip, as JSON of Great Expectations 1.x.

    Nothing of the project runs, and nothing is written.

    Raises
    ------
    NoSuite
        There is no training table, or too few rows.
    ProjectUnreadable
        The folder cannot be read.
    """
    from readiness.assessing import evidence_providers
    from readiness.domain.evidence import Absent
    from readiness.engine.gather import close, gather
    from readiness.evidence.data.inferred_suite import InferredSuite, suite_json
    from readiness.evidence.files.project import Project
    from readiness.opening import opened

    with opened(folder, settings) as project:
        sheet = gather({Project: project, Settings: settings}, evidence_providers(), {InferredSuite})
        try:
            found = sheet.get(InferredSuite)
        finally:
            close(sheet.entries.values())
    if isinstance(found, Absent):
        raise NoSuite(found.reason)
    return suite_json(found.suite)


def suite_of_run(runs: Runs, run: Run, settings: Settings) -> str:
    """Return the suite inferred from the project of a run as it lies there now, with the answers given for that run.

    Raises
    ------
    NoSuite
        The project is not there any more, has no training table, or too few rows.
    ProjectUnreadable
        The folder cannot be read.
    """
    request = run.request
    place = Path(request.path)
    if request.kind == "history":
        raise NoSuite("This assessment came out of the history, which does not hold where the project lies")
    if request.kind not in OUR_OWN_FOLDERS:
        try:
            place = runs.allowed(place)
        except RunRefused as refused:
            raise NoSuite(str(refused)) from None
    if not place.exists():
        raise NoSuite("The project that was assessed is not on this machine any more")
    chosen = replace(settings, manifest=runs.answers(run.id), connections=frozenset(request.connections))
    return inferred_suite(place, chosen)
