"""Questions that readers ask, answered where they arise, and the three sentences of the first visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from readiness.domain.rubric import Question
from readiness.report import words
from ui.components.markup import block, link, prose, text


def arising(found: Iterable[Question], criterion: str, practice: str = "") -> tuple[Question, ...]:
    """Return the questions that arise at a practice first, then those of its criterion; empty means all six."""
    here = [question for question in found if practice in question.practices or question.criterion == criterion]
    return tuple(sorted(here, key=lambda question: practice not in question.practices))


def section(found: Iterable[Question], names: Mapping[str, str], assessment: str, practice: str = "") -> str:
    """Return questions as folded entries, each with the practices that answer it in this project.

    Parameters
    ----------
    names
        Title of every practice of the assessment by its id.
    """
    items = "".join(
        f"<details class='rd-rule'><summary>{text(item.question)}</summary><div class='in'><p>{prose(item.answer)}</p>"
        "<p class='small i2' style='margin-top:6px'>In this project: "
        f"{_practices(item, names, assessment, practice)}</p>"
        "</div></details>"
        for item in found
    )
    return block(f"<section class='rd-sec'><h3>Asked here</h3>{items}</section>") if items else ""


def _practices(item: Question, names: Mapping[str, str], assessment: str, current: str) -> str:
    return ", ".join(
        f"<b>{text(names[identity])}</b>"
        if identity == current
        else link(names[identity], "criteria", a=assessment, practice=identity)
        for identity in item.practices
        if identity in names
    )


def tour() -> str:
    """Return what a first visit needs to know, in three sentences."""
    steps = "".join(f"<li>{prose(sentence)}</li>" for sentence in words.TOUR)
    return block(f"<ol aria-label='First steps'>{steps}</ol>", "rd-tour")
