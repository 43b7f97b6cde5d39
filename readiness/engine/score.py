"""The scoring rule: credits of practices to a score from 1 to 10, as an interval.

The rule is monotone in every credit, so scoring all low ends and all high ends gives the exact worst and best case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.rubric import Criterion, EvidenceKind, Level, Practice, Rubric, Scale
from readiness.domain.scorecard import Cap, CriterionScore, PracticeResult, Scorecard, Span, Status

Credits = Mapping[str, float]
CAP_LIFTED_AT = 0.5


@dataclass(frozen=True)
class Gates:
    """Which gates are open for a set of credits."""

    intermediate: bool
    advanced: bool


def coverage(practices: Iterable[Practice], credits: Credits) -> float:
    """Return the weighted mean credit (0 to 1) of the applicable practices; 1 when there are none."""
    applicable = [practice for practice in practices if practice.id in credits]
    weight = sum(practice.weight for practice in applicable)
    return sum(practice.weight * credits[practice.id] for practice in applicable) / weight if weight else 1.0


def gates(criterion: Criterion, scale: Scale, credits: Credits) -> Gates:
    """Return the open gates: essentials of the level below full, its coverage reached, anchors above full."""

    def full(level: Level, mark: Callable[[Practice], bool]) -> bool:
        return all(credits.get(practice.id, 1) == 1 for practice in criterion.at(level) if mark(practice))

    def enough(level: Level) -> bool:
        return coverage(criterion.at(level), credits) >= scale.gate_coverage

    intermediate = (
        full(Level.BEGINNER, lambda practice: practice.essential)
        and enough(Level.BEGINNER)
        and full(Level.INTERMEDIATE, lambda practice: practice.anchor)
    )
    advanced = (
        intermediate
        and full(Level.INTERMEDIATE, lambda practice: practice.essential)
        and enough(Level.INTERMEDIATE)
        and full(Level.ADVANCED, lambda practice: practice.anchor)
    )
    return Gates(intermediate, advanced)


def band_score(criterion: Criterion, scale: Scale, credits: Credits) -> float:
    """Return the score from 1 to 10 before caps: the open band's first point plus its width times coverage."""
    opened = gates(criterion, scale, credits)
    level = Level.ADVANCED if opened.advanced else Level.INTERMEDIATE if opened.intermediate else Level.BEGINNER
    first, last = scale.bands[level]
    return first + (last - first) * coverage(criterion.at(level), credits)


def criterion_score(criterion: Criterion, scale: Scale, credits: Credits) -> float:
    """Return the score from 1 to 10 of one criterion for fixed credits; practices left out do not apply."""
    caps = (p.cap for p in criterion.practices if p.cap is not None and credits.get(p.id, 1) < CAP_LIFTED_AT)
    return min((band_score(criterion, scale, credits), *caps))


def low_credits(results: Iterable[PracticeResult]) -> dict[str, float]:
    """Return the proven credit of every applicable practice."""
    return {result.id: result.credit.low for result in results if result.status is not Status.NOT_APPLICABLE}


def scorecard(rubric: Rubric, results: Mapping[str, PracticeResult], tier: str) -> Scorecard:
    """Return the six criteria as intervals and the overall score, which is the weakest of them.

    Parameters
    ----------
    results
        Verdict of every practice of the rubric, by id.
    tier
        Risk tier whose targets apply.
    """
    scores = tuple(_criterion(rubric, criterion, results, tier) for criterion in rubric.criteria)
    weakest = min(scores, key=lambda score: (score.score.low, score.score.high))
    known = sum(_known_weight(rubric.criteria[i], scores[i]) for i in range(len(scores)))
    return Scorecard(
        overall=_weakest([score.score for score in scores]),
        machine=_weakest([score.machine for score in scores]),
        completeness=known / (sum(_weight(rubric.criteria[i], scores[i]) for i in range(len(scores))) or 1),
        weakest=weakest.id,
        criteria=scores,
    )


