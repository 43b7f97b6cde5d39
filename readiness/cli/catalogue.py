"""The catalogue in the terminal: practices, checks and the rubric, from their one text source."""

from __future__ import annotations

import json

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.domain.attestation import statement_digest
from readiness.domain.check import Check
from readiness.domain.remediation import Plan
from readiness.domain.rubric import Criterion, Practice, Rubric
from readiness.report import numbers, words


def listed(what: str, as_json: bool) -> str | None:
    """Return the practices, checks, signals or rubrics as lines or JSON; None for another word."""
    rows = _rows(what)
    if rows is None:
        return None
    if as_json:
        return json.dumps(rows, indent=1)
    return "\n".join("  ".join(str(value) for value in row.values() if isinstance(value, str)) for row in rows)


def _rows(what: str) -> list[dict[str, object]] | None:
    if what == "practices":
        return [_practice_row(criterion, practice) for criterion, practice in api.rubric().practices()]
    if what == "checks":
        return [{"id": check.id, "family": check.family, "title": check.title} for check in api.checks().values()]
    if what == "signals":
        return [{"id": name, "title": text.split("\n", 1)[0]} for name, text in api.signal_texts().items()]
    if what == "rubrics":
        rubric = api.rubric()
        return [{"id": rubric.id, "version": rubric.version, "digest": rubric.digest, "title": rubric.title}]
    return None


def _practice_row(criterion: Criterion, practice: Practice) -> dict[str, object]:
    return {
        "id": practice.id,
        "criterion": criterion.id,
        "level": practice.level.value,
        "evidence_kind": practice.kind.value,
        "checks": list(dict.fromkeys(line.check for line in practice.lines)),
        "title": practice.title,
    }


def explained(name: str) -> str | None:
    """Return the text of a practice, check or signal, or None when there is none of that name."""
    rubric, checks = api.rubric(), api.checks()
    practice = rubric.practice(name)
    if practice is not None:
        return _practice_text(practice, rubric)
    if name in checks:
        return _check_text(checks[name], rubric)
    signal = api.signal_texts().get(name)
    return f"{name} (signal)\n\nPresent when\n{signal}" if signal is not None else None


def _practice_text(practice: Practice, rubric: Rubric) -> str:
    fed = ", ".join(dict.fromkeys(line.check for line in practice.lines)) or "no check yet"
    essential = ", essential" if practice.essential else ""
    return "\n\n".join(
        (
            f"{practice.id}: {practice.title} ({practice.level.value}{essential}, weight {practice.weight:g})",
            practice.statement,
            f"Digest of this wording, for a signature\n{statement_digest(practice.statement)}",
            f"Why it matters\n{practice.why}",
            f"What counts\n{practice.counts}",
            f"What does not count\n{practice.does_not_count}",
            f"How to fix\n{practice.remediation}",
            f"Fed by\n{fed}",
            "Related to (not proof of conformity)\n" + "\n".join(rubric.related(practice.id)),
            "Sources\n" + "\n".join(practice.sources),
        )
    )


def _check_text(check: Check, rubric: Rubric) -> str:
    feeds = [
        practice.id for _, practice in rubric.practices() if any(line.check == check.id for line in practice.lines)
    ]
    return "\n\n".join(
        (
            f"{check.id}: {check.title}",
            check.text.summary,
            f"What it measures\n{check.text.measures}",
            f"Why it matters\n{check.text.why}",
            f"How to fix\n{check.text.fix}",
            f"Limits\n{check.text.limits}",
            f"Source\n{check.text.source}",
            f"Feeds\n{', '.join(feeds) or 'no practice'}",
        )
    )


def plan_text(assessment: Assessment, plan: Plan, target: float) -> str:
    """Return the plan to a target as lines: per step its joint gain, and what to do with which effort."""
    if not plan.steps:
        return f"Every criterion already reaches {target:g}."
    lines = []
    for number, step in enumerate(plan.steps, 1):
        before, after = numbers.score(step.before), numbers.score(step.after)
        names = {criterion.id: criterion.title for criterion in assessment.criteria}
        lines.append(f"{number}. {names[step.criterion]}: {before} to {after}, proven")
        for action in step.actions:
            practice = assessment.practice(action.practice)
            lines.append(f"   {practice.title if practice else action.practice} ({action.practice})")
            lines.append(f"     {words.EFFORT[action.effort.value].capitalize()} effort. {action.fix}")
    low, high = numbers.score(plan.overall.low), numbers.score(plan.overall.high)
    lines.append(f"Overall after these steps: {low} proven, {high} at most.")
    if not plan.reachable:
        lines.append(f"{target:g} cannot be reached under this rubric.")
    return "\n".join(lines)
