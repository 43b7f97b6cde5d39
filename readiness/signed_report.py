"""The signed report: a review and its snapshot become the chapters that a PDF prints beside the assessment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from readiness.domain.assessment import Assessment
from readiness.domain.comparison import Comparison, ScoreChange
from readiness.domain.meeting import Decision
from readiness.domain.meeting_events import RiskAdded
from readiness.domain.signed_record import AttestationRecord
from readiness.meeting.admission import Room
from readiness.meeting.followup import Condition, board, months_later, standing
from readiness.meeting.recommendation import recommended
from readiness.report import numbers, words
from readiness.report.decision_view import DecisionView, Section, Table
from readiness.signed_minutes import Minutes

Row = tuple[str, ...]
LEAST = 0.05  # of a score: what reads as 0.0 is not said


@dataclass(frozen=True)
class Record:
    """What binds the report to the ledger.

    Attributes
    ----------
    first, last
        Numbers of the review's first and last entry.
    digest
        Of the last entry; it covers every entry before it.
    bundle
        SHA-256 of the snapshot's JSON.
    """

    first: int
    last: int
    digest: str
    bundle: str


def decision_view(room: Room, snapshot: Assessment, changes: Comparison | None, record: Record) -> DecisionView:
    """Return the decision of a review with every chapter that belongs to it.

    Parameters
    ----------
    snapshot
        The assessment as it was frozen, without what was signed since.
    changes
        Against the review before, or None for the first one.
    """
    meeting = room.meeting
    event = meeting.decision
    decided = words.DECISION[event.body.decision.value] if event else words.NOT_DECIDED
    signed = meeting.signed_off(room.quorum) and meeting.signatures
    last = max((meeting.day(e.at) for e in meeting.signatures), default=None)
    return DecisionView(
        snapshot=meeting.opened.snapshot,
        decision=decided,
        signed_on=numbers.day(last.isoformat()) if signed and last else "",
        valid_until=_day(event.body.valid_until) if event else "",
        signatures=tuple(row[:4] for row in _signers(room)),  # type: ignore[misc]
        conditions=tuple(
            (c.action.title, c.owner, numbers.day(c.action.due)) for c in _actions(room) if c.action.condition
        ),
        front=(_decision(room, snapshot), _conditions(room), _risks(room)),
        back=(_attestations(room), _changes(changes), Minutes(room).section(), _reviews(room), _record(room, record)),
    )


def as_printed(room: Room) -> Assessment:
    """Return the snapshot with everything signed in it, under the snapshot's own id."""
    return replace(room.situation.assessment, id=room.meeting.opened.snapshot)


def _signers(room: Room) -> list[Row]:
    """Return function, name, state, day, identity of everybody who signed or has still to sign."""
    meeting = room.meeting
    rows: list[Row] = []
    for event in meeting.signatures:
        joined = meeting.people.get(event.body.person)
        function = words.FUNCTION.get(joined.function, joined.function) if joined else ""
        day = numbers.day(meeting.day(event.at).isoformat())
        identity = "signed in" if event.body.verified else "stated, not verified"
        rows.append((function, meeting.name(event.body.person), "signed", day, identity))
    for function in meeting.unsigned(room.quorum):
        there = [p for p in meeting.present.values() if function in (p.function, p.office.value)]
        name = meeting.name(there[0].person) if there else ""
        rows.append((words.FUNCTION.get(function, function), name, "not signed", "no date", ""))
    return rows


def _decision(room: Room, snapshot: Assessment) -> Section:
    meeting, event = room.meeting, room.meeting.decision
    rule = room.recommendation if event is None else None
    said: list[str] = []
    if event is not None:
        body = event.body
        chair = f" by {meeting.chair.name}, chair" if meeting.chair else ""
        day = numbers.day(meeting.day(event.at).isoformat())
        said.append(f"Decided on {day}{chair}: {words.DECISION[body.decision.value]}.")
        said += [f"Scope: {body.scope.rstrip('.')}."] if body.scope else []
        said += [f"Valid until {_day(body.valid_until)}."] if body.valid_until else []
        said.append(f"The rule recommended {words.DECISION[body.recommended.value]}:")
        said += [f"• {reason}" for reason in body.reasons]
        said += [f"The chair decided otherwise: {body.departure}"] if body.departure else []
        held = standing(meeting, room.today)
        if held.now is not held.decided and held.now is not None:
            said.append(f"On {numbers.day(room.today.isoformat())} it stands as {held.now.value}: {held.reasons[0]}")
    elif rule is not None:
        said.append(f"{words.UNDECIDED} The rule recommends {words.DECISION[rule.decision.value]}:")
        said += [f"• {reason}" for reason in rule.reasons]
    signers = tuple((*row, meeting.opened.snapshot[:12]) for row in _signers(room))
    return Section("Decision and signatures", tuple(said), (
        Table("Signatures", ("Function", "Name", "State", "Day", "Identity", "Snapshot"),
              (1.4, 1.6, 0.9, 1, 1.4, 1.3), signers),
        Table("Quorum and attendance", ("Function", "Present"), (1, 2.4), tuple(_attendance(room))),
        Table("With and without what people said", ("Criterion", "Measured alone", "With what is signed", "Target"),
              (1.4, 1, 1, 0.7), tuple(_with_and_without(room, snapshot))),
        Table("The rule's recommendation at the end", (), (1, 2.4), tuple(_recommended(room))),
    ))  # fmt: skip


