"""What the meeting goes through, in order: each practice once, under the first heading that fits it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.assessment import Assessment, PracticeRecord
from readiness.domain.meeting_events import ActionAdded
from readiness.domain.remediation import Gap

_SETTLED = ("pass", "not_applicable")


class Section(enum.Enum):
    """Headings of the agenda, in order."""

    OPEN_ACTIONS = "Open actions"
    CAPS = "Active caps"
    GAPS = "Gaps to target"
    QUESTIONS = "Questions"
    UNKNOWNS = "Unknowns"
    EXPIRED = "Expired"
    CHANGED = "Changed"
    REST = "The rest"


# Minutes an item is planned for; a proposal that the chair may overrun: the clock only shows it.
MINUTES = {
    Section.OPEN_ACTIONS: 3,
    Section.CAPS: 10,
    Section.GAPS: 5,
    Section.QUESTIONS: 2,
    Section.UNKNOWNS: 2,
    Section.EXPIRED: 2,
    Section.CHANGED: 2,
    Section.REST: 1,
}


@dataclass(frozen=True)
class AgendaItem:
    """One item.

    Attributes
    ----------
    id
        Practice id, or ``action:<id>`` for an action of the review before.
    reason
        Why it is on the agenda, in one clause.
    minutes
        Planned time.
    """

    id: str
    section: Section
    practice: str
    title: str
    reason: str
    minutes: int


def agenda(
    assessment: Assessment,
    gaps: Iterable[Gap],
    expired: Mapping[str, str],
    changed: Mapping[str, str],
    open_actions: Iterable[ActionAdded] = (),
) -> tuple[AgendaItem, ...]:
    """Return every practice once, the ones to talk about first; the last section holds what may stay closed.

    Parameters
    ----------
    gaps
        What is missing to the targets, the cheapest way there first.
    expired, changed
        By practice, why.
    open_actions
        Actions of the review before that are not closed.
    """
    practices = {practice.id: practice for criterion in assessment.criteria for practice in criterion.practices}
    items = [
        AgendaItem(f"action:{action.action}", Section.OPEN_ACTIONS, action.practice, action.title,
                   f"due {action.due}", MINUTES[Section.OPEN_ACTIONS])
        for action in open_actions
    ]  # fmt: skip
    seen: set[str] = set()
    for section, reasons in _sections(assessment, gaps, expired, changed).items():
        for identity, reason in reasons.items():
            if identity not in seen and identity in practices:
                seen.add(identity)
                title = practices[identity].title
                items.append(AgendaItem(identity, section, identity, title, reason, MINUTES[section]))
    return tuple(items)


def _sections(
    assessment: Assessment, gaps: Iterable[Gap], expired: Mapping[str, str], changed: Mapping[str, str]
) -> dict[Section, Mapping[str, str]]:
    caps = sorted((cap.at, criterion.title, cap.practice) for criterion in assessment.criteria for cap in criterion.caps
                  if cap.state == "proven")  # fmt: skip
    titles = {criterion.id: criterion.title for criterion in assessment.criteria}
    every = [practice for criterion in assessment.criteria for practice in criterion.practices]
    unknown = sorted((p for p in every if p.status == "unknown"), key=_weightiest)
    rest = [p for p in every if p.status not in _SETTLED] + [p for p in every if p.status in _SETTLED]
    return {
        Section.CAPS: {practice: f"caps {title} at {at:g}" for at, title, practice in caps},
        Section.GAPS: {gap.practice: f"needed for the target of {titles.get(gap.criterion, '')}" for gap in gaps},
        Section.QUESTIONS: _questions(assessment),
        Section.UNKNOWNS: {practice.id: practice.reason or "unknown" for practice in unknown},
        Section.EXPIRED: expired,
        Section.CHANGED: changed,
        Section.REST: {practice.id: practice.status.replace("_", " ") for practice in rest},
    }


def _questions(assessment: Assessment) -> dict[str, str]:
    """Return by practice what a check asks people, such as which of two tools is meant: findings that are questions."""
    found: dict[str, str] = {}
    for finding in assessment.findings:
        if finding.message.endswith("?") and finding.practice:
            asked = found.get(finding.practice)
            found[finding.practice] = f"{asked} {finding.message}" if asked else finding.message
    return found


def _weightiest(practice: PracticeRecord) -> tuple[float, float]:
    return -practice.gain, -practice.weight
