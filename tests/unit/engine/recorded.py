"""Small assessments made by hand, scored by the rule itself."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from readiness.domain import assessment as records
from readiness.domain.rubric import Practice, Rubric
from readiness.domain.scorecard import CREDIT, WAITING, PracticeResult, Status, Strength
from readiness.engine.advise import plan
from readiness.engine.record import Run, criterion_records, interval
from readiness.engine.score import scorecard


def verdict(status: str | PracticeResult, practice: str) -> PracticeResult:
    """Return a verdict; ``waiting`` is a partial that only waits."""
    if isinstance(status, PracticeResult):
        return status
    kind = Status.PARTIAL if status == "waiting" else Status(status)
    credit = WAITING if status == "waiting" else CREDIT.get(kind, CREDIT[Status.FAIL])
    return PracticeResult(practice, kind, kind, Strength.E1, credit, credit, f"judged {status}")


def recorded(
    rubric: Rubric,
    statuses: Mapping[str, str | PracticeResult],
    practices: Mapping[str, Mapping[str, Any]] | None = None,
    **fields: Any,
) -> records.Assessment:
    """Return an assessment of a rubric with these statuses or verdicts (others fail).

    Parameters
    ----------
    practices
        Fields of single practice records to set instead, by id.
    fields
        Fields of the assessment; those of its project as ``project_<field>``.
    """
    results = {p.id: verdict(statuses.get(p.id, "fail"), p.id) for _, p in rubric.practices()}
    card = scorecard(rubric, results, "standard")
    run = Run(rubric, {}, (), card, plan(rubric, results))
    made = criterion_records(run, {})
    made = tuple(
        replace(c, practices=tuple(replace(p, **(practices or {}).get(p.id, {})) for p in c.practices)) for c in made
    )
    project = {name.removeprefix("project_"): fields.pop(name) for name in [*fields] if name.startswith("project_")}
    default: dict[str, Any] = {
        "id": "0" * 64, "schema_version": 1, "created_at": "2026-11-20T12:00:00+00:00",
        "tool": records.Tool("readiness", "1.0"),
        "project": records.ProjectRecord(
            **{
                "name": "churn", "root_digest": "r", "commit": "c", "manifest": None, "model": "m", "data": "d",
                "task": None, "serving": None, "risk_tier": "standard", "decides_about_people": None, "files": 1,
                "domains": {}, "guesses": (), **project,
            }
        ),
        "rubric": records.RubricRecord(rubric.id, rubric.version, rubric.digest), "trust": "read",
        "isolation": records.IsolationRecord(False, False, ""), "engine": "local", "seed": 7, "duration_seconds": {},
        "overall": interval(card.overall), "machine": interval(card.machine), "completeness": card.completeness,
        "weakest": card.weakest, "criteria": made, "measurements": (), "findings": (), "signals": {},
        "indicators": {}, "advice": (), "errors": (), "skipped": (),
    }  # fmt: skip
    return records.Assessment(**{**default, **fields})


def all_of(practices: tuple[Practice, ...], status: str) -> dict[str, str]:
    """Return one status for every practice."""
    return dict(zip((p.id for p in practices), itertools.repeat(status), strict=False))