def _attendance(room: Room) -> Iterable[Row]:
    meeting = room.meeting
    for joined in meeting.present.values():
        office = f", {joined.office.value}" if joined.office.value != "member" else ""
        wrote = ", wrote the model" if joined.wrote_model else ""
        needed = " (quorum)" if joined.function in room.quorum else ""
        yield f"{words.FUNCTION.get(joined.function, joined.function)}{needed}", f"{joined.name}{office}{wrote}"
    for function in meeting.missing(room.quorum):
        why = meeting.excused.get(function, "no reason given")
        yield f"{words.FUNCTION.get(function, function)} (quorum)", f"not present: {why}"


def _with_and_without(room: Room, snapshot: Assessment) -> Iterable[Row]:
    """Yield the scores by measurement alone and with signatures."""
    signed = room.situation.assessment
    for criterion in signed.criteria:
        name = words.SHORT_NAME.get(criterion.code, criterion.title)
        spans = numbers.score_span(criterion.machine), numbers.score_span(criterion.score)
        yield name, *spans, f"{criterion.target:g}"
    yield "Overall", numbers.score_span(signed.machine), numbers.score_span(signed.overall), ""
    yield "Overall in the snapshot, before the review", "", numbers.score_span(snapshot.overall), ""


def _recommended(room: Room) -> Iterable[Row]:
    """Yield what the rule recommends at the end of the review, with and without the waivers."""
    bare = recommended(replace(room.situation, waived=frozenset()))
    yield "With the waivers", words.DECISION[room.recommendation.decision.value]
    yield "Without the waivers", words.DECISION[bare.decision.value]


def _actions(room: Room) -> tuple[Condition, ...]:
    return board(room.meeting, room.today)


def _conditions(room: Room) -> Section:
    def rows(condition: bool) -> tuple[Row, ...]:
        return tuple(
            (c.action.title, c.owner, numbers.day(c.action.due), c.action.closes_when,
             "done" if c.done else "overdue" if c.overdue else "open")
            for c in _actions(room) if c.action.condition is condition
        )  # fmt: skip

    heads = ("What", "Owner", "Due", "Closes when", "State")
    late = "Past its due date, a condition turns the decision into a no-go." if _conditional(room) else ""
    titles = {p.id: p.title for c in room.situation.assessment.criteria for p in c.practices}
    waivers = tuple(
        (titles.get(w.practice, w.practice), w.reason, w.control, w.approver, _span(w.date, w.expires),
         f"{'runs' if w.running else 'ended'}; retest {_day(w.retest) or 'not set'}")
        for w in room.situation.assessment.waivers
    )  # fmt: skip
    return Section("Conditions, waivers and actions", (late, "A waiver never raises a score."), (
        Table("Conditions", heads, (2, 1, 0.9, 1.6, 0.7), rows(True)),
        Table("Waivers", ("Practice", "Reason", "Compensating control", "Approved by", "Dates", "State"),
              (1.4, 1.2, 1.3, 1, 1, 0.9), waivers),
        Table("Other actions", heads, (2, 1, 0.9, 1.6, 0.7), rows(False)),
    ))  # fmt: skip


def _conditional(room: Room) -> bool:
    return room.meeting.decision is not None and room.meeting.decision.body.decision is Decision.CONDITIONAL_GO


def _risks(room: Room) -> Section:
    rows = tuple(
        (risk.cause, risk.impact, risk.likelihood, risk.severity, risk.response, risk.residual,
         room.meeting.name(risk.owner))
        for risk in room.meeting.bodies(RiskAdded)
    )  # fmt: skip
    heads = ("Cause", "Impact", "Likelihood", "Severity", "Response", "Remains", "Owner")
    empty = "No risk was recorded in this review."
    return Section("Risk register", (), (Table("", heads, (1.7, 1.7, 0.8, 0.8, 0.8, 0.8, 1.1), rows, empty),))


