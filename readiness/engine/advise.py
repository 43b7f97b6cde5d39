"""What to do next: per criterion the cheapest set that opens the next gate, then single practices, along a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from readiness.domain.remediation import Action, Plan, Step
from readiness.domain.rubric import Criterion, Level, Practice, Rubric, Scale
from readiness.domain.scorecard import PracticeResult, Scorecard, Span
from readiness.engine.score import CAP_LIFTED_AT, coverage, criterion_score, gates, low_credits

Credits = dict[str, float]
_EXACT = 14


def plan(rubric: Rubric, results: Mapping[str, PracticeResult]) -> Plan:
    """Return every gap as steps in the order to take them: highest gain for its effort first, gates before crumbs."""
    waiting = [_criterion_steps(criterion, rubric.scale, results) for criterion in rubric.criteria]
    steps: list[Step] = []
    while any(waiting):
        heads = [steps_left[0] for steps_left in waiting if steps_left]
        best = max(heads, key=lambda step: (step.gain / step.cost, step.kind != "single"))
        next(left for left in waiting if left and left[0] is best).pop(0)
        steps.append(best)
    return _with_overall(rubric, results, steps)


def plan_to(rubric: Rubric, results: Mapping[str, PracticeResult], target: float) -> Plan:
    """Return the cheapest set of practices per criterion that brings its proven score to ``target`` (1 to 10)."""
    steps, reachable = [], True
    for criterion in rubric.criteria:
        credits = _credits(criterion, results)
        before = criterion_score(criterion, rubric.scale, credits)
        if before >= target:
            continue
        chosen = cheapest(criterion, rubric.scale, credits, target)
        step = _step(criterion, rubric.scale, "target", credits, chosen)
        reachable = reachable and step.after >= target
        steps.append(step)
    return replace(_with_overall(rubric, results, steps), reachable=reachable)


def cheapest(criterion: Criterion, scale: Scale, credits: Mapping[str, float], target: float) -> tuple[Practice, ...]:
    """Return the practices of least total effort that together lift the criterion to ``target`` (1 to 10).

    Opening a gate can cost less than filling the band below it, so every higher band's first point is tried too.
    """
    capping = [practice for practice in criterion.practices if _holds_below(practice, credits, target)]
    higher = [first for first, _ in scale.bands.values() if first > target]
    sets = [_reaching(criterion, scale, credits, point, capping) for point in (target, *higher)]
    return min(sets, key=lambda chosen: sum(scale.effort[practice.effort] for practice in chosen))


def _reaching(
    criterion: Criterion, scale: Scale, credits: Mapping[str, float], point: float, capping: list[Practice]
) -> tuple[Practice, ...]:
    chosen = list(capping)
    for level, needed, forced in _demands(criterion, scale, point):
        chosen += [p for p in forced if credits.get(p.id, 1) < 1 and p not in chosen]
        lifted = {**credits, **{practice.id: 1.0 for practice in chosen}}
        chosen += _fill(criterion.at(level), lifted, needed, scale)
    return tuple(p for p in criterion.practices if p in chosen)


def _holds_below(practice: Practice, credits: Mapping[str, float], target: float) -> bool:
    return practice.cap is not None and practice.cap < target and credits.get(practice.id, 1) < CAP_LIFTED_AT


def _demands(criterion: Criterion, scale: Scale, target: float) -> list[tuple[Level, float, list[Practice]]]:
    """Return per level up to the target's band: the coverage it needs and the practices that must be full."""
    reached = [level for level in Level if target > scale.bands[level][1]]
    top = list(Level)[min(len(reached), len(Level) - 1)]
    demands = []
    for level in Level:
        first, last = scale.bands[level]
        needed = scale.gate_coverage if level in reached else max(0.0, (target - first) / (last - first))
        forced = [p for p in criterion.at(level) if (level in reached and p.essential and level is not top)]
        forced += [p for p in criterion.at(level) if p.anchor and level is not Level.BEGINNER and p not in forced]
        demands.append((level, needed, forced))
        if level is top:
            break
    return demands


