"""What is not known, by reason."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment
from readiness.report import words
from readiness.report.reasons import sentence, told, unknown_kind


@dataclass(frozen=True)
class UnknownGroup:
    """Practices that are unknown for the same reason; each is id, title, criterion and its own reason."""

    key: str
    label: str
    detail: str
    practices: tuple[tuple[str, str, str, str], ...]


def unknown_groups(assessment: Assessment) -> tuple[UnknownGroup, ...]:
    """Return every unknown practice under its reason, the most common reason first."""
    found: dict[str, list[tuple[str, str, str, str]]] = {key: [] for key in words.UNKNOWN}
    for criterion in assessment.criteria:
        name = words.SHORT_NAME.get(criterion.code, criterion.title)
        for practice in criterion.practices:
            if practice.status == "unknown":
                entry = (practice.id, practice.title, name, sentence(told(practice.reason)))
                found.setdefault(unknown_kind(practice), []).append(entry)
    groups = [
        UnknownGroup(key, *words.UNKNOWN.get(key, (words.measure(key), "")), tuple(practices))
        for key, practices in found.items()
        if practices
    ]
    return tuple(sorted(groups, key=lambda group: -len(group.practices)))
