"""What changed between two assessments, and why each score moved.

The older assessment is first brought under the newer rubric, from its recorded verdicts by practice id; what that alone
moves is the rubric's part. What is left is split over the causes by their Shapley value, so all parts add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from readiness.domain.assessment import Assessment, CriterionRecord, Interval, PracticeRecord
from readiness.domain.comparison import Cause, ChangeKind, Comparison, Part, PracticeChange, ScoreChange
from readiness.domain.rubric import Criterion, Scale
from readiness.domain.scorecard import CREDIT, Status
from readiness.engine.causes import Pair, cause
from readiness.engine.restore import criterion_of
from readiness.engine.score import criterion_score
from readiness.engine.shapley import shapley

Credit = Interval | None
_UNKNOWN = Interval(CREDIT[Status.UNKNOWN].low, CREDIT[Status.UNKNOWN].high)
_OVERALL = "overall"


def compare(older: Assessment, newer: Assessment, scale: Scale, scale_digest: str = "") -> Comparison:
    """Return every changed practice with its cause, and every score's change as the sum of its parts.

    Parameters
    ----------
    scale, scale_digest
        The scale of the newer assessment's rubric, and the digest of the rubric it was taken from.
    """
    pair = Pair(older, newer)
    sides = [_Side(older, criterion, scale, pair) for criterion in newer.criteria]
    before = {criterion.id: criterion.score for criterion in older.criteria}
    changes = tuple(
        _score_change(side.record.id, side.record.title, before.get(side.record.id), side.record.score, [side])
        for side in sides
    )
    practices = _practice_changes(pair, sides)
    return Comparison(
        older=older.id,
        newer=newer.id,
        older_at=older.created_at,
        newer_at=newer.created_at,
        same_rubric=older.rubric.digest == newer.rubric.digest,
        notes=_notes(pair, sides, scale_digest),
        overall=_score_change(_OVERALL, "Overall", older.overall, newer.overall, sides),
        criteria=changes,
        practices=practices,
    )


class _Side:
    """One criterion of the newer rubric, with what either assessment credits to its practices."""

    def __init__(self, older: Assessment, record: CriterionRecord, scale: Scale, pair: Pair) -> None:
        self.record = record
        self.criterion: Criterion = criterion_of(record)
        self.scale = scale
        self.old: dict[str, Credit] = {}
        self.new: dict[str, Credit] = {}
        self.causes: dict[str, tuple[Cause, str]] = {}
        for practice in record.practices:
            earlier = older.practice(practice.id)
            self.new[practice.id] = _credit(practice)
            self.old[practice.id] = self._earlier(earlier, practice)
            if earlier is None or _verdict(earlier) != _verdict(practice):
                self.causes[practice.id] = cause(earlier, practice, pair)

    def _earlier(self, earlier: PracticeRecord | None, practice: PracticeRecord) -> Credit:
        if earlier is not None:
            return _credit(earlier)
        return None if practice.status == Status.NOT_APPLICABLE.value else _UNKNOWN

    def moved(self) -> dict[Cause, tuple[str, ...]]:
        """Return the practices whose verdict changed, by cause."""
        found: dict[Cause, tuple[str, ...]] = {}
        for practice, (reason, _) in self.causes.items():
            found[reason] = (*found.get(reason, ()), practice)
        return found

    def score(self, end: Callable[[Interval], float], acting: frozenset[Cause]) -> float:
        """Return the score (1 to 10) once these causes have acted and no other."""
        credits: dict[str, float] = {}
        for practice, old in self.old.items():
            acted = practice in self.causes and self.causes[practice][0] in acting
            credit = self.new[practice] if acted else old
            if credit is not None:
                credits[practice] = end(credit)
        return criterion_score(self.criterion, self.scale, credits)


def _low(interval: Interval) -> float:
    return interval.low


def _high(interval: Interval) -> float:
    return interval.high


def _score_change(
    identity: str, title: str, before: Interval | None, after: Interval, sides: list[_Side]
) -> ScoreChange:
    """Return one score's change; over several criteria the score is the weakest of them."""
    moved: dict[Cause, tuple[str, ...]] = {}
    for side in sides:
        for reason, practices in side.moved().items():
            moved[reason] = (*moved.get(reason, ()), *practices)
    players = [reason for reason in Cause if reason in moved]
    everything, nothing = frozenset(players), frozenset[Cause]()
    parts: dict[str, Mapping[Cause, Fraction]] = {}
    ends: dict[str, float] = {}
    for name, end in (("low", _low), ("high", _high)):

        def value(acting: frozenset[Cause], end: Callable[[Interval], float] = end) -> float:
            return min(side.score(end, acting) for side in sides)

        split = shapley(players, value)
        ends[name] = value(nothing)
        # What recomputing either side moves is the rubric's: other practices, weights, gates, bands or limits.
        rescoring = Fraction(ends[name]) - Fraction(end(before)) if before is not None else Fraction(0)
        rescoring += Fraction(end(after)) - Fraction(value(everything))
        split[Cause.RUBRIC] = split.get(Cause.RUBRIC, Fraction(0)) + rescoring
        parts[name] = split
    rescored = Interval(ends["low"], ends["high"])
    shares = (
        Part(reason, float(parts["low"][reason]), float(parts["high"][reason]), moved.get(reason, ()))
        for reason in Cause
        if reason in parts["low"]
    )
    shown = tuple(part for part in shares if part.practices or part.low or part.high)
    return ScoreChange(identity, title, before or rescored, rescored, after, shown)


