"""What everybody reads before the review, on one page; and who must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.domain.comparison import Comparison, ScoreChange
from readiness.report import numbers, words
from readiness.report.view import ReportView
from ui.components.ladder import ladder
from ui.components.markup import block, chip, link, prose, shape, text

if TYPE_CHECKING:
    from readiness.meeting_api import Room

MOST_STEPS = 5
LEAST = 0.05  # what reads as 0.0 is not said


def people(room: Room) -> str:
    """Return who was named, with function, office and whether they are present."""
    rows = ""
    for joined in room.meeting.people.values():
        office = "" if joined.office.value == "member" else joined.office.value
        notes = ", ".join(part for part in (office, "wrote the model" if joined.wrote_model else "") if part)
        there = f"{shape('pass')} present" if joined.present else f"{shape('unknown')} not present"
        name = text(room.meeting.name(joined.person))
        rows += (
            f"<tr><th scope='row'>{name}<div class='tiny i2' style='font-weight:400'>stated, not verified</div></th>"
            f"<td>{text(words.FUNCTION.get(joined.function, joined.function))}</td><td>{text(joined.role)}</td>"
            f"<td>{text(notes)}</td><td class='nowrap'>{there}</td></tr>"
        )
    if not rows:
        return block("<p class='small i2'>Nobody is named yet.</p>")
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Name", "Function", "Signs as", "Office", ""))
    return block(f"<div class='scroll'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>")


def quorum(room: Room) -> str:
    """Return which functions the risk tier asks for, who fills each, and the reason where one is missing."""
    meeting, rows = room.meeting, ""
    missing = meeting.missing(room.quorum)
    for function in room.quorum:
        names = ", ".join(meeting.name(p.person) for p in meeting.present.values() if p.function == function)
        if function not in missing:
            state = f"{shape('pass')} {text(names)}"
        elif function in meeting.excused:
            state = f"{shape('pending')} missing: {text(meeting.excused[function])}"
        else:
            state = f"{shape('unknown')} not present, no reason yet"
        rows += f"<tr><th scope='row'>{text(words.FUNCTION.get(function, function))}</th><td>{state}</td></tr>"
    return block(f"<table><tbody>{rows}</tbody></table>")


RULES = (
    "The model's only developer signs for at most half, and approves no waiver alone. A gap that caps a criterion "
    "needs two people for its waiver. Who wrote the model is not its independent reviewer."
)


def preread(view: ReportView, room: Room) -> str:
    """Return the page: tier, six intervals against targets, caps, first steps, unknowns, what runs out soon."""
    from readiness import meeting_api

    page = meeting_api.preread(room)
    caps = "".join(
        f"<li>{shape('fail')} {text(criterion)} is held at {at:g}: {text(title)}</li>"
        for criterion, at, title in page.caps
    )
    steps = "".join(
        f"<tr><td>{text(s.title)}</td><td class='nowrap'><b>{text(s.before)} → {text(s.after)}</b></td>"
        f"<td class='small i2'>{text(s.effort)}</td></tr>"
        for s in [s for s in view.steps if s.gains][:MOST_STEPS]
    )
    unknown = "".join(f"<li>{text(group.label)} <b>{len(group.practices)}</b></li>" for group in view.unknown_groups)
    soon = "".join(f"<li>{_titled(view, practice)}: {text(why)}</li>" for practice, why in page.expiring.items())
    full = link("Full scorecard", "scorecard", a=room.meeting.opened.snapshot)
    rule = room.recommendation
    reasons = "".join(f"<li>{prose(reason)}</li>" for reason in rule.reasons)
    return (
        block(
            f"<p>Tier <b>{text(page.tier)}</b>. {text(view.score)} {text(view.score_words)}. {text(view.known_text)}. "
            f"{full}</p><p style='margin-top:6px'>The rule recommends now: "
            f"{chip(_shape(rule.decision.value), words.DECISION[rule.decision.value].capitalize())}</p>"
            f"<ul class='rd-plain small'>{reasons}</ul>"
        )
        + ladder(view.rows, room.meeting.opened.snapshot)
        + block(
            "<div class='rd-pair' style='margin-top:20px'><div><h3>Active caps</h3>"
            f"<ul class='rd-plain'>{caps or '<li>None is proven.</li>'}</ul>"
            f"<h3 style='margin-top:16px'>First steps</h3><table><tbody>{steps}</tbody></table></div>"
            f"<div><h3>Not known, {view.unknown} of {view.total}</h3><ul class='rd-plain'>{unknown}</ul>"
            f"<h3 style='margin-top:16px'>Runs out within 30 days</h3><ul class='rd-plain'>"
            f"{soon or '<li>Nothing.</li>'}</ul></div></div>"
        )
    )


def changes(found: Comparison) -> str:
    """Return how the scores moved since the review before, with the causes, and which verdicts changed."""
    scores = "".join(
        f"<tr><th scope='row'>{text(change.title)}</th><td class='nowrap'>{numbers.score_span(change.before)}</td>"
        f"<td class='nowrap'><b>{numbers.score_span(change.after)}</b></td>"
        f"<td class='small i2'>{_causes(change)}</td></tr>"
        for change in (found.overall, *found.criteria)
    )
    verdicts = "".join(
        f"<li>{text(p.title)}: {text(p.kind.value)}, {text(p.before or 'none')} to {text(p.after or 'none')} "
        f"<span class='i2'>({text(p.cause.value)}: {text(p.why)})</span></li>"
        for p in found.practices
    )
    notes = "".join(f"<p class='small i2'>{text(note)}</p>" for note in found.notes)
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Score", "Then", "Now", "Causes, at the proven end"))
    return block(
        f"<h2 class='top'>Since the last review</h2>{notes}<div class='scroll'><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{scores}</tbody></table></div><details class='small'><summary>{len(found.practices)} changed verdicts"
        f"</summary><ul class='rd-plain'>{verdicts}</ul></details>"
    )


def _causes(change: ScoreChange) -> str:
    parts = [part for part in change.parts if abs(part.low) >= LEAST]
    return "; ".join(f"{text(part.cause.value)} {part.low:+.1f}" for part in parts) or "no change"


def _titled(view: ReportView, practice: str) -> str:
    found = next((p.title for c in view.criteria for p in c.practices if p.id == practice), practice)
    return text(found)


def _shape(decision: str) -> str:
    return {"go": "pass", "conditional-go": "pending", "deferred": "unknown"}.get(decision, "fail")
