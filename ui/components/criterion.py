"""One criterion: its head, and the list of its practices with the chosen one marked."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.practice_view import PracticeView
from readiness.report.view import CapView, CriterionView, LadderRow, ReportView
from ui.components.ladder import capped, lane_with_axis
from ui.components.markup import NO_HELP, Glossary, address, block, link, prose, shape, text
from ui.components.practice import article


def page(
    view: ReportView,
    criterion: CriterionView,
    chosen: PracticeView,
    *,
    asked: bool,
    glossary: Glossary = NO_HELP,
) -> str:
    """Return the page of a criterion.

    Parameters
    ----------
    asked
        Whether the address names the practice; on a narrow screen the list then gives way to it.
    """
    row, assessment = criterion.row, view.assessment_id
    back = link(f"All practices of {row.name}", "criteria", kind="rd-back", a=assessment, criterion=row.id)
    shown = article(chosen, assessment, row.id, glossary)
    columns = (
        f"<div class='rd-cols{' chosen' if asked else ''}'>{practice_list(criterion, chosen.id, assessment)}"
        f"<div style='min-width:0'>{back if asked else ''}{shown}</div></div>"
    )
    return block(head(criterion, view.caps) + columns, "rd-cr")


def switch(rows: Iterable[LadderRow], current: str, assessment: str) -> str:
    """Return the way to the scorecard and to each of the six criteria."""
    found = tuple(rows)
    name = next((row.name for row in found if row.id == current), "")
    others = "".join(
        link(row.name, "criteria", current=row.id == current, a=assessment, criterion=row.id) for row in found
    )
    crumb = f"{link('Scorecard', 'scorecard', a=assessment)} <span class='i3'>/</span> {text(name)}"
    return block(
        f"<div class='between'><div class='rd-crumb'>{crumb}</div>"
        f"<nav class='rd-switch' aria-label='Six criteria'>{others}</nav></div>"
    )


def head(criterion: CriterionView, caps: Iterable[CapView] = ()) -> str:
    """Return name, score, summary and lane of a criterion, and the caps that are not ruled out."""
    row = criterion.row
    words = f"proven, {row.high_text} at most"
    against = row.against[:1].upper() + row.against[1:]
    return (
        f"<div class='rd-crh'><div><h1>{text(row.name)}</h1><p class='small i2'>{text(criterion.question)}</p>"
        f"<div style='margin-top:10px'><span class='big'>{text(row.low_text)}</span>"
        f"<span class='of'>{text(words)}</span></div>"
        f"<p class='small' style='margin-top:8px'>{text(row.level)}{capped(row)}. {text(against)}. "
        f"{text(row.in_words[:1].upper() + row.in_words[1:])}.</p>{_not_ruled_out(criterion, caps)}</div>"
        f"{lane_with_axis(row)}</div>"
    )


def _not_ruled_out(criterion: CriterionView, caps: Iterable[CapView]) -> str:
    found = [f"{cap.title} (cap {cap.at})" for cap in caps if cap.criterion == criterion.row.id and not cap.proven]
    return (
        f"<p class='small i2'>Not ruled out, so the low end stays below: {text('; '.join(found))}.</p>" if found else ""
    )


def holding(criteria: Iterable[CriterionView], practice: str) -> str:
    """Return the id of the criterion that holds a practice, or empty."""
    return next((c.row.id for c in criteria if any(p.id == practice for p in c.practices)), "")


def practice_list(criterion: CriterionView, chosen: str, assessment: str) -> str:
    """Return the practices by level, each with its status shape, the chosen one marked."""
    groups = []
    for level, passed in criterion.levels:
        items = "".join(
            _item(practice, criterion.row.id, assessment, practice.id == chosen)
            for practice in criterion.practices
            if practice.level == level
        )
        groups.append(
            f"<div class='rd-lvl'><b>{text(level.capitalize())}</b><span class='i2'>{text(passed)}</span></div>{items}"
        )
    return f"<nav aria-label='Practices of {text(criterion.row.name)}'>{''.join(groups)}</nav>"


def _item(practice: PracticeView, criterion: str, assessment: str, chosen: bool) -> str:
    cap = practice.cap is not None and practice.shape == "fail"
    notes = f"<span class='tiny rd-capped'>cap {practice.cap:g}</span>" if cap else ""
    notes += "<span class='tiny i3'>essential</span>" if practice.essential else ""
    current = " aria-current='page'" if chosen else ""
    place = address("criteria", a=assessment, criterion=criterion, practice=practice.id)
    return (
        f"<a class='rd-pi' data-soft='1'{current} href='{place}'>{shape(practice.shape)}"
        f"<span class='t'>{prose(practice.title)}<span class='rd-hidden'>, {text(practice.status)}</span></span>"
        f"{notes}</a>"
    )


def default_practice(criterion: CriterionView) -> PracticeView:
    """Return the practice shown first: the one that caps, else the first that fails, is unknown, or comes first."""
    order = ("fail", "unknown", "partial", "pending", "waived", "pass", "not_applicable")
    ranked = sorted(
        criterion.practices,
        key=lambda practice: (practice.cap is None or practice.shape != "fail", order.index(practice.shape)),
    )
    return ranked[0]
