"""The door to what is remembered: kept assessments, and the ledger of everything that was signed and decided."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from readiness.domain.ledger import LedgerRefused
from readiness.domain.scorecard import Status

if TYPE_CHECKING:
    from readiness.domain.assessment import Assessment
    from readiness.domain.comparison import Comparison
    from readiness.domain.ledger import AssessmentSummary, Verification
    from readiness.domain.rubric import Rubric
    from readiness.history.runs import Runs
    from readiness.history.store import Store as Store
    from readiness.report.signatures_view import SignaturesView

WAIT_SECONDS = 30
ENTER_SECONDS = 5


def open_history(environment: Mapping[str, str] = os.environ, wait: int = WAIT_SECONDS) -> Store:
    """Return the history this machine keeps: READINESS_STORE, else a file in the data folder. Close it when done.

    Parameters
    ----------
    wait
        Seconds that reaching it, and waiting for another writer, may take.

    Raises
    ------
    LedgerRefused
        It cannot be opened; the message says why and what to do.
    """
    from readiness.history.store import Store

    return Store.of(environment, wait)


def enter(assessment: Assessment, environment: Mapping[str, str] = os.environ) -> str:
    """Return why an assessment could not be entered in the history this machine keeps; empty when it is there.

    It never fails: whatever the store does, the assessment that was made stands.
    """
    try:
        with closing(open_history(environment, ENTER_SECONDS)) as history:
            keep(history, assessment)
    except LedgerRefused as refused:
        return str(refused)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def keep(history: Store, assessment: Assessment) -> int:
    """Return the number of the record that keeps an assessment; one that is kept already is not kept twice."""
    from readiness.history import assessments
    from readiness.report.json import as_json

    return assessments.keep(history, as_json(assessment)).number


def catch_up(history: Store, runs: Runs) -> int:
    """Return how many finished runs of this machine were new to the history, and keep them."""
    from readiness.history import assessments, listing
    from readiness.history.runs import MOST_KEPT

    done = {run.assessment: run.id for run in runs.recent(MOST_KEPT)[::-1] if run.assessment}
    there = listing.known_ids(history, done)
    count = 0
    for assessment_, run in done.items():
        if assessment_ not in there:
            data = runs.result(run)
            with suppress(LedgerRefused):  # a file cut off by hand must not keep the others out
                count += data is not None and bool(assessments.keep(history, data).number)
    return count


def kept(
    history: Store, project: str | None = None, most: int = 50, skip: int = 0, *, trust: str = "", begins: str = ""
) -> tuple[AssessmentSummary, ...]:
    """Return the newest kept assessments, newest first: of one project or trust, or with such a commit or id."""
    from readiness.history import listing

    return listing.page(history, listing.Wanted(project or "", trust, begins), most, skip)


def counted(history: Store, project: str = "", trust: str = "", begins: str = "") -> int:
    """Return how many kept assessments `kept` would list in all."""
    from readiness.history import listing

    return listing.count(history, listing.Wanted(project, trust, begins))


def ones_before(history: Store, shown: Iterable[AssessmentSummary]) -> Mapping[int, AssessmentSummary]:
    """Return, by record number, the assessment before each of these of the same project; the first has none."""
    from readiness.history import listing

    return listing.ones_before(history, shown)


def summary(history: Store, identity: str) -> AssessmentSummary | None:
    """Return what lists show of a kept assessment, or None."""
    from readiness.history import listing

    return listing.by_id(history, identity)


def trend(history: Store, project: str, most: int | None = None) -> tuple[AssessmentSummary, ...]:
    """Return the newest kept assessments of a project (all by default), oldest first."""
    from readiness.history import assessments

    return assessments.trend(history, project, most)


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


def compare(older: Assessment, newer: Assessment, rubric: Rubric) -> Comparison:
    """Return what changed between two assessments; one made under another rubric than the newer is scored again.

    Parameters
    ----------
    rubric
        The one that is loaded; a comparison says when it is not the newer assessment's.
    """
    from readiness.engine.compare import compare as compared

    return compared(older, newer, rubric.scale, rubric.digest)


def signatures(history: Store | None, assessment: Assessment, rubric: Rubric, today: date) -> SignaturesView:
    """Return everything signed or waived for an assessment, in its files and in reviews, as it counts on a day."""
    from readiness.engine.restate import Said, what_if, with_said
    from readiness.report.signatures_view import Weighed, signatures_view
    from readiness.reviewing import held_meeting, opened_meetings, signed_in

    said = Said()
    if history is not None:
        held = [held_meeting(history, identity) for identity, _ in opened_meetings(history, assessment.project.name)]
        said = signed_in(held)
    now = with_said(assessment, rubric, said, today)
    unwaived = with_said(replace(assessment, waivers=()), rubric, Said(said.attestations), today)
    waived = {practice.id: Status.PASS for c in now.criteria for practice in c.practices if practice.waiver}
    filed = (len(assessment.attestations), len(assessment.waivers))
    return signatures_view(Weighed(now, unwaived, what_if(now, rubric, waived), filed), today)


def bring_back(history: Store, runs: Runs, identity: str) -> bool:
    """Return whether a kept assessment was put among the runs again, where the pages open it."""
    from readiness.report.json import as_json

    found = assessment(history, identity)
    if found is not None:
        runs.keep(as_json(found), None)
    return found is not None


def verify(history: Store, known: tuple[int, str] | None = None, *, documents: bool = True) -> Verification:
    """Return how far the chain holds, and the first broken record; ``known`` is a number and digest noted earlier."""
    from readiness.history.verification import verify as verified

    return verified(history, known, documents=documents)


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


def naming(history: Store, name: str) -> int:
    """Return how many records name a person, as whole words."""
    return len(history.naming(name))


def erase_person(history: Store, name: str, reason: str, runs: Runs | None = None) -> int:
    """Return from how many records a person's name, and what quotes it, was erased for good.

    With ``runs`` the assessments kept in their folders lose the name too. Copies made elsewhere are not reached.

    Raises
    ------
    LedgerRefused
        The reason names the person, and would keep the name for ever.
    """
    from readiness.domain.ledger import RecordKind
    from readiness.history import copies
    from readiness.report.json import as_json

    if name.strip() and name.strip().lower() in reason.lower():
        raise LedgerRefused("The reason names the person, and it is kept for ever. Write it without the name.")
    found = history.naming(name)
    for number, fields in found.items():
        history.erase(number, reason, fields)
    for number in found if runs is not None else ():
        record = history.record(number)
        if record is not None and record.kind is RecordKind.ASSESSMENT:
            left = assessment(history, record.subject)
            if left is not None and runs is not None:
                copies.rewritten(runs, record.subject, as_json(left))
    return len(found)
