"""The rubric: criteria, practices, what feeds them and how they are judged."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.check import Effort, Strength


class Level(enum.Enum):
    """Maturity level of a practice."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class EvidenceKind(enum.Enum):
    """Who can show a practice: the machine, a signature, or both together."""

    AUTO = "auto"
    ATTEST = "attest"
    BOTH = "auto+attest"


@dataclass(frozen=True)
class Threshold:
    """A bound on a measure: an operator with a number, or a number the manifest declares.

    ``declared`` is ``target`` (operator and number from the manifest's targets) or ``limits.<name>`` (number from
    the manifest's data limits, operator from here).
    """

    operator: str
    number: float | None = None
    declared: str | None = None

    def holds(self, value: float) -> bool:
        """Return whether a number lies on the accepted side (bounds included for >= and <=).

        Raises
        ------
        ValueError
            The number is still to be read from the manifest.
        """
        if self.number is None:
            raise ValueError("threshold without a number")
        if self.operator == ">=":
            return value >= self.number
        if self.operator == "<=":
            return value <= self.number
        if self.operator == ">":
            return value > self.number
        if self.operator == "<":
            return value < self.number
        return value == self.number

    def margin(self, low: float | None, high: float | None) -> float:
        """Return how far the nearer end lies inside the bound; negative outside, infinite without a value."""
        if self.number is None or low is None:
            return float("inf")
        if self.operator in ("<=", "<"):
            return self.number - (low if high is None else high)
        if self.operator in (">=", ">"):
            return low - self.number
        return -abs(low - self.number)

    def __str__(self) -> str:
        bound = self.declared if self.number is None else f"{self.number:g}"
        return f"{self.operator} {bound}".strip()


@dataclass(frozen=True)
class CheckLine:
    """One line of a practice: the check that feeds it and how its result is judged.

    Attributes
    ----------
    measure
        None when the check states a fact, or when all of its measures are judged against declared targets.
    passes, partial
        None for a stated fact.
    dataset
        Judges only the measurements of this dataset.
    at_worst_partial
        True where a miss leaves the practice half done: a fail counts as partial, an unknown as partial, waiting.
    only_if_declared
        True where a target that nobody declared makes the line not applicable instead of unknown.
    when, unless
        Conditions on the declared profile, in the language of ``applies_when``: the line counts only where the first
        holds for certain, and not where the second does. With them a variant of a practice has lines of its own.
    """

    check: str
    measure: str | None = None
    passes: Threshold | None = None
    partial: Threshold | None = None
    dataset: str | None = None
    at_worst_partial: bool = False
    only_if_declared: bool = False
    when: str | None = None
    unless: str | None = None


@dataclass(frozen=True)
class Practice:
    """One practice of the rubric, with its text, weight, gate marks and the checks that feed it."""

    id: str
    title: str
    statement: str
    why: str
    level: Level
    domain: str
    weight: float
    essential: bool
    anchor: bool
    cap: float | None
    applies_when: str | None
    variants: Mapping[str, str]
    kind: EvidenceKind
    min_strength: Strength | None
    counts: str
    does_not_count: str
    signer_roles: tuple[str, ...]
    attestation_days: int
    signed_justification: bool
    remediation: str
    effort: Effort
    sources: tuple[str, ...]
    lines: tuple[CheckLine, ...]

    @property
    def automatic(self) -> bool:
        """Return whether the machine has a part in judging it."""
        return self.kind is not EvidenceKind.ATTEST


@dataclass(frozen=True)
class Criterion:
    """One of the six criteria with its practices in rubric order."""

    id: str
    code: str
    title: str
    question: str
    anchors: Mapping[Level, str]
    investment: Mapping[str, str] | None
    points: Mapping[int, str]
    practices: tuple[Practice, ...]

    def at(self, level: Level) -> tuple[Practice, ...]:
        """Return the practices of one level."""
        return tuple(practice for practice in self.practices if practice.level is level)


@dataclass(frozen=True)
class Scale:
    """Numbers of the scoring rule.

    Attributes
    ----------
    bands
        First and last point of each level.
    gate_coverage
        Weighted share of a level's credit needed to pass the gate above it.
    completeness_floor
        Below this share of assessed weight the level reads "not enough evidence".
    none_below
        Under this score the level reads "none".
    machine_ceiling
        Highest machine basis where the only advanced anchors need signatures.
    """

    bands: Mapping[Level, tuple[float, float]]
    gate_coverage: float
    completeness_floor: float
    none_below: float
    machine_ceiling: float
    not_applicable_weight_limit: float
    effort: Mapping[Effort, float]


@dataclass(frozen=True)
class CrosswalkItem:
    """One item of another framework and the practices it relates to."""

    id: str
    title: str
    section: str
    practices: tuple[str, ...]


@dataclass(frozen=True)
class Crosswalk:
    """Another framework beside ours: related to, never proof of conformity.

    Attributes
    ----------
    indicator
        The rule of a level derived from practices, as data, or None.
    """

    id: str
    title: str
    source: str
    year: int | None
    checked_on: str
    note: str
    items: tuple[CrosswalkItem, ...]
    indicator: Mapping[str, object] | None


@dataclass(frozen=True)
class Question:
    """A question people ask, with its answer, shown where it arises."""

    question: str
    answer: str
    criterion: str
    practices: tuple[str, ...]


@dataclass(frozen=True)
class Rubric:
    """A whole rubric with the digest of its content.

    Attributes
    ----------
    quorum
        Functions that must be present at a review, by risk tier.
    review_months
        Months after which a decision has to be reviewed again, by risk tier.
    """

    id: str
    version: str
    date: str
    title: str
    digest: str
    scale: Scale
    targets: Mapping[str, Mapping[str, float]]
    no_go_below_target: float
    waiver_days: int
    sources: Mapping[str, str]
    glossary: Mapping[str, str]
    criteria: tuple[Criterion, ...]
    crosswalks: tuple[Crosswalk, ...] = ()
    questions: tuple[Question, ...] = ()
    quorum: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    review_months: Mapping[str, int] = field(default_factory=dict)

    def related(self, practice: str) -> tuple[str, ...]:
        """Return the items of other frameworks that a practice relates to, as "framework: id"."""
        return tuple(
            f"{crosswalk.title}: {item.id}"
            for crosswalk in self.crosswalks
            for item in crosswalk.items
            if practice in item.practices
        )

    def practices(self) -> Iterator[tuple[Criterion, Practice]]:
        """Yield every practice with its criterion, in rubric order."""
        for criterion in self.criteria:
            for practice in criterion.practices:
                yield criterion, practice

    def practice(self, identity: str) -> Practice | None:
        """Return the practice of this id, or None."""
        return next((practice for _, practice in self.practices() if practice.id == identity), None)
