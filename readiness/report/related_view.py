"""Other frameworks beside the practices: related to, never proof of conformity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.assessment import Assessment


@dataclass(frozen=True)
class RelatedView:
    """Items of one framework by what is known of the practices they relate to."""

    framework: str
    shown: tuple[str, ...]
    gap: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many of the framework's items relate to a practice here."""
        return len(self.shown) + len(self.gap) + len(self.unknown)


def related_views(assessment: Assessment) -> tuple[RelatedView, ...]:
    """Return each framework's items, sorted by the worst verdict among the practices they relate to.

    An item is *shown* when every such practice that applies passes, *a gap* when one fails, is partial or waived,
    else *unknown*.
    """
    statuses: dict[str, dict[str, list[str]]] = {}
    for criterion in assessment.criteria:
        for practice in criterion.practices:
            for related in practice.related:
                framework, _, item = related.rpartition(": ")
                if framework:
                    statuses.setdefault(framework, {}).setdefault(item, []).append(practice.status)
    return tuple(_view(framework, items) for framework, items in sorted(statuses.items()))


def _view(framework: str, items: dict[str, list[str]]) -> RelatedView:
    sides: dict[str, list[str]] = {"shown": [], "gap": [], "unknown": []}
    for item, found in items.items():
        sides[_side(found)].append(item)
    return RelatedView(framework, *(tuple(sorted(sides[side], key=_order)) for side in ("shown", "gap", "unknown")))


def _side(statuses: Iterable[str]) -> str:
    found = set(statuses) - {"not_applicable"}
    if found & {"fail", "partial", "waived"}:
        return "gap"
    return "shown" if found == {"pass"} else "unknown"


def _order(item: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key in which 2 comes before 10."""
    parts: list[str] = []
    for char in item:
        if parts and char.isdigit() == parts[-1].isdigit():
            parts[-1] += char
        else:
            parts.append(char)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
