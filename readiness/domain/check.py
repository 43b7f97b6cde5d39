"""What a check is: one pure function from facts to a result, with its text and what it measures."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readiness.domain.evidence import Need, needs_of
from readiness.domain.finding import Evidence, Finding
from readiness.domain.measure import Measure, Measurement, Unit

HEADINGS = ("What it measures", "Why it matters", "How to fix", "Limits", "Source")


class Outcome(enum.Enum):
    """How a check ended; the five are never folded into one another."""

    MEASURED = "measured"
    NOT_APPLICABLE = "not_applicable"
    NO_EVIDENCE = "no_evidence"
    BLOCKED = "blocked"
    ERROR = "error"


class Strength(enum.Enum):
    """How strongly evidence supports a statement, weakest first."""

    E0 = "E0"
    E1 = "E1"
    E2 = "E2"
    E3 = "E3"

    @property
    def rank(self) -> int:
        """Return 0 (claimed) to 3 (recomputed)."""
        return list(Strength).index(self)


class Effort(enum.Enum):
    """Work a fix needs: small, medium, large (the rubric gives their cost)."""

    SMALL = "S"
    MEDIUM = "M"
    LARGE = "L"


@dataclass(frozen=True)
class CheckResult:
    """What one check found.

    Attributes
    ----------
    outcome
        One of the five.
    holds
        For checks that state a fact: True, False, or None when it cannot be told (``reason`` says why).
    measurements
        Numbers for the rubric to judge; a check never judges them itself.
    findings, evidence
        What needs work; places that support the statement.
    strength
        Strength of the evidence this result rests on.
    reason
        Why nothing was measured, or why it cannot be told.
    own_fault
        For BLOCKED: the project's own mistake is the cause.
    cause
        For BLOCKED: name of the fact that was missing first.
    """

    outcome: Outcome
    holds: bool | None = None
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    strength: Strength = Strength.E0
    reason: str = ""
    own_fault: bool = False
    cause: str = ""


def measured(
    *,
    holds: bool | None = None,
    measurements: Iterable[Measurement] = (),
    findings: Iterable[Finding] = (),
    evidence: Iterable[Evidence] = (),
    strength: Strength,
    reason: str = "",
) -> CheckResult:
    """Return a MEASURED result."""
    return CheckResult(Outcome.MEASURED, holds, tuple(measurements), tuple(findings), tuple(evidence), strength, reason)


def not_applicable(reason: str, evidence: Iterable[Evidence] = ()) -> CheckResult:
    """Return a NOT_APPLICABLE result; needs positive evidence, never a missing file."""
    return CheckResult(Outcome.NOT_APPLICABLE, reason=reason, evidence=tuple(evidence))


def no_evidence(reason: str, findings: Iterable[Finding] = ()) -> CheckResult:
    """Return a NO_EVIDENCE result: we looked, and nothing is there (an empty table counts as nothing)."""
    return CheckResult(Outcome.NO_EVIDENCE, reason=reason, findings=tuple(findings))


def blocked(reason: str, *, own_fault: bool, cause: str, findings: Iterable[Finding] = ()) -> CheckResult:
    """Return a BLOCKED result: a prerequisite failed."""
    return CheckResult(Outcome.BLOCKED, reason=reason, own_fault=own_fault, cause=cause, findings=tuple(findings))


@dataclass(frozen=True)
class CheckText:
    """The one text of a check, shown on screen, command line, PDF and docs."""

    summary: str
    measures: str
    why: str
    fix: str
    limits: str
    source: str


@dataclass(frozen=True)
class Check:
    """A check: its identity, what it needs and measures, its text and its function.

    Attributes
    ----------
    id
        ``<family>.<property>``, the file's path.
    states_fact
        True when the result's ``holds`` answers a yes/no question (a rubric line then says ``pass: true``).
    measures
        Names and units that its measurements may carry.
    """

    id: str
    title: str
    effort: Effort
    states_fact: bool
    measures: tuple[Measure, ...]
    needs: tuple[Need, ...]
    text: CheckText
    function: Callable[..., CheckResult]

    @property
    def family(self) -> str:
        """Return the part of the id before the dot."""
        return self.id.split(".", 1)[0]

    def unit(self, name: str) -> Unit | None:
        """Return the unit of one of its measures, or None."""
        return next((measure.unit for measure in self.measures if measure.name == name), None)

    def __call__(self, *args: object, **kwargs: object) -> CheckResult:
        """Return the function's result for these facts."""
        return self.function(*args, **kwargs)


def check(
    *, title: str, effort: Effort, states_fact: bool = False, measures: tuple[Measure, ...] = ()
) -> Callable[[Callable[..., CheckResult]], Check]:
    """Make a check from a pure function whose parameters are annotated with facts.

    Raises
    ------
    TypeError
        The function neither states a fact nor measures anything, its module's name differs from its own, or its
        docstring lacks a heading.
    """

    def build(function: Callable[..., CheckResult]) -> Check:
        family, name = function.__module__.rsplit(".", 2)[-2:]
        if function.__name__ != name:
            raise TypeError(f"{function.__module__}: the check must be named {name}, not {function.__name__}")
        if not states_fact and not measures:
            raise TypeError(f"{function.__module__}: a check states a fact or measures something")
        identity = f"{family}.{name}"
        return Check(
            identity, title, effort, states_fact, measures, needs_of(function), text_of(identity, function), function
        )

    return build


def text_of(identity: str, function: Callable[..., object]) -> CheckText:
    """Return the docstring of a check's function, split at its five headings (each underlined with dashes).

    Raises
    ------
    TypeError
        A heading is missing or empty.
    """
    document = inspect.getdoc(function) or ""
    parts = re.split(rf"^({'|'.join(HEADINGS)})\n-+\n", document, flags=re.MULTILINE)
    sections = {parts[i]: parts[i + 1].strip() for i in range(1, len(parts) - 1, 2)}
    lacking = [heading for heading in HEADINGS if not sections.get(heading)]
    if lacking:
        raise TypeError(f"check {identity}: docstring lacks {', '.join(lacking)}")
    return CheckText(" ".join(parts[0].split()), *(sections[heading] for heading in HEADINGS))