def _fill(practices: Iterable[Practice], credits: Mapping[str, float], needed: float, scale: Scale) -> list[Practice]:
    """Return the cheapest further practices of a level that lift its coverage to ``needed``."""
    level = list(practices)
    gaps = [practice for practice in level if credits.get(practice.id, 1) < 1]

    def covers(chosen: Iterable[Practice]) -> bool:
        return coverage(level, {**credits, **{practice.id: 1.0 for practice in chosen}}) >= needed - 1e-12

    def cost(chosen: Iterable[Practice]) -> float:
        return sum(scale.effort[practice.effort] for practice in chosen)

    if covers(()):
        return []
    if len(gaps) <= _EXACT:
        sets = (chosen for size in range(1, len(gaps) + 1) for chosen in combinations(gaps, size) if covers(chosen))
        return list(min(sets, key=cost, default=tuple(gaps)))
    ordered = sorted(gaps, key=lambda p: scale.effort[p.effort] / (p.weight * (1 - credits[p.id])))
    return next((ordered[:n] for n in range(1, len(ordered) + 1) if covers(ordered[:n])), ordered)


@dataclass(frozen=True)
class _Path:
    """A criterion on its way up: the credits once all earlier steps are done."""

    criterion: Criterion
    scale: Scale
    credits: Credits

    def gate_targets(self) -> list[float]:
        opened = gates(self.criterion, self.scale, self.credits)
        firsts = [self.scale.bands[level][0] for level in (Level.INTERMEDIATE, Level.ADVANCED)]
        return [
            first for first, is_open in zip(firsts, (opened.intermediate, opened.advanced), strict=True) if not is_open
        ]


def _criterion_steps(criterion: Criterion, scale: Scale, results: Mapping[str, PracticeResult]) -> list[Step]:
    credits = _credits(criterion, results)
    steps: list[Step] = []

    def take(kind: str, chosen: tuple[Practice, ...]) -> None:
        if chosen:
            steps.append(_step(criterion, scale, kind, credits, chosen))
            credits.update({practice.id: 1.0 for practice in chosen})

    capped = tuple(p for p in criterion.practices if _holds_below(p, credits, 10))
    targets = _Path(criterion, scale, credits).gate_targets()
    if not targets or targets[0] == scale.bands[Level.ADVANCED][0]:
        take("cap", capped)
    for target in targets:
        take("gate", cheapest(criterion, scale, credits, target))
        for practice in _gaps_by_value(criterion, scale, credits, target):
            take("single", (practice,))
    for practice in _gaps_by_value(criterion, scale, credits, None):
        take("single", (practice,))
    return steps


def _gaps_by_value(
    criterion: Criterion, scale: Scale, credits: Mapping[str, float], target: float | None
) -> list[Practice]:
    """Return single gaps by gain over effort; with a target, only those that gain in the band just opened."""
    now = criterion_score(criterion, scale, credits)

    def value(practice: Practice) -> float:
        return (criterion_score(criterion, scale, {**credits, practice.id: 1.0}) - now) / scale.effort[practice.effort]

    gaps = [practice for practice in criterion.practices if credits.get(practice.id, 1) < 1]
    if target is not None:
        gaps = [practice for practice in gaps if value(practice) > 0]
    return sorted(gaps, key=value, reverse=True)


def _credits(criterion: Criterion, results: Mapping[str, PracticeResult]) -> Credits:
    return low_credits(results[practice.id] for practice in criterion.practices)


def _step(
    criterion: Criterion, scale: Scale, kind: str, credits: Mapping[str, float], chosen: Iterable[Practice]
) -> Step:
    members = tuple(chosen)
    after = {**credits, **{practice.id: 1.0 for practice in members}}
    return Step(
        criterion=criterion.id,
        kind=kind,
        actions=tuple(Action(practice.id, practice.effort, practice.remediation) for practice in members),
        before=criterion_score(criterion, scale, credits),
        after=criterion_score(criterion, scale, after),
        cost=sum(scale.effort[practice.effort] for practice in members),
    )


def _with_overall(rubric: Rubric, results: Mapping[str, PracticeResult], steps: list[Step]) -> Plan:
    scores = {
        criterion.id: criterion_score(criterion, rubric.scale, _credits(criterion, results))
        for criterion in rubric.criteria
    }
    start, ordered = min(scores.values()), []
    for step in steps:
        scores[step.criterion] = max(scores[step.criterion], step.after)
        ordered.append(replace(step, overall_after=min(scores.values())))
    return Plan(tuple(ordered), Span(start, min(scores.values())))


def gains(plan_: Plan, scorecard: Scorecard) -> dict[str, float]:
    """Return per practice the joint gain of the step it belongs to, 0 for practices without a gap."""
    found = {result.id: 0.0 for criterion in scorecard.criteria for result in criterion.practices}
    for step in plan_.steps:
        found.update({action.practice: step.gain for action in step.actions})
    return found
