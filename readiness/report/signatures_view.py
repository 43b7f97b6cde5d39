"""Attestations and waivers as their readers see them: what counts today and until when, and what it does to a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from readiness.domain.assessment import Assessment, Interval
from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.report import numbers, words
from readiness.report.reasons import sentence

SOON_DAYS = 30
UNVERIFIED = "stated, not verified"
VERIFIED = "signed in"
IN_FILE = "the project's files"
IN_REVIEW = "a review"


class Standing(Enum):
    """Whether something signed counts today; in the order of a list, what ends soon first."""

    SOON = "Ends soon"
    RUNNING = "In force"
    AHEAD = "Begins later"
    ENDED = "Expired"
    LAPSED = "Lapsed"


@dataclass(frozen=True)
class SignedRow:
    """One attestation or waiver.

    Attributes
    ----------
    who
        Name, role and how the name was made sure.
    facts
        (label, text) of everything else it says.
    """

    practice: str
    title: str
    criterion: str
    who: str
    verified: str
    dated: str
    ends: str
    standing: Standing
    said: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ScoreRow:
    """One score with everything signed, without waivers, as if the waived gaps were closed, and by machine alone."""

    name: str
    score: str
    unwaived: str
    closed: str
    machine: str


@dataclass(frozen=True)
class SignaturesView:
    """Everything signed for a project, as of a day."""

    name: str
    said: str
    attestations: tuple[SignedRow, ...]
    waivers: tuple[SignedRow, ...]
    scores: tuple[ScoreRow, ...]


@dataclass(frozen=True)
class Weighed:
    """One assessment weighed in several ways on one day.

    Attributes
    ----------
    now, unwaived, closed
        With everything signed; the same without waivers; the same with every waived gap passing.
    filed
        How many attestations and waivers of ``now`` stand in the project's files; the rest was signed in reviews.
    """

    now: Assessment
    unwaived: Assessment
    closed: Assessment
    filed: tuple[int, int]


def signatures_view(weighed: Weighed, today: date) -> SignaturesView:
    """Return the view of everything signed."""
    now, (filed, filed_waivers) = weighed.now, weighed.filed
    names = {
        practice.id: (practice.title, criterion.id) for criterion in now.criteria for practice in criterion.practices
    }
    attestations = [
        _attestation(signed, names, today, IN_FILE if place < filed else IN_REVIEW)
        for place, signed in _once(now.attestations)
    ]
    waivers = [
        _waiver(waiver, names, today, IN_FILE if place < filed_waivers else IN_REVIEW)
        for place, waiver in enumerate(now.waivers)
    ]
    order = list(Standing)
    attestations.sort(key=lambda row: (order.index(row[0].standing), row[1]))
    waivers.sort(key=lambda row: (order.index(row[0].standing), row[1]))
    rows, given = tuple(row for row, _ in attestations), tuple(row for row, _ in waivers)
    return SignaturesView(now.project.name, _said(rows, given), rows, given, tuple(_scores(weighed)))


def _once(signed: Iterable[AttestationRecord]) -> Iterable[tuple[int, AttestationRecord]]:
    """Yield each signature with its place once: what a review signed may have been taken into the files since."""
    seen = set()
    for place, record in enumerate(signed):
        key = (record.practice, record.person, record.role, record.date, record.statement_digest)
        if key not in seen:
            seen.add(key)
            yield place, record


def _attestation(
    signed: AttestationRecord, names: dict[str, tuple[str, str]], today: date, where: str
) -> tuple[SignedRow, str]:
    title, criterion = names.get(signed.practice, (signed.practice, ""))
    standing = _standing(date.fromisoformat(signed.date), date.fromisoformat(signed.ends), today)
    if signed.lapsed and standing in (Standing.SOON, Standing.RUNNING):
        standing = Standing.LAPSED
    facts = [("Caveats", signed.caveats), ("Evidence", signed.evidence)]
    facts += [("Digest of the evidence", signed.evidence_digest), ("Signed in", where)]
    row = SignedRow(
        practice=signed.practice,
        title=title,
        criterion=criterion,
        who=f"{signed.person} ({', '.join(filter(None, (signed.role, signed.function)))})",
        verified=VERIFIED if signed.verified else UNVERIFIED,
        dated=numbers.day(signed.date),
        ends=numbers.day(signed.ends),
        standing=standing,
        said=_remaining(standing, signed.ends, today, signed.lapsed),
        facts=tuple((name, value) for name, value in facts if value),
    )
    return row, signed.ends


def _waiver(waiver: WaiverRecord, names: dict[str, tuple[str, str]], today: date, where: str) -> tuple[SignedRow, str]:
    title, criterion = names.get(waiver.practice, (waiver.practice, ""))
    standing = _standing(date.fromisoformat(waiver.date), date.fromisoformat(waiver.expires), today)
    facts = (("Reason", waiver.reason), ("Compensating control", waiver.control), ("Retest", waiver.retest))
    row = SignedRow(
        practice=waiver.practice,
        title=title,
        criterion=criterion,
        who=waiver.approver,
        verified=UNVERIFIED,
        dated=numbers.day(waiver.date),
        ends=numbers.day(waiver.expires),
        standing=standing,
        said=_remaining(standing, waiver.expires, today, ""),
        facts=(*((name, value) for name, value in facts if value), ("Given in", where)),
    )
    return row, waiver.expires


def _standing(begins: date, ends: date, today: date) -> Standing:
    if today > ends:
        return Standing.ENDED
    if today < begins:
        return Standing.AHEAD
    return Standing.SOON if (ends - today).days <= SOON_DAYS else Standing.RUNNING


def _remaining(standing: Standing, ends: str, today: date, lapsed: str) -> str:
    if standing is Standing.LAPSED:
        return sentence(lapsed)
    days = (date.fromisoformat(ends) - today).days
    if standing is Standing.ENDED:
        return f"{_days(-days)} ago."
    if standing is Standing.AHEAD:
        return "Counts from its date."
    return "Today is its last day." if days == 0 else f"{_days(days)} left."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _said(attestations: tuple[SignedRow, ...], waivers: tuple[SignedRow, ...]) -> str:
    if not attestations and not waivers:
        return "Nobody has signed or waived anything for this project."
    parts = [_counted(name, rows) for name, rows in (("signature", attestations), ("waiver", waivers)) if rows]
    soon = sum(row.standing is Standing.SOON for row in (*attestations, *waivers))
    ending = f" {soon} of them end{'s' if soon == 1 else ''} within {SOON_DAYS} days." if soon else ""
    return f"{' and '.join(parts)} in force.{ending}"


def _counted(name: str, rows: tuple[SignedRow, ...]) -> str:
    count = sum(row.standing in (Standing.SOON, Standing.RUNNING) for row in rows)
    return f"{count} of {len(rows)} {name}{'' if len(rows) == 1 else 's'}"


def _scores(weighed: Weighed) -> Iterable[ScoreRow]:
    now, unwaived, closed = weighed.now, weighed.unwaived, weighed.closed
    yield _score("Overall", now.overall, unwaived.overall, closed.overall, now.machine)
    for criterion, bare, shut in zip(now.criteria, unwaived.criteria, closed.criteria, strict=True):
        name = words.SHORT_NAME.get(criterion.code, criterion.title)
        yield _score(name, criterion.score, bare.score, shut.score, criterion.machine)


def _score(name: str, now: Interval, unwaived: Interval, closed: Interval, machine: Interval) -> ScoreRow:
    span = numbers.score_span
    return ScoreRow(name, span(now), span(unwaived), span(closed), span(machine))
