"""The seven stages of a model's life, each with its practices; one without evidence is dashed and says so."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.lifecycle_view import LifecycleStage, MemberView
from ui.components.markup import address, block, shape, text


def lifecycle(stages: Iterable[LifecycleStage], assessment: str) -> str:
    """Return the stages as a list, each with one mark per practice and the practices themselves, folded."""
    items = "".join(_stage(stage, assessment) for stage in stages)
    return block(f"<ol class='rd-life'>{items}</ol>", "rd-lc")


def _stage(stage: LifecycleStage, assessment: str) -> str:
    marks = "".join(_mark(member) for member in stage.members)
    places = "".join(f"<li class='mono'>{text(place)}</li>" for place in stage.places)
    where = f"<ul class='pl'>{places}</ul>" if places else "<p class='none'>no evidence in the project</p>"
    names = "".join(_name(member, assessment) for member in stage.members)
    return (
        f"<li class='{'empty' if stage.empty else ''}'><div class='n' aria-hidden='true'>{stage.number}</div>"
        f"<div class='h'><h3>{text(stage.title)}</h3><p class='tiny i2'>{text(stage.about)}</p></div>"
        f"<div class='m'><div class='mk'>{marks}</div><p class='tiny i2'>{text(stage.words)}</p></div>"
        f"<div class='w'>{where}</div>"
        f"<details class='small'><summary>Practices of this stage</summary><ul class='pr'>{names}</ul></details></li>"
    )


def _mark(member: MemberView) -> str:
    """Return a practice as a bare mark; its link stands in the list below."""
    size = "m e" if member.essential else "m"
    return f"<span title='{text(f'{member.title}: {member.status.lower()}')}'>{shape(member.shape, size)}</span>"


def _name(member: MemberView, assessment: str) -> str:
    place = address("criteria", a=assessment, criterion=member.criterion, practice=member.practice)
    return (
        f"<li>{shape(member.shape)}<a data-soft='1' href='{place}'>{text(member.title)}</a>"
        f"<span class='tiny i2'>{text(member.status)}</span></li>"
    )
