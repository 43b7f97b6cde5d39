"""Why a practice's verdict differs between two assessments.

Each practice is put to one cause, the first in the order of the rules here that explains it. Where two things changed
at once (the project and the tool, say) the record cannot tell them apart, and the earlier rule is named.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment, PracticeRecord
from readiness.domain.comparison import Cause

Found = tuple[Cause, str]


@dataclass(frozen=True)
class Pair:
    """The two assessments that are compared."""

    older: Assessment
    newer: Assessment

    @property
    def same_content(self) -> bool:
        """Return whether no file of the project and no commit differs."""
        before, after = self.older.project, self.newer.project
        return (before.root_digest, before.commit) == (after.root_digest, after.commit)

    @property
    def same_profile(self) -> bool:
        """Return whether the project declares the same about itself."""
        return _profile(self.older) == _profile(self.newer)

    @property
    def same_tool(self) -> bool:
        """Return whether the same version of the same tool made both."""
        return self.older.tool == self.newer.tool

    @property
    def settings(self) -> str:
        """Return which setting differs, in words; empty when none does."""
        pairs = [
            ("trust", self.older.trust, self.newer.trust),
            ("engine", self.older.engine, self.newer.engine),
            ("seed", str(self.older.seed), str(self.newer.seed)),
        ]
        return next((f"{name} was {old}, is {new}" for name, old, new in pairs if old != new), "")


def cause(before: PracticeRecord | None, after: PracticeRecord | None, pair: Pair) -> Found:
    """Return the cause of a changed verdict and the clause that says what changed."""
    if before is None or after is None:
        return Cause.RUBRIC, "the newer rubric " + ("asks for it" if before is None else "no longer asks for it")
    rules = (_signature, _waiver, _new_check, _limit, _not_run, _profile_change, _unchanged_content, _content)
    for rule in rules:
        found = rule(before, after, pair)
        if found is not None:
            return found
    return Cause.PROJECT, "files of the project changed"


def _profile(assessment: Assessment) -> tuple[object, ...]:
    project = assessment.project
    return (project.task, project.serving, project.risk_tier, project.decides_about_people, dict(project.domains))


def _signature(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    if before.machine_status != after.machine_status or before.signed_by == after.signed_by:
        return None
    fresh = [line for line in after.lapsed if line not in before.lapsed]
    if fresh and len(after.signed_by) < len(before.signed_by):
        return Cause.ATTESTATION, f"a signature lapsed: {fresh[0].rpartition(': ')[2]}"
    gone = len(after.signed_by) < len(before.signed_by)
    return Cause.ATTESTATION, "a signature was withdrawn" if gone else "it was signed"


def _waiver(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    if {before.status, after.status} != {"fail", "waived"}:
        return None
    return Cause.WAIVER, "the waiver ended" if before.status == "waived" else "it was waived"


def _new_check(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    known = {line.check for line in before.checks}
    added = [line for line in after.checks if line.check not in known]
    if added:
        return Cause.CHECK, f"the check {added[0].check} is new"
    if before.unknown == "no_check" and not before.checks and after.unknown != "no_check":
        return Cause.CHECK, "there was no check for it"
    if known - {line.check for line in after.checks}:
        return Cause.RUBRIC, "a check that fed it was taken out"
    return None


def _limit(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    limits = [{(line.check, line.measure, line.passes) for line in record.checks} for record in (before, after)]
    if limits[0] != limits[1]:
        return Cause.RUBRIC, "the rubric's limit for it changed"
    declared = any(line.passes == "target" or "limits." in line.passes for line in after.checks)
    old, new = pair.older.project, pair.newer.project
    if declared and (dict(old.targets), dict(old.limits)) != (dict(new.targets), dict(new.limits)):
        return Cause.PROFILE, "the project declares other targets or limits"
    return None


def _not_run(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    reasons = {before.unknown, after.unknown}
    if "error" in reasons:
        return Cause.TOOL, "a check of ours failed in one of the two"
    if "not_run" in reasons:
        return Cause.SETTINGS, "its check was not asked for in one of the two"
    if "blocked" in reasons and pair.settings:
        return Cause.SETTINGS, pair.settings
    return None


def _profile_change(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    if pair.same_profile:
        return None
    applies = (before.status == "not_applicable") != (after.status == "not_applicable")
    placed = {"undeclared", "elsewhere"} & {before.unknown, after.unknown}
    if applies or placed:
        return Cause.PROFILE, "the project declares something else about itself"
    return None


def _unchanged_content(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    same_evidence = (before.evidence, before.measurements) == (after.evidence, after.measurements)
    if not pair.same_content and not (same_evidence and before.evidence and not pair.same_tool):
        return None
    if not pair.same_tool:
        return Cause.TOOL, f"version {pair.older.tool.version} became {pair.newer.tool.version}"
    if pair.settings:
        return Cause.SETTINGS, pair.settings
    if pair.older.rubric.digest != pair.newer.rubric.digest:
        return Cause.RUBRIC, "the rubric changed"
    return Cause.TIME, "nothing changed but the date"


def _content(before: PracticeRecord, after: PracticeRecord, pair: Pair) -> Found | None:
    old, new = pair.older.project, pair.newer.project
    if old.data == new.data:
        return None
    measured = any(m.dataset for m in (*before.measurements, *after.measurements))
    if after.domain == "data" or (measured and old.model == new.model):
        return Cause.DATA, "the data changed"
    return None
