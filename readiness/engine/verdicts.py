"""Every practice's verdict: the machine's judgement, whether it applies, the signatures, and what supports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from readiness.domain.attestation import Signatures
from readiness.domain.check import CheckResult, Strength
from readiness.domain.rubric import CheckLine, EvidenceKind, Practice, Rubric
from readiness.domain.scorecard import CREDIT, PracticeResult, Span, Status, Unknown
from readiness.engine.judge import MachineVerdict, judge
from readiness.engine.run import CheckRun
from readiness.engine.signed import weighed
from readiness.evidence.declared.conditions import Profile, applies, profile
from readiness.evidence.declared.manifest import Domain, Manifest

# A fact about the results that other practices depend on: its name and the practice whose verdict gives it.
COMPUTED = {"fairness_gap_found": "ec-fairness-thresholds"}


def practice_results(
    rubric: Rubric,
    runs: Iterable[CheckRun],
    manifest: Manifest,
    places: Mapping[str, Domain],
    signatures: Signatures,
    today: date,
) -> dict[str, PracticeResult]:
    """Return the verdict of every practice of the rubric by id."""
    results = {run.id: run.result for run in runs}
    machine = {practice.id: judge(practice, results, manifest, places) for _, practice in rubric.practices()}
    known: dict[str, str | bool | None] = dict(profile(manifest))
    for name, source in COMPUTED.items():
        known[name] = _gap(machine.get(source))
    verdicts = {}
    for _, practice in rubric.practices():
        result = _result(practice, _applied(practice, machine[practice.id], known), results)
        verdicts[practice.id] = weighed(practice, result, signatures, today)
    return verdicts


def _gap(verdict: MachineVerdict | None) -> bool | None:
    if verdict is None or verdict.status not in (Status.FAIL, Status.PASS):
        return None
    return verdict.status is Status.FAIL


def _applied(practice: Practice, verdict: MachineVerdict, known: Profile) -> MachineVerdict:
    does = applies(practice.applies_when, known)
    if does is True:
        return verdict
    if does is False and not practice.anchor:
        reason = f"applies when {practice.applies_when}"
        return MachineVerdict(Status.NOT_APPLICABLE, Span(0, 0), Strength.E0, reason, None, verdict.lines)
    reason = f"not declared whether it applies: {practice.applies_when}"
    return MachineVerdict(
        Status.UNKNOWN, CREDIT[Status.UNKNOWN], Strength.E0, reason, Unknown.UNDECLARED, verdict.lines
    )


def _result(practice: Practice, verdict: MachineVerdict, results: Mapping[str, CheckResult]) -> PracticeResult:
    found = [results[line.check] for line in _distinct(practice.lines) if line.check in results]
    measurements = tuple(
        measurement
        for line in practice.lines
        if line.check in results
        for measurement in results[line.check].measurements
        if line.dataset in (None, measurement.dataset) and line.measure in (None, measurement.name)
    )
    result = PracticeResult(
        id=practice.id,
        status=verdict.status,
        machine_status=verdict.status,
        strength=verdict.strength,
        credit=verdict.credit,
        machine_credit=verdict.credit,
        reason=verdict.reason,
        unknown=verdict.unknown,
        lines=verdict.lines,
        evidence=tuple(evidence for result in found for evidence in result.evidence),
        measurements=measurements,
        findings=tuple(finding for result in found for finding in result.findings),
    )
    if practice.kind is EvidenceKind.ATTEST and not practice.lines:
        return replace(result, reason="no valid signature", unknown=Unknown.NO_SIGNATURE)
    return result


def _distinct(lines: Iterable[CheckLine]) -> list[CheckLine]:
    return list({line.check: line for line in lines}.values())
