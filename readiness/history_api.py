"""The door to what is remembered: kept assessments, and the ledger of everything that was signed and decided."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from readiness.domain.ledger import LedgerRefused

if TYPE_CHECKING:
    from readiness.domain.assessment import Assessment
    from readiness.domain.ledger import AssessmentSummary, Verification
    from readiness.history.runs import Runs
    from readiness.history.store import Store


def open_history(environment: Mapping[str, str] = os.environ) -> Store:
    """Return the history this machine keeps: READINESS_STORE, else a file in the data folder. Close it when done.

    Raises
    ------
    LedgerRefused
        It cannot be opened; the message says why and what to do.
    """
    from readiness.history.store import Store

    return Store.of(environment)


def keep(history: Store, assessment: Assessment) -> int:
    """Return the number of the record that keeps an assessment; one that is kept already is not kept twice."""
    from readiness.history import assessments
    from readiness.report.json import as_json

    return assessments.keep(history, as_json(assessment)).number


def catch_up(history: Store, runs: Runs) -> int:
    """Return how many finished runs of this machine were new to the history, and keep them."""
    from readiness.history import assessments
    from readiness.history.runs import MOST_KEPT

    count = 0
    for run in runs.recent(MOST_KEPT):
        if run.assessment and not assessments.known(history, run.assessment):
            data = runs.result(run.id)
            with suppress(LedgerRefused):  # a file cut off by hand must not keep the others out
                count += data is not None and bool(assessments.keep(history, data).number)
    return count


def kept(history: Store, project: str | None = None, most: int = 50, skip: int = 0) -> tuple[AssessmentSummary, ...]:
    """Return the newest kept assessments, newest first, of one project if given."""
    from readiness.history import assessments

    return assessments.summaries(history, project, most, skip)


def trend(history: Store, project: str) -> tuple[AssessmentSummary, ...]:
    """Return every kept assessment of a project, oldest first."""
    from readiness.history import assessments

    return assessments.trend(history, project)


def projects(history: Store) -> tuple[tuple[str, int, str], ...]:
    """Return (name, number of assessments, time of the newest) of every project, newest first."""
    from readiness.history import assessments

    return assessments.projects(history)


def assessment(history: Store, identity: str) -> Assessment | None:
    """Return a kept assessment, or None."""
    from readiness.history import assessments
    from readiness.report.json import read

    data = assessments.assessment(history, identity)
    return None if data is None else read(data)


def verify(history: Store, known: tuple[int, str] | None = None) -> Verification:
    """Return how far the chain holds, and the first broken record; ``known`` is a number and digest noted earlier."""
    from readiness.history.verification import verify as verified

    return verified(history, known)


def exported(history: Store) -> Iterator[bytes]:
    """Yield the whole history as pieces of one JSON document."""
    from readiness.history.transfer import exported as written

    return written(history)


def imported(history: Store, data: bytes) -> int:
    """Return how many records of an exported history were new.

    Raises
    ------
    LedgerRefused
        The file is damaged or changed, or tells another history; nothing was written then.
    """
    from readiness.history.transfer import imported as taken

    return taken(history, data)


def erase_person(history: Store, name: str, reason: str) -> int:
    """Return from how many records a person's name, and what quotes it, was erased for good."""
    found = history.naming(name)
    for number, fields in found.items():
        history.erase(number, reason, fields)
    return len(found)
