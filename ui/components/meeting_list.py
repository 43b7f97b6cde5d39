"""Reviews as a list, and what is open after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readiness.domain.meeting import Decision
from readiness.meeting_api import FollowUp
from readiness.report import numbers, words
from ui.components.markup import block, link, shape, text

SHAPES = {
    Decision.GO: "pass",
    Decision.CONDITIONAL_GO: "pending",
    Decision.DEFERRED: "unknown",
    Decision.NO_GO: "fail",
}


def reviews(found: Iterable[FollowUp]) -> str:
    """Return the reviews as a table: what each decided, what the decision is worth today, what is open."""
    rows = "".join(_review(one) for one in found)
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Review", "Decision today", "Open", "Review again"))
    return block(f"<div class='scroll'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>")


def _review(one: FollowUp) -> str:
    opened, identity = one.meeting.opened, one.meeting.id
    day = numbers.day(one.meeting.day(one.meeting.events[0].at).isoformat())
    open_ones = [c for c in one.conditions if not c.done]
    late = sum(c.overdue for c in open_ones)
    overdue = f", <b class='rd-capped'>{late} overdue</b>" if late else ""
    again = "; ".join(trigger.text for trigger in one.triggers) or "no reason yet"
    return (
        f"<tr><th scope='row'>{link(opened.title, 'meeting', meeting=identity)}"
        f"<div class='tiny i2' style='font-weight:400'><span class='mono'>{text(opened.project)}</span>, {day}, "
        f"tier {text(opened.tier)}</div></th><td>{standing(one)}</td>"
        f"<td class='nowrap'>{len(open_ones)}{overdue}</td><td class='small i2'>{text(again)}</td></tr>"
    )


def standing(one: FollowUp) -> str:
    """Return the decision as it holds today, with what it was where that differs."""
    now, decided = one.standing.now, one.standing.decided
    if now is None:
        return f"{shape('unknown')} <span class='i2'>going on</span>"
    was = ""
    if decided is not None and decided is not now:
        was = f"<div class='tiny i2'>was {text(words.DECISION[decided.value])}</div>"
    unsigned = "" if one.meeting.signatures else "<div class='tiny i2'>not signed</div>"
    return f"{shape(SHAPES[now])} <b>{text(words.DECISION[now.value].capitalize())}</b>{was}{unsigned}"


def board(found: Sequence[FollowUp], *, with_review: bool = True) -> str:
    """Return the open conditions and actions by age, overdue ones marked."""
    rows = sorted(((one, c) for one in found for c in one.conditions), key=lambda pair: (pair[1].done, -pair[1].age))
    if not rows:
        return block("<p class='small i2'>No actions.</p>")
    body = ""
    for one, c in rows:
        kind_of = "condition" if c.action.condition else "action"
        kind, word = ("pass", "done") if c.done else ("fail", "overdue") if c.overdue else ("unknown", "open")
        review = (
            f"<td class='small'>{link(one.meeting.opened.title, 'meeting', meeting=one.meeting.id, step='after')}</td>"
        )
        body += (
            f"<tr><td class='nowrap'>{shape(kind)} {word}</td><th scope='row'>{text(c.action.title)}"
            f"<div class='tiny i2' style='font-weight:400'>{kind_of}, closes when: "
            f"{text(c.action.closes_when)}</div></th><td>{text(c.owner)}</td>"
            f"<td class='nowrap'>{numbers.day(c.action.due)}</td>"
            f"<td class='num'>{c.age} {'day' if c.age == 1 else 'days'}</td>{review if with_review else ''}</tr>"
        )
    names = ("State", "What", "Owner", "Due", "Age", *(("Review",) if with_review else ()))
    heads = "".join(f"<th scope='col'>{name}</th>" for name in names)
    return block(f"<div class='scroll'><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>")
