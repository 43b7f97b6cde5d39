"""Levels of other frameworks derived from the practices: shown beside the score, never scored twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readiness.domain.rubric import Crosswalk
from readiness.domain.scorecard import PracticeResult, Status

Results = Mapping[str, PracticeResult]
AUTOMATED_BY = "is-ci-pipeline"


def indicators(crosswalks: Iterable[Crosswalk], results: Results) -> dict[str, float]:
    """Return every derived level by its name: the highest one shown without a gap, or the smallest section sum."""
    found = {}
    for crosswalk in crosswalks:
        rule: Mapping[str, Any] = crosswalk.indicator or {}
        if rule.get("kind") == "levels":
            found[rule["id"]] = _level(rule, results)
        elif rule.get("kind") == "section-minimum":
            found[rule["id"]] = _section_minimum(crosswalk, rule, results)
    return found


def _passes(practice: str, results: Results) -> bool:
    return practice in results and results[practice].status is Status.PASS


def _level(rule: Mapping[str, Any], results: Results) -> float:
    reached = float(rule["base"])
    for entry in rule["levels"]:
        if not all(_passes(practice, results) for practice in entry["needs"]):
            break
        reached = float(entry["level"])
    return reached


def _section_minimum(crosswalk: Crosswalk, rule: Mapping[str, Any], results: Results) -> float:
    """Return the smallest section sum (Breck et al. 2017): 1 per automated item, 0.5 by hand or half done, else 0."""
    sums = dict.fromkeys(rule["section_sum"], 0.0)
    for item in crosswalk.items:
        statuses = [results[practice].status for practice in item.practices if practice in results]
        if statuses and all(status is Status.PASS for status in statuses):
            kind = "automatic" if _passes(AUTOMATED_BY, results) else "by_hand"
        elif statuses and all(status in (Status.PASS, Status.PARTIAL) for status in statuses):
            kind = "partial"
        else:
            kind = "otherwise"
        sums[item.section] = sums.get(item.section, 0.0) + rule["item_credit"][kind]
    return min(sums.values())
