"""The plan in words: its steps, and what the first of them lift."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment, StepRecord
from readiness.report import numbers, words


@dataclass(frozen=True)
class StepView:
    """One step of advice; ``actions`` are practice, title, fix and effort."""

    number: int
    criterion: str
    criterion_name: str
    title: str
    text: str
    before: str
    after: str
    effort: str
    opens_gate: bool
    actions: tuple[tuple[str, str, str, str], ...]


def step_view(assessment: Assessment, number: int, step: StepRecord) -> StepView:
    """Return a step of the plan; several actions are one step when only together they open a gate."""
    criterion = assessment.criterion(step.criterion)
    name = words.SHORT_NAME.get(criterion.code, criterion.title) if criterion else step.criterion
    first = step.actions[0]
    more = f" and {len(step.actions) - 1} more" if len(step.actions) > 1 else ""
    efforts = [words.EFFORT[action.effort] for action in step.actions]
    kinds = [f"{efforts.count(effort)} {effort}" for effort in words.EFFORT.values() if effort in efforts]
    return StepView(
        number=number,
        criterion=step.criterion,
        criterion_name=name,
        title=f"{first.title}{more}",
        text=first.fix,
        before=numbers.score(step.before),
        after=numbers.score(step.after),
        effort=efforts[0] if len(efforts) == 1 else ", ".join(kinds),
        opens_gate=step.kind == "gate",
        actions=tuple((a.practice, a.title, a.fix, words.EFFORT[a.effort]) for a in step.actions),
    )


def next_text(assessment: Assessment) -> str:
    """Return in one sentence how many steps lift the overall score, and to what."""
    gaining = [step for step in assessment.advice if step.gain > 0]
    if not gaining:
        return words.NO_ADVICE
    rising = next((step for step in assessment.advice if step.overall_after > assessment.overall.low), None)
    if rising is None:
        return "No set of practices lifts the overall score further."
    count = assessment.advice.index(rising) + 1
    work = "One step lifts" if count == 1 else f"{count} steps lift"
    return f"{work} {numbers.score(assessment.overall.low)} to {numbers.score(rising.overall_after)}."
