"""Two assessments side by side as their readers see them: each score with the parts of its change, each practice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.domain.assessment import Assessment, CriterionRecord, Interval
from readiness.domain.comparison import Cause, ChangeKind, Comparison, Part, PracticeChange, ScoreChange
from readiness.report import numbers, words

SMALLEST = 0.005  # what would print as 0.00
OVERALL = "overall"
CAUSE: Mapping[Cause, tuple[str, str]] = MappingProxyType(
    {
        Cause.PROJECT: ("Project", "files of the project changed"),
        Cause.DATA: ("Data", "the data changed, and what is measured on it"),
        Cause.PROFILE: ("Declaration", "readiness.yaml says something else about the project"),
        Cause.ATTESTATION: ("Attestation", "somebody signed, or a signature lapsed"),
        Cause.WAIVER: ("Waiver", "a gap was waived, or its waiver expired"),
        Cause.CHECK: ("New check", "a check judges what none judged before"),
        Cause.RUBRIC: ("Rubric", "the rules changed; the older assessment is scored again"),
        Cause.TOOL: ("Tool version", "another version of Readiness measured"),
        Cause.SETTINGS: ("Settings", "trust, seed or chosen checks differ"),
        Cause.TIME: ("Time", "nothing changed but the date"),
    }
)
KIND: Mapping[ChangeKind, tuple[str, str]] = MappingProxyType(
    {
        ChangeKind.WORSENED: ("Worsened", "worsened"),
        ChangeKind.EXPIRED: ("Expired", "expired"),
        ChangeKind.IMPROVED: ("Improved", "improved"),
        ChangeKind.NEW: ("New in the rubric", "new in the rubric"),
        ChangeKind.REMOVED: ("No longer asked for", "no longer asked for"),
        ChangeKind.OTHER: ("Changed, credit as before", "changed without moving the credit"),
    }
)


@dataclass(frozen=True)
class SideView:
    """One of the two assessments."""

    id: str
    name: str
    at: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartView:
    """What one cause adds to a score: numbers to draw, the same as text, and the practices through which it acts."""

    cause: str
    meaning: str
    low: float
    high: float
    low_text: str
    high_text: str
    practices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ScoreView:
    """One score then and now, with the parts whose sum is the change.

    Attributes
    ----------
    rescored
        The older score under the newer rubric; empty where the rubric is the same.
    low, high
        (then, now) of the proven and the possible end, to draw.
    """

    id: str
    name: str
    before: str
    rescored: str
    after: str
    low_change: str
    high_change: str
    low: tuple[float, float]
    high: tuple[float, float]
    parts: tuple[PartView, ...]

    @property
    def moved(self) -> bool:
        """Return whether anything that feeds the score changed."""
        return bool(self.parts)

    @property
    def changed(self) -> bool:
        """Return whether the score itself is another one."""
        return self.low_change != "0" or self.high_change != "0"


@dataclass(frozen=True)
class PracticeRow:
    """One changed practice: statuses as keys and as words."""

    id: str
    title: str
    criterion: str
    criterion_name: str
    before: str
    after: str
    before_text: str
    after_text: str
    cause: str
    why: str


@dataclass(frozen=True)
class ComparisonView:
    """Everything shown about a pair.

    Attributes
    ----------
    groups
        (key, heading, rows) of the changed practices, what got worse first.
    """

    older: SideView
    newer: SideView
    headline: str
    notes: tuple[str, ...]
    same_rubric: bool
    overall: ScoreView
    criteria: tuple[ScoreView, ...]
    groups: tuple[tuple[str, str, tuple[PracticeRow, ...]], ...]


@dataclass(frozen=True)
class ChangesLine:
    """What changed since the assessment before, in one line."""

    lead: str
    text: str
    older: str
    newer: str


def comparison_view(found: Comparison, older: Assessment, newer: Assessment) -> ComparisonView:
    """Return the view of a comparison and the two assessments it is of."""
    names = {
        criterion.id: words.SHORT_NAME.get(criterion.code, criterion.title) for criterion in _criteria(older, newer)
    }
    titles = {practice.id: practice.title for c in _criteria(older, newer) for practice in c.practices}
    return ComparisonView(
        older=_side(older),
        newer=_side(newer),
        headline=_capital(_headline(found)),
        notes=found.notes,
        same_rubric=found.same_rubric,
        overall=_score(found.overall, "Overall", found.same_rubric, titles),
        criteria=tuple(
            _score(change, names.get(change.id, change.title), found.same_rubric, titles) for change in found.criteria
        ),
        groups=tuple(
            (kind.value, heading, rows)
            for kind, (heading, _) in KIND.items()
            if (rows := tuple(_row(change, names) for change in found.practices if change.kind is kind))
        ),
    )


def changes_line(found: Comparison) -> ChangesLine:
    """Return what changed since the assessment before, in one line."""
    return ChangesLine(f"Since {numbers.moment(found.older_at)}:", _headline(found), found.older, found.newer)


def _criteria(older: Assessment, newer: Assessment) -> Iterable[CriterionRecord]:
    return (*older.criteria, *newer.criteria)


def _side(made: Assessment) -> SideView:
    project = made.project
    facts = (
        ("overall", numbers.score_span(made.overall)),
        ("known", numbers.percent(made.completeness)),
        ("commit", numbers.short(project.commit or "") or "none"),
        ("rubric", f"{made.rubric.version} ({made.rubric.digest[:8]})"),
        ("Readiness", made.tool.version),
        ("trust", made.trust),
        ("tier", project.risk_tier),
    )
    return SideView(made.id, project.name, numbers.moment(made.created_at), facts)


def _headline(found: Comparison) -> str:
    """Return overall and practices in words; where the rubric changed, against the older one scored again."""
    overall = found.overall
    then = overall.before if found.same_rubric else overall.rescored
    again = "" if found.same_rubric else " (scored again under the newer rubric)"
    if numbers.score_span(then) == numbers.score_span(overall.after):
        said = f"overall as before, {numbers.score_span(overall.after)}{again}."
    else:
        said = f"overall {numbers.score_span(then)}{again} → {numbers.score_span(overall.after)}."
    counts = [
        f"{count} {word}"
        for kind, (_, word) in KIND.items()
        if (count := sum(change.kind is kind for change in found.practices))
    ]
    return f"{said} {_practices(counts)}{_most(overall)}"


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _practices(counts: list[str]) -> str:
    if not counts:
        return "No practice changed."
    return f"Practices: {', '.join(counts)}."


def _most(overall: ScoreChange) -> str:
    strongest = max(overall.parts, key=lambda part: abs(part.low) + abs(part.high), default=None)
    if strongest is None or abs(strongest.low) + abs(strongest.high) < SMALLEST:
        return ""
    return f" Overall moved most through: {words.inside(CAUSE[strongest.cause][0])}."


def _score(change: ScoreChange, name: str, same_rubric: bool, titles: Mapping[str, str]) -> ScoreView:
    # The rules act first: what they move stands between the older score and the same one scored again.
    parts = sorted(change.parts, key=lambda part: part.cause is not Cause.RUBRIC)
    return ScoreView(
        id=change.id,
        name=name,
        before=numbers.score_span(change.before),
        rescored="" if same_rubric else numbers.score_span(change.rescored),
        after=numbers.score_span(change.after),
        low_change=signed(change.after.low - change.before.low),
        high_change=signed(change.after.high - change.before.high),
        low=(change.before.low, change.after.low),
        high=(change.before.high, change.after.high),
        parts=tuple(_part(part, titles) for part in parts),
    )


def _part(part: Part, titles: Mapping[str, str]) -> PartView:
    name, meaning = CAUSE[part.cause]
    through = tuple((identity, titles.get(identity, identity)) for identity in part.practices)
    return PartView(name, meaning, part.low, part.high, signed(part.low), signed(part.high), through)


def signed(number: float) -> str:
    """Return a change with its sign and two decimals, 0 where nothing would show."""
    return "0" if abs(number) < SMALLEST else f"{number:+.2f}".replace("-", "−")


def _row(change: PracticeChange, names: Mapping[str, str]) -> PracticeRow:
    return PracticeRow(
        id=change.id,
        title=change.title,
        criterion=change.criterion,
        criterion_name=names.get(change.criterion, change.criterion),
        before=_shape(change.before, change.before_credit),
        after=_shape(change.after, change.after_credit),
        before_text=_status(change.before, change.before_credit),
        after_text=_status(change.after, change.after_credit),
        cause=CAUSE[change.cause][0],
        why=change.why,
    )


def _shape(status: str, credit: Interval | None) -> str:
    waiting = status == "partial" and credit is not None and credit.high == 1
    return "pending" if waiting else status or "not_applicable"


def _status(status: str, credit: Interval | None) -> str:
    return words.STATUS[_shape(status, credit)] if status else "Not in the rubric"
