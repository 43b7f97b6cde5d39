"""Which gaps somebody answers for: taken on with a date, or waived for a time; and what has run out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from readiness.domain.assessment import Assessment, PracticeRecord
from readiness.meeting.state import Meeting

_SETTLED = ("pass", "not_applicable")
# Reasons why a signature stopped counting; one by the wrong role never counted.
_RAN_OUT = ("expired", "signed for", "the practice's wording")
_NAMES = re.compile(r"\s+and\s+|[,;&/]")


def waived(assessment: Assessment, waiver_days: int, today: date) -> frozenset[str]:
    """Return the practices with a waiver that counts in the decision.

    It runs today, for no longer than ``waiver_days``, names an approver and a compensating control, and for a practice
    that caps its criterion two people approved it.
    """
    found = set()
    for waiver in assessment.waivers:
        begins, ends = date.fromisoformat(waiver.date), date.fromisoformat(waiver.expires)
        practice = assessment.practice(waiver.practice)
        needed = 2 if practice is not None and practice.cap is not None else 1
        if (
            begins <= today <= ends
            and ends - begins <= timedelta(days=waiver_days)
            and waiver.control.strip()
            and approvers(waiver.approver) >= needed
        ):
            found.add(waiver.practice)
    return frozenset(found)


def approvers(text: str) -> int:
    """Return how many people a waiver's approver line names ("Ada and Bob", "Ada, Bob")."""
    return len({part.strip().casefold() for part in _NAMES.split(text) if part.strip()})


def taken_on(meeting: Meeting, today: date) -> frozenset[str]:
    """Return the practices for which a condition with an owner is open and not overdue, or was done."""
    return frozenset(
        event.body.practice
        for event in meeting.actions.values()
        if event.body.practice
        and event.body.condition
        and event.body.owner
        and (event.body.action in meeting.done or date.fromisoformat(event.body.due) >= today)
    )


def expired(assessment: Assessment, today: date) -> dict[str, str]:
    """Return what has run out and was not renewed, by practice, in one clause each."""
    found: dict[str, str] = {}
    signed = {record.practice for record in assessment.attestations if not record.lapsed}
    for record in assessment.attestations:
        if record.practice not in signed and record.lapsed.startswith(_RAN_OUT):
            found[record.practice] = f"the signature no longer counts: {record.lapsed}"
    running = {waiver.practice for waiver in assessment.waivers if _runs(waiver.date, waiver.expires, today)}
    for waiver in assessment.waivers:
        if waiver.practice not in running and date.fromisoformat(waiver.expires) < today:
            found[waiver.practice] = f"the waiver ended on {waiver.expires}"
    open_ones = {practice.id for practice in _open(assessment)}
    return {practice: why for practice, why in found.items() if practice in open_ones}


def expiring(assessment: Assessment, today: date, days: int) -> dict[str, str]:
    """Return what counts today and runs out within so many days, by practice, in one clause each."""
    limit = today + timedelta(days=days)
    found = {
        record.practice: f"the signature ends on {record.ends}"
        for record in assessment.attestations
        if not record.lapsed and date.fromisoformat(record.ends) <= limit
    }
    for waiver in assessment.waivers:
        if _runs(waiver.date, waiver.expires, today) and date.fromisoformat(waiver.expires) <= limit:
            found[waiver.practice] = f"the waiver ends on {waiver.expires}"
    return found


def _runs(begins: str, ends: str, today: date) -> bool:
    return date.fromisoformat(begins) <= today <= date.fromisoformat(ends)


def _open(assessment: Assessment) -> Iterator[PracticeRecord]:
    for criterion in assessment.criteria:
        yield from (practice for practice in criterion.practices if practice.status not in _SETTLED)