def _weakest(spans: list[Span]) -> Span:
    return Span(min(span.low for span in spans), min(span.high for span in spans))


def _criterion(
    rubric: Rubric, criterion: Criterion, results: Mapping[str, PracticeResult], tier: str
) -> CriterionScore:
    verdicts = tuple(results[practice.id] for practice in criterion.practices)
    scored = [verdict for verdict in verdicts if verdict.status is not Status.NOT_APPLICABLE]
    span = Span(
        criterion_score(criterion, rubric.scale, {verdict.id: verdict.credit.low for verdict in scored}),
        criterion_score(criterion, rubric.scale, {verdict.id: verdict.credit.high for verdict in scored}),
    )
    score = CriterionScore(
        criterion.id, criterion.code, span, machine_span(criterion, rubric.scale, results), "", 0.0,
        rubric.targets[tier][criterion.code], caps(criterion, verdicts), verdicts,
    )  # fmt: skip
    completeness = _known_weight(criterion, score) / (_weight(criterion, score) or 1)
    return CriterionScore(
        **{**score.__dict__, "completeness": completeness, "level": level(rubric.scale, span.low, completeness)}
    )


def machine_span(criterion: Criterion, scale: Scale, results: Mapping[str, PracticeResult]) -> Span:
    """Return the interval from 1 to 10 by the same rule without signatures.

    Attest-only practices are left out, those with two parts are judged on the machine's. Where every advanced
    anchor needs a signature alone, the machine cannot show the advanced level: the ceiling of the scale applies.
    """
    machine = [
        results[p.id]
        for p in criterion.practices
        if p.automatic and results[p.id].machine_status is not Status.NOT_APPLICABLE
    ]
    anchors = [practice for practice in criterion.at(Level.ADVANCED) if practice.anchor]
    ceiling = 10.0
    if anchors and all(practice.kind is EvidenceKind.ATTEST for practice in anchors):
        ceiling = scale.machine_ceiling
    low = criterion_score(criterion, scale, {result.id: result.machine_credit.low for result in machine})
    high = criterion_score(criterion, scale, {result.id: result.machine_credit.high for result in machine})
    return Span(min(low, ceiling), min(high, ceiling))


def caps(criterion: Criterion, verdicts: Iterable[PracticeResult]) -> tuple[Cap, ...]:
    """Return the caps that act: proven where the practice fails, unrefuted where it is unknown."""
    by_id = {verdict.id: verdict for verdict in verdicts}
    acting = []
    for practice in criterion.practices:
        verdict = by_id[practice.id]
        if practice.cap is not None and verdict.status is not Status.NOT_APPLICABLE:
            if verdict.credit.high < CAP_LIFTED_AT:
                acting.append(Cap(practice.id, practice.cap, proven=True))
            elif verdict.credit.low < CAP_LIFTED_AT:
                acting.append(Cap(practice.id, practice.cap, proven=False))
    return tuple(acting)


def level(scale: Scale, low: float, completeness: float) -> str:
    """Return the level in words: none, beginner, intermediate, advanced or not enough evidence."""
    if completeness < scale.completeness_floor:
        return "not enough evidence"
    if low < scale.none_below:
        return "none"
    reached = [level for level in Level if low >= scale.bands[level][0]]
    return (reached[-1] if reached else Level.BEGINNER).value


def _weight(criterion: Criterion, score: CriterionScore) -> float:
    applies = {verdict.id for verdict in score.practices if verdict.status is not Status.NOT_APPLICABLE}
    return sum(practice.weight for practice in criterion.practices if practice.id in applies)


def _known_weight(criterion: Criterion, score: CriterionScore) -> float:
    unknown = {verdict.id for verdict in score.practices if verdict.status is Status.UNKNOWN}
    return _weight(criterion, score) - sum(p.weight for p in criterion.practices if p.id in unknown)
