"""An agenda item, large enough to be read across a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.report.ladder_view import LadderRow
from readiness.report.practice_view import NumberView, PracticeView
from ui.components.code import evidence_card
from ui.components.intervals import interval_plot
from ui.components.ladder import axis, lane
from ui.components.markup import block, chip, link, prose, shape, text
from ui.components.meeting_record import said_on

if TYPE_CHECKING:
    from readiness.meeting_api import AgendaItem, Room

LONGEST_KEY = 9
MOST_PLACES = 3


def card(practice: PracticeView, item: AgendaItem, criterion: str, assessment: str) -> str:
    """Return verdict, statement, the number that decides, its plot, and where it was found."""
    strength = f"<span class='i2'>{text(practice.strength)}</span>" if practice.strength else ""
    reason = item.reason if item.reason and item.reason not in practice.reason.lower() else ""
    head = (
        f"<div class='h'>{chip(practice.shape, practice.status)}<span>{prose(reason)}</span>{strength}"
        f"<span class='i3'>{text(criterion)}</span></div>"
    )
    plots = "".join(interval_plot(plot) for plot in practice.plots[:1])
    places = "".join(
        f"<li><span class='mono'>{text(place)}</span> {prose(why)}</li>"
        for place, why in _places(practice)[:MOST_PLACES]
    )
    where = f"<ul class='places'>{places}</ul>" if places else ""
    return block(
        f"<article aria-label='{text(practice.title)}'>{head}<p class='st'>{text(practice.statement)}</p>"
        f"{_say(practice)}{plots}{where}</article>{_more(practice, assessment)}",
        "rd-mcard",
    )


def _say(practice: PracticeView) -> str:
    """Return the one number large, and what it means beside it."""
    number = key_number(practice)
    finding = practice.findings[0].message if practice.findings else ""
    lead = finding or practice.reason
    about = ""
    if number is not None and not finding:
        about = f"{number.name}{', ' + number.about if number.about else ''}"
        about += f", interval {number.interval}" if number.interval else ""
        about = f"{about}{', n ' + number.n if number.n else ''}."
    big = f"<div class='key'>{text(number.value)}</div>" if number is not None else ""
    cap = ""
    if practice.cap is not None and practice.shape == "fail":
        cap = f"While it holds, the criterion stays at {practice.cap:g} or below."
    second = "".join(f"<p class='i2'>{text(words)}</p>" for words in (cap, about) if words)
    return f"<div class='say'>{big}<div><p><b>{prose(lead)}</b></p>{second}</div></div>"


def key_number(practice: PracticeView) -> NumberView | None:
    """Return the number that decides: of the drawn groups the one worst placed, else the first short one."""
    worst = next(
        (row.value_text for plot in practice.plots for side in ("below", "crossing") for row in plot.rows
         if row.side == side and row.value is not None), None,
    )  # fmt: skip
    fitting = [n for n in practice.figures if n.number is not None and len(n.value) <= LONGEST_KEY and not n.volatile]
    if worst is not None:
        same = next((n for n in fitting if n.plotted and n.value.startswith(worst)), None)
        if same is not None:
            return same
    return next((n for n in fitting if n.interval), fitting[0] if fitting else None)


def _places(practice: PracticeView) -> list[tuple[str, str]]:
    found = [(f.place, "") for f in practice.findings[:1] if f.place]
    found += [(e.place, e.why) for e in practice.evidence]
    return list(dict(found).items())


def _more(practice: PracticeView, assessment: str) -> str:
    """Return remediation, effort, frameworks, sources and the source lines, folded."""
    fixes = list(dict.fromkeys(f.fix for f in practice.findings if f.fix))[:3]
    fix = "".join(f"<p>{prose(words)}</p>" for words in (*fixes, practice.remediation))
    cards = [evidence_card(f, "") for f in practice.findings[:2] if f.snippet]
    cards += [evidence_card(e, "") for e in practice.evidence[:2] if e.snippet]
    related = ", ".join(practice.related) or "nothing"
    sources = "; ".join(practice.sources) or "none"
    way = link("Everything about it", "criteria", a=assessment, practice=practice.id)
    return (
        f"<details class='more'><summary>How to fix it, effort {text(practice.effort)}; source lines, frameworks"
        f"</summary><div class='rd-pair' style='margin-top:10px'><div><h3>How to fix it</h3>{fix}"
        f"<p class='i2'>Effort {text(practice.effort)}; {text(practice.gain)}.</p></div>"
        f"<div><h3>What counts</h3><p>{prose(practice.counts)}</p>"
        f"<h3 style='margin-top:12px'>Related to, not proof of conformity</h3><p class='i2'>{text(related)}</p>"
        f"<h3 style='margin-top:12px'>Sources</h3><p class='i2'>{text(sources)}</p><p>{way}</p></div></div>"
        f"<div class='rd-pair' style='margin-top:12px'>{''.join(cards)}</div></details>"
    )


def what_if(now: LadderRow, then: LadderRow, words: str) -> str:
    """Return a criterion's lane now and as it would be, on one axis, with what that means for the recommendation."""
    lanes = "".join(
        f"<div class='between'><span>{text(row.name)} {when}</span><span><b>{text(row.low_text)}</b>"
        f"<span class='i2'> to {text(row.high_text)}</span></span></div>"
        f"<div role='img' aria-label='{text(row.label)}'>{lane(row)}</div>"
        for when, row in (("now", now), ("then", then))
    )
    return block(f"{lanes}{axis()}<p style='margin-top:10px'>{prose(words)}</p>", "rd-mif")


def beside(practice: PracticeView, room: Room) -> str:
    """Return what would not count, and what was recorded on this item."""
    recorded = said_on(room, practice.id)
    rows = "".join(f"<li><b>{text(kind)}.</b> {prose(words)}</li>" for kind, words in recorded)
    empty = "<li class='i2'>Nothing yet.</li>"
    conflict = ""
    if practice.conflict:
        conflict = f"<p>{shape('fail')} People and measurement disagree. The measurement counts.</p>"
    signs = ""
    if practice.signer_roles:
        signs = f"<h3>Who may sign</h3><p>{text(' or '.join(practice.signer_roles))}</p>"
    return block(
        f"{conflict}<h3>Would not count</h3><p>{prose(practice.does_not_count)}</p>{signs}"
        f"<h3>Recorded on this item</h3><ul>{rows or empty}</ul>",
        "rd-mside",
    )
