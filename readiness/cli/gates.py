"""Gates asked for on the command line, and whether an assessment meets them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness import api
from readiness.cli.exits import Exit, Stop
from readiness.domain.assessment import Assessment


@dataclass(frozen=True)
class Gates:
    """Least scores: overall, and by criterion id or code."""

    overall: float | None
    criteria: Mapping[str, float]


def read(overall: float | None, criteria: Mapping[str, str]) -> Gates:
    """Return the gates of ``--min-score`` and ``--min``.

    Raises
    ------
    Stop
        A number that is none, or a criterion that does not exist.
    """
    known = {name.lower() for c in api.rubric().criteria for name in (c.id, c.code)} if criteria else set()
    gates = {}
    for name, text in criteria.items():
        if name.lower() not in known:
            raise Stop(Exit.USAGE, f"--min: there is no criterion {name!r}; use one of {', '.join(sorted(known))}")
        try:
            gates[name.lower()] = float(text)
        except ValueError:
            raise Stop(Exit.USAGE, f"--min {name}: {text!r} is no number") from None
    return Gates(overall, gates)


def known_families(families: frozenset[str]) -> None:
    """Refuse a family that does not exist.

    Raises
    ------
    Stop
        ``--only`` names no family.
    """
    known = sorted({check.family for check in api.checks().values()}) if families else []
    for family in families:
        if family not in known:
            raise Stop(Exit.USAGE, f"--only: there is no family {family!r}; use one of {', '.join(known)}")


def verdict(assessment: Assessment, gates: Gates, basis: str) -> Exit:
    """Return DONE when every gate is met; else say on standard error which was missed, and by how much."""
    missed = list(_missed(assessment, gates, basis))
    for line in missed:
        print(f"readiness: gate missed: {line}", file=sys.stderr)  # noqa: T201
    return Exit.GATE_MISSED if missed else Exit.DONE


def _missed(assessment: Assessment, gates: Gates, basis: str) -> Iterator[str]:
    overall = assessment.machine.low if basis == "machine" else assessment.overall.low
    if gates.overall is not None and overall < gates.overall:
        yield f"overall {overall:.2f} is below {gates.overall:g}"
    for criterion in assessment.criteria:
        low = criterion.machine.low if basis == "machine" else criterion.score.low
        for name in (criterion.id, criterion.code.lower()):
            if low < gates.criteria.get(name, low):
                yield f"{criterion.title} {low:.2f} is below {gates.criteria[name]:g}"
