"""Results while an assessment still runs: checks as soon as their facts are there, then practices, then criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from readiness.domain.attestation import Signatures
from readiness.domain.check import Check
from readiness.domain.evidence import Absent, Fact, FactSheet
from readiness.domain.progress import Judged, Scored
from readiness.domain.rubric import Criterion, Practice, Rubric
from readiness.domain.scorecard import PracticeResult, Status
from readiness.engine.run import CheckRun, run_check
from readiness.engine.score import criterion_score
from readiness.engine.verdicts import COMPUTED, practice_results
from readiness.evidence.declared.manifest import Domain, Manifest

Facts = dict[type[Fact], "Fact | Absent"]


@dataclass(frozen=True)
class Declared:
    """What the verdicts need besides the checks: manifest, places of the domains, signatures, and the day."""

    manifest: Manifest
    places: Mapping[str, Domain]
    signatures: Signatures
    today: date


@dataclass
class Unfolding:
    """Runs each check once, as early as it can, and tells each practice and criterion that is finished.

    Attributes
    ----------
    declared
        Makes what the verdicts need from the facts, None as long as some of it is not there.
    tell
        Hears every finished practice and criterion, each once.
    runs
        The checks that have run, by id.
    """

    checks: tuple[Check, ...]
    rubric: Rubric
    declared: Callable[[Facts], Declared | None]
    tell: Callable[[Judged | Scored], None]
    runs: dict[str, CheckRun] = field(default_factory=dict)
    _known: Declared | None = None
    _judged: dict[str, PracticeResult] = field(default_factory=dict)
    _scored: set[str] = field(default_factory=set)

    def __call__(self, facts: Facts) -> None:
        """Run what the facts so far allow, and tell what is finished by it."""
        ready = [check for check in self.checks if check.id not in self.runs and _complete(check, facts)]
        sheet = FactSheet(facts)
        self.runs.update({check.id: run_check(check, sheet) for check in ready})
        fresh = self._known is None
        self._known = self._known or self.declared(facts)
        if self._known is not None and (ready or fresh):
            self._judge(self._known)

    def finished(self, sheet: FactSheet) -> tuple[CheckRun, ...]:
        """Return the run of every check in the order given, running those whose facts never came."""
        return tuple(self.runs.get(check.id) or run_check(check, sheet) for check in self.checks)

    def _judge(self, known: Declared) -> None:
        chosen = {check.id for check in self.checks}
        done = {p.id for _, p in self.rubric.practices() if _feeds(p) & chosen <= self.runs.keys()}
        new = [
            (criterion, practice)
            for criterion, practice in self.rubric.practices()
            if practice.id in done and practice.id not in self._judged and _sources(practice) <= done
        ]
        if not new:
            return
        results = practice_results(
            self.rubric, self.runs.values(), known.manifest, known.places, known.signatures, known.today
        )
        for criterion, practice in new:
            result = self._judged[practice.id] = results[practice.id]
            self.tell(Judged(criterion.id, practice.id, result.status.value, result.waiting))
        self._score(criterion for criterion in self.rubric.criteria if criterion.id not in self._scored)

    def _score(self, criteria: Iterable[Criterion]) -> None:
        for criterion in criteria:
            results = [self._judged.get(practice.id) for practice in criterion.practices]
            found = [result for result in results if result is not None]
            if len(found) < len(results):
                continue
            applicable = [result for result in found if result.status is not Status.NOT_APPLICABLE]
            low, high = (
                criterion_score(criterion, self.rubric.scale, {r.id: getattr(r.credit, end) for r in applicable})
                for end in ("low", "high")
            )
            self._scored.add(criterion.id)
            self.tell(Scored(criterion.id, low, high))


def _complete(check: Check, facts: Facts) -> bool:
    return all(need.fact in facts for need in check.needs)


def _feeds(practice: Practice) -> set[str]:
    return {line.check for line in practice.lines}


def _sources(practice: Practice) -> set[str]:
    """Return the practices on whose verdict it depends whether this one applies."""
    return {source for name, source in COMPUTED.items() if name in (practice.applies_when or "")}
