"""The door to the inferred expectation suite: Great Expectations JSON for a folder, ready to be saved."""

from __future__ import annotations

from pathlib import Path

from readiness.domain.settings import Settings


class NoSuite(Exception):
    """No suite can be inferred: one sentence with the reason."""


def inferred_suite(folder: Path, settings: Settings) -> str:
    """Return a suite inferred from the folder's training table, as JSON of Great Expectations 1.x.

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
    from readiness.evidence.files.project_index import open_project

    project = open_project(folder, settings)
    sheet = gather({Project: project, Settings: settings}, evidence_providers(), {InferredSuite})
    try:
        found = sheet.get(InferredSuite)
    finally:
        close(sheet.entries.values())
    if isinstance(found, Absent):
        raise NoSuite(found.reason)
    return suite_json(found.suite)