def _credit(practice: PracticeRecord) -> Credit:
    return None if practice.status == Status.NOT_APPLICABLE.value else practice.credit


def _verdict(practice: PracticeRecord) -> tuple[str, Credit]:
    return practice.status, _credit(practice)


def _practice_changes(pair: Pair, sides: list[_Side]) -> tuple[PracticeChange, ...]:
    changes = [
        _change(pair.older.practice(practice.id), practice, side)
        for side in sides
        for practice in side.record.practices
        if practice.id in side.causes
    ]
    kept = {practice.id for side in sides for practice in side.record.practices}
    for criterion in pair.older.criteria:
        gone = (practice for practice in criterion.practices if practice.id not in kept)
        changes += [_removed(practice, criterion.id, pair) for practice in gone]
    return tuple(changes)


def _removed(practice: PracticeRecord, criterion: str, pair: Pair) -> PracticeChange:
    reason, why = cause(practice, None, pair)
    credit = _credit(practice)
    return PracticeChange(
        practice.id, practice.title, criterion, ChangeKind.REMOVED, reason, why, practice.status, "", credit, None
    )


def _change(before: PracticeRecord | None, after: PracticeRecord, side: _Side) -> PracticeChange:
    reason, why = side.causes[after.id]
    old, new = (None if before is None else _credit(before)), _credit(after)
    return PracticeChange(
        after.id, after.title, side.record.id, _kind(before, after, reason), reason, why,
        before.status if before else "", after.status, old, new,
    )  # fmt: skip


def _kind(before: PracticeRecord | None, after: PracticeRecord, reason: Cause) -> ChangeKind:
    if before is None:
        return ChangeKind.NEW
    old, new = _credit(before), _credit(after)
    if reason is Cause.WAIVER:
        return ChangeKind.EXPIRED if before.status == Status.WAIVED.value else ChangeKind.OTHER
    if old is None or new is None or old == new:
        return ChangeKind.OTHER
    better = (new.low, new.high) > (old.low, old.high)
    lapsed = any("expired on" in line for line in after.lapsed if line not in before.lapsed)
    if reason is Cause.ATTESTATION and not better and lapsed:
        return ChangeKind.EXPIRED
    return ChangeKind.IMPROVED if better else ChangeKind.WORSENED


def _notes(pair: Pair, sides: list[_Side], scale_digest: str) -> tuple[str, ...]:
    older, newer, notes = pair.older, pair.newer, []
    if older.project.name != newer.project.name:
        notes.append(f"These are two projects: {older.project.name} and {newer.project.name}.")
    if older.created_at > newer.created_at:
        notes.append("The first of the two is the later one.")
    if older.rubric.digest != newer.rubric.digest:
        notes.append(_rescored_note(older, newer, sides))
    if scale_digest not in ("", newer.rubric.digest):
        notes.append(
            "The newer rubric is not the one loaded here. What its scale did differently counts as the rubric's."
        )
    if older.project.risk_tier != newer.project.risk_tier:
        notes.append(f"The risk tier was {older.project.risk_tier} and is {newer.project.risk_tier}: targets differ.")
    if not pair.same_tool:
        notes.append(f"Readiness {older.tool.version} made the older one, {newer.tool.version} the newer one.")
    if pair.settings:
        notes.append(f"The two were not made alike: {pair.settings}.")
    return tuple(notes)


def _rescored_note(older: Assessment, newer: Assessment, sides: list[_Side]) -> str:
    now = {practice.id for side in sides for practice in side.record.practices}
    then = {practice.id for criterion in older.criteria for practice in criterion.practices}
    text = (
        f"The rubrics differ ({older.rubric.version}, {older.rubric.digest[:8]}, and {newer.rubric.version}, "
        f"{newer.rubric.digest[:8]}). The older assessment is scored again under the newer one, from the recorded "
        f"verdicts of {len(now & then)} practices"
    )
    if now - then:
        text += f"; {len(now - then)} that it did not know count as unknown"
    if then - now:
        text += f"; {len(then - now)} are no longer asked for"
    limits = sum(cause_ is Cause.RUBRIC and "limit" in why for side in sides for cause_, why in side.causes.values())
    if limits:
        text += f"; {limits} were judged by other limits, and their recorded verdict stands"
    return text + "."
