"""Due dates and expiries as a calendar file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from readiness.domain.assessment import Assessment
from readiness.domain.meeting import Decision
from readiness.meeting.state import Meeting

LINE_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def calendar(meeting: Meeting, assessment: Assessment) -> str:
    """Return an iCalendar file (RFC 5545, 2009): open actions, ends of waivers and signatures, the next review.

    Every date is a whole day without a time zone. The same meeting gives the same bytes; an entry keeps its identity,
    so that importing a later file updates it.

    Parameters
    ----------
    assessment
        The snapshot with everything signed: its signatures and waivers give the expiries.
    """
    stamp = meeting.events[-1].at.astimezone(UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Readiness//Readiness review//EN", "CALSCALE:GREGORIAN"]
    for identity, day, summary, text in _dates(meeting, assessment):
        lines += _event(meeting.id, identity, day, summary, text, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _dates(meeting: Meeting, assessment: Assessment) -> Iterator[tuple[str, date, str, str]]:
    project = meeting.opened.project
    for name, event in meeting.actions.items():
        if name not in meeting.done:
            action, owner = event.body, meeting.name(event.body.owner)
            yield name, date.fromisoformat(action.due), f"{project}: {action.title}", (
                f"Owner: {owner}\nCloses when: {action.closes_when}"
            )  # fmt: skip
    titles = {practice.id: practice.title for criterion in assessment.criteria for practice in criterion.practices}
    for waiver in assessment.waivers:
        if waiver.running:
            title = titles.get(waiver.practice, waiver.practice)
            text = f"Reason: {waiver.reason}\nControl: {waiver.control}\nRetest: {waiver.retest}"
            yield f"waiver {waiver.practice} {waiver.date}", date.fromisoformat(waiver.expires), (
                f"{project}: waiver ends, {title}"
            ), text  # fmt: skip
    for signed in assessment.attestations:
        if not signed.lapsed:
            title = titles.get(signed.practice, signed.practice)
            yield f"signature {signed.practice} {signed.person} {signed.date}", date.fromisoformat(signed.ends), (
                f"{project}: signature ends, {title}"
            ), f"Signed as {signed.role} on {signed.date}"  # fmt: skip
    decision = meeting.decision
    if decision is not None and decision.body.decision in (Decision.GO, Decision.CONDITIONAL_GO):
        text = f"The decision ({decision.body.decision.value}) holds until this day."
        yield "review", date.fromisoformat(decision.body.valid_until), f"{project}: next readiness review", text


def _event(meeting: str, identity: str, day: date, summary: str, text: str, stamp: datetime) -> list[str]:
    unique = hashlib.sha256(f"{meeting}\n{identity}".encode("utf-8", "replace")).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{unique}@readiness",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Return text as a value of RFC 5545: backslash, comma, semicolon and line ends written out, controls dropped."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, joined by a line end and a space; no character is cut."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > LINE_OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the space that continues the line counts
        piece, size = piece + char, size + width
    return "\r\n ".join([*pieces, piece])
