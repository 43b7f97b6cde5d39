"""The decision: what the rule recommends and why, what is still open, what was decided, who signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from readiness.domain.meeting import Decision, Recommendation
from readiness.report import numbers, words
from readiness.report.ladder_view import LadderRow
from ui.components.markup import block, chip, link, prose, shape, text

if TYPE_CHECKING:
    from readiness.meeting_api import Room

SHAPES = {Decision.GO: "pass", Decision.CONDITIONAL_GO: "pending", Decision.DEFERRED: "unknown", Decision.NO_GO: "fail"}


def recommendation(rule: Recommendation, lead: str = "The rule recommends") -> str:
    """Return the recommendation with every reason."""
    reasons = "".join(f"<li>{prose(reason)}</li>" for reason in rule.reasons)
    name = words.DECISION[rule.decision.value].capitalize()
    return block(
        f"<p class='rd-mrule'><span class='i2'>{text(lead)}</span> {chip(SHAPES[rule.decision], name)}</p>"
        f"<ul class='rd-plain'>{reasons}</ul>"
    )


def unowned(room: Room) -> str:
    """Return the gaps that nobody has taken on and that no waiver covers, each with the way to its item."""
    situation, identity = room.situation, room.meeting.id
    rows = ""
    for name in situation.unowned:
        practice = situation.assessment.practice(name)
        title = practice.title if practice else name
        why = situation.expired.get(name, "")
        rows += (
            f"<li>{shape(practice.status if practice else 'unknown')} "
            f"{link(title, 'meeting', meeting=identity, step='items', item=name)} "
            f"<span class='i2'>{text(why)}</span></li>"
        )
    if not rows:
        return block("<p class='small i2'>Every gap has an owner with a date, or a waiver.</p>")
    return block(f"<ul class='rd-plain'>{rows}</ul>")


def compared(now: Iterable[LadderRow], then: Iterable[LadderRow]) -> str:
    """Return the scores that would move, now and then."""
    rows = "".join(
        f"<tr><th scope='row'>{text(a.name)}</th><td>{text(a.low_text)} to {text(a.high_text)}</td>"
        f"<td><b>{text(b.low_text)}</b> to {text(b.high_text)}</td>"
        f"<td class='small i2'>{text(b.level)}, {text(b.against)}"
        "</td></tr>"
        for a, b in zip(now, then, strict=True)
        if (a.low, a.high, a.cap) != (b.low, b.high, b.cap)
    )
    if not rows:
        return block("<p class='small i2'>No score would move.</p>")
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Criterion", "Now", "Then", "Against target"))
    return block(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def decided(room: Room) -> str:
    """Return the decision that stands, with its scope, validity and the reason where it departs from the rule."""
    event = room.meeting.decision
    if event is None:
        return ""
    body = event.body
    name = words.DECISION[body.decision.value].capitalize()
    chair = room.meeting.chair
    facts = [
        ("Decided", f"{numbers.moment(event.at.isoformat())}{', ' + chair.name if chair else ''}, entry {event.number}")
    ]
    facts += [("Scope", body.scope)] if body.scope else []
    facts += [("Valid until", numbers.day(body.valid_until))] if body.valid_until else []
    facts += [("The rule recommended", words.DECISION[body.recommended.value])]
    facts += [("Why otherwise", body.departure)] if body.departure else []
    rows = "".join(f"<dt>{text(k)}</dt><dd>{text(v)}</dd>" for k, v in facts)
    return block(
        f"<p class='rd-mrule'><span class='i2'>Decided</span> {chip(SHAPES[body.decision], name)}</p>"
        f"<dl class='rd-dl'>{rows}</dl>"
    )


def signatures(room: Room) -> str:
    """Return who signed the decision that stands and who has still to sign."""
    meeting, rows = room.meeting, ""
    for event in meeting.signatures:
        joined = meeting.people.get(event.body.person)
        function = words.FUNCTION.get(joined.function, joined.function) if joined else ""
        known = "signed in" if event.body.verified else "stated, not verified"
        rows += (
            f"<tr><td class='nowrap'>{shape('pass')} signed</td>"
            f"<th scope='row'>{text(meeting.name(event.body.person))}</th>"
            f"<td>{text(function)}</td><td class='small i2'>{known}</td>"
            f"<td class='small i2'>{numbers.moment(event.at.isoformat())}, snapshot "
            f"<span class='mono'>{numbers.short(event.body.snapshot)}</span></td></tr>"
        )
    for function in meeting.unsigned(room.quorum):
        rows += (
            f"<tr><td class='nowrap'>{shape('unknown')} not signed</td><th scope='row'></th>"
            f"<td>{text(words.FUNCTION.get(function, function))}</td><td></td><td></td></tr>"
        )
    return block(f"<div class='scroll'><table><tbody>{rows}</tbody></table></div>")
