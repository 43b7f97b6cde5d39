"""What was found where: each practice of a segment with its verdict, and beside it the lines that show it."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.evidence_view import SEGMENTS, ToolsView, VerdictView
from readiness.report.practice_view import EvidenceView, FindingView, PracticeView
from ui.components.code import evidence_card
from ui.components.markup import block, chip, link, prose, shape, text

MOST_CARDS = 8
SILENT = ("unknown", "not_applicable")
PLAINLY = "The tools below are named somewhere. A name earns nothing until the tool is used."


def switch(current: str, assessment: str) -> str:
    """Return the way to each segment, and back to the scorecard."""
    items = "".join(
        link(title, "evidence", current=key == current, a=assessment, segment=key) for key, title in SEGMENTS.items()
    )
    crumb = f"{link('Scorecard', 'scorecard', a=assessment)} <span class='i3'>/</span> Evidence"
    return block(
        f"<div class='rd-crumb'>{crumb}</div>"
        f"<nav class='rd-switch rd-seg' aria-label='Segments of the evidence'>{items}</nav>"
    )


def head(title: str, question: str, said: str) -> str:
    """Return the segment's title, what it asks, and the answer in one sentence."""
    return block(
        f"<h1>{text(title)}</h1><p class='i2' style='margin-top:4px'>{text(question)}</p>"
        f"<p class='rd-lead'>{prose(said)}</p>"
    )


def verdicts(found: Iterable[VerdictView], assessment: str) -> str:
    """Return one row per practice; those that are not known and leave no trace stand in a list below."""
    shown, silent = [], []
    for verdict in found:
        silent_one = verdict.practice.shape in SILENT and not _cards(verdict.practice)
        (silent if silent_one else shown).append(verdict)
    rows = "".join(_verdict(verdict, assessment) for verdict in shown)
    rest = "".join(_silent(verdict, assessment) for verdict in silent)
    listed = f"<h3 class='rd-sec'>Without a trace in the project</h3><ul class='rd-rest'>{rest}</ul>" if rest else ""
    nothing = "" if rows or rest else "<p class='small i2'>No practice of the rubric belongs here.</p>"
    return block(f"<div class='rd-vds'>{rows}</div>{listed}{nothing}", "rd-vw")


def _silent(verdict: VerdictView, assessment: str) -> str:
    practice = verdict.practice
    way = link(practice.title, "criteria", a=assessment, criterion=verdict.criterion, practice=practice.id)
    reason = practice.reason if practice.shape == "not_applicable" else practice.reason or practice.unknown_label
    return f"<li>{shape(practice.shape)}{way}<span class='tiny i2'>{text(practice.status)}. {prose(reason)}</span></li>"


def _verdict(verdict: VerdictView, assessment: str) -> str:
    practice = verdict.practice
    way = link(practice.title, "criteria", a=assessment, criterion=verdict.criterion, practice=practice.id)
    strength = f"<span class='tiny i2'>{text(practice.strength)}</span>" if practice.strength else ""
    why = f"<span class='tiny i2'>{text(practice.unknown_label)}</span>" if practice.unknown_label else ""
    said = practice.findings[0].message if practice.findings and practice.shape in ("fail", "partial") else ""
    reason = f"<p class='small'>{prose(said or practice.reason)}</p>"
    cards = _cards(practice)
    first = cards[0] if cards else f"<p class='rd-noplace tiny i2'>{_nowhere(practice)}</p>"
    rest = cards[1:MOST_CARDS]
    more = (
        f"<details class='small'><summary>{len(cards) - 1} more place{'s' if len(cards) > 2 else ''}</summary>"
        f"{''.join(rest)}</details>"
        if rest
        else ""
    )
    return (
        f"<article class='rd-vd' aria-label='{text(practice.title)}'><div class='l'><div class='rd-prh'>"
        f"{chip(practice.shape, practice.status)}{strength}{why}</div><h3>{way}</h3>{reason}</div>"
        f"<div class='r'>{first}{more}</div></article>"
    )


def _cards(practice: PracticeView) -> list[str]:
    """Return the places with lines: what speaks against a failed practice first, else what speaks for it."""
    against: list[EvidenceView | FindingView] = [finding for finding in practice.findings if finding.place]
    shown: list[EvidenceView | FindingView] = list(practice.evidence)
    shown.sort(key=lambda place: not place.snippet)
    against.sort(key=lambda place: not place.snippet)
    ordered = [*against, *shown] if practice.shape in ("fail", "partial") else [*shown, *against]
    made: dict[str, str] = {}
    for place in ordered:
        why = place.why if isinstance(place, EvidenceView) else place.message
        made.setdefault(f"{place.place} {why}", evidence_card(place, why))
    return list(made.values())


def _nowhere(practice: PracticeView) -> str:
    if practice.shape == "pass":
        return "Shown by the whole project, not by one place."
    return "No place in the project shows it."


def tools(view: ToolsView) -> str:
    """Return the tools that are named, with the first places, and the questions they raise; nothing without any."""
    if not view.tools:
        return ""
    questions = "".join(f"<li>{text(question)}</li>" for question in view.questions)
    asked = f"<h3>To ask in the meeting</h3><ul class='rd-ask'>{questions}</ul>" if questions else ""
    rows = "".join(
        f"<tr><th scope='row'>{text(tool.name)}</th><td>"
        + "<br>".join(
            f"<span class='mono'>{text(p)}</span> <span class='i2'>{text(why)}</span>" for p, why in tool.places
        )
        + "</td></tr>"
        for tool in view.tools
    )
    number = f"{len(view.tools)} tool{'' if len(view.tools) == 1 else 's'} named"
    return block(
        f"{asked}<details class='small'><summary>{number}, claimed only (E0)</summary>"
        f"<p class='tiny i2' style='margin-top:6px'>{PLAINLY}</p><table><tbody>{rows}</tbody></table></details>"
    )