def _attestations(room: Room) -> Section:
    assessment = room.situation.assessment
    titles = {p.id: p.title for c in assessment.criteria for p in c.practices}
    rows = tuple(
        (titles.get(s.practice, s.practice), f"{s.person}, {s.role}",
         "signed in" if s.verified else "stated, not verified", _span(s.date, s.ends),
         _supported(s), f"does not count: {s.lapsed}" if s.lapsed else "counts")
        for s in assessment.attestations
    )  # fmt: skip
    heads = ("Practice", "Who", "Identity", "Dates", "Evidence and caveats", "State")
    said = "A signature is bound to the practice's wording, the model and the data. It never outweighs a measurement."
    empty = "Nobody signed a practice."
    return Section("Attestations", (said,), (Table("", heads, (1.4, 1.1, 1, 1, 1.5, 0.9), rows, empty),))


def _supported(signed: AttestationRecord) -> str:
    digest = f"SHA-256 {signed.evidence_digest}" if signed.evidence_digest else ""
    return "; ".join(part for part in (signed.evidence, digest, signed.caveats) if part) or "none"


def _day(text: str) -> str:
    """Return an ISO day in words, and any other text as it is."""
    try:
        return numbers.day(text) if text else ""
    except ValueError:
        return text


def _span(first: str, last: str) -> str:
    return f"{numbers.day(first)} to {numbers.day(last)}"


def _causes(change: ScoreChange) -> str:
    parts = [part for part in change.parts if abs(part.low) >= LEAST]
    return "; ".join(f"{part.cause.value} {part.low:+.1f}" for part in parts) or "no change"


def _changes(found: Comparison | None) -> Section:
    title = "Since the last review"
    if found is None:
        return Section(title, ("This is the project's first review here.",))
    scores = tuple(
        (change.title, numbers.score_span(change.before), numbers.score_span(change.after),
         _causes(change))
        for change in (found.overall, *found.criteria)
    )  # fmt: skip
    practices = tuple(
        (p.title, p.kind.value, f"{p.before or 'none'} to {p.after or 'none'}", f"{p.cause.value}: {p.why}")
        for p in found.practices
    )
    between = f"From {numbers.day(found.older_at)} to {numbers.day(found.newer_at)}."
    added = "The causes add up to the change of the proven end."
    return Section(title, (f"{between} {added}", *found.notes), (
        Table("Scores", ("Score", "Then", "Now", "Causes, at the proven end"), (1.2, 0.8, 0.8, 2), scores),
        Table("Practices", ("Practice", "Change", "Verdict", "Cause"), (1.5, 0.8, 1.1, 1.8), practices,
              "No verdict changed."),
    ))  # fmt: skip


def _reviews(room: Room) -> Section:
    meeting = room.meeting
    months = room.rubric.review_months.get(meeting.opened.tier, 0)
    held = meeting.day(meeting.events[0].at)
    rows: list[Row] = []
    if months:
        due = numbers.day(months_later(held, months).isoformat())
        rows.append(("Date", f"{due}, {months} months after this review (tier {meeting.opened.tier})"))
    rows += [
        ("Model", "another model than the one reviewed is shipped"),
        ("Data", "the data is other data than the data reviewed"),
        ("Rubric", f"another major version than {meeting.opened.rubric_version}"),
        ("Drift", "a drift alert is flagged"),
        ("Incident", "an incident is flagged"),
    ]
    flags = tuple((e.body.flag, numbers.day(meeting.day(e.at).isoformat()), e.body.text) for e in meeting.flags)
    tables = [Table("", ("Trigger", "When"), (0.6, 3), tuple(rows))]
    if flags:
        tables.append(Table("Flagged since", ("What", "Day", "Text"), (0.6, 0.8, 2.4), flags))
    return Section("When to review again", (), tuple(tables))


def _record(room: Room, record: Record) -> Section:
    opened = room.meeting.opened
    rows: tuple[Row, ...] = (
        ("Snapshot", f"`{opened.snapshot}`"),
        ("Evidence bundle, SHA-256 of the snapshot's JSON", f"`{record.bundle}`"),
        ("Entries of this review in the ledger", f"{record.first} to {record.last}, {len(room.meeting.events)} in all"),
        ("Digest of the last entry", f"`{record.digest}`"),
        ("Time zone of the dates", opened.zone),
    )
    said = (
        "The record is append-only and each entry carries the digest of the one before, so a later change shows. "
        "A correction is one more entry."
    )
    return Section("The record", (said,), (Table("", (), (1, 2), rows),))
