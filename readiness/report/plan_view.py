"""The plan in words: its steps, and what the first of them lift."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import ActionRecord, Assessment, PracticeRecord, StepRecord
from readiness.report import numbers, words
from readiness.report.reasons import signs, unknown_kind


@dataclass(frozen=True)
class StepView:
    """One step of advice.

    Attributes
    ----------
    actions
        Practice, title, fix and effort of each, what is proven to be missing first.
    gains
        Whether the printed score of the criterion rises.
    """

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
    gains: bool = True


def step_view(assessment: Assessment, number: int, step: StepRecord) -> StepView:
    """Return a step of the plan; several actions are one step when only together they open a gate."""
    criterion = assessment.criterion(step.criterion)
    name = words.SHORT_NAME.get(criterion.code, criterion.title) if criterion else step.criterion
    actions = sorted(step.actions, key=lambda action: _certainty(assessment.practice(action.practice)))
    more = f" and {len(actions) - 1} more" if len(actions) > 1 else ""
    efforts = [words.EFFORT[action.effort] for action in actions]
    kinds = [f"{efforts.count(effort)} {effort}" for effort in words.EFFORT.values() if effort in efforts]
    before, after = numbers.score(step.before), numbers.score(step.after)
    return StepView(
        number=number,
        criterion=step.criterion,
        criterion_name=name,
        title=f"{actions[0].title}{more}",
        text=_fix(assessment, actions[0]),
        before=before,
        after=after,
        effort=efforts[0] if len(efforts) == 1 else ", ".join(kinds),
        opens_gate=step.kind == "gate",
        actions=tuple((a.practice, a.title, _fix(assessment, a), words.EFFORT[a.effort]) for a in actions),
        gains=before != after,
    )


def _certainty(practice: PracticeRecord | None) -> int:
    """Return the place of an action within its step: proven gaps before open ones, and last what has no check."""
    if practice is None or practice.status != "unknown":
        partial = practice is not None and practice.status == "partial"
        return 2 if partial else 0 if practice is not None and practice.cap is not None else 1
    return {"no_check": 5, "no_signature": 4}.get(unknown_kind(practice), 3)


def _fix(assessment: Assessment, action: ActionRecord) -> str:
    """Return what to do; where only the loaded model or a check of ours is missing, this is said."""
    practice = assessment.practice(action.practice)
    if practice is not None and practice.status == "unknown":
        kind = unknown_kind(practice)
        if kind == "consent":
            return words.LOAD_THE_MODEL
        if kind == "no_check":
            return f"{signs(action.fix)} {words.NO_CHECK_FOR_IT}"
    return signs(action.fix)


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
