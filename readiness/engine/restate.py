"""An assessment scored again with other verdicts: with what was signed since, or with a question asked of it.

The assessment itself stays as it is. What comes back carries no id, so that nobody keeps it by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from readiness.domain import assessment as records
from readiness.domain.attestation import Attestation, Signatures, Waiver
from readiness.domain.rubric import Rubric
from readiness.domain.scorecard import CREDIT, CriterionScore, PracticeResult, Scorecard, Span, Status
from readiness.engine.record import interval
from readiness.engine.restore import machine_results_of, results_of, rubric_of
from readiness.engine.score import scorecard
from readiness.engine.signed import weighed
from readiness.engine.signed_records import attestation_records, signatures_of, waiver_records


@dataclass(frozen=True)
class Said:
    """What people said in a review, beside the project's own files.

    Attributes
    ----------
    not_applicable
        Reason by practice; the score leaves these out.
    disputed
        Practices whose verdict somebody disputes: shown as a conflict, scored as the machine has it.
    """

    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()


def with_said(assessment: records.Assessment, loaded: Rubric, said: Said, today: date) -> records.Assessment:
    """Return the assessment with everything signed that counts today, in the project's files and in a review."""
    rubric = rubric_of(assessment, loaded)
    filed = signatures_of(assessment)
    signatures = Signatures(
        filed.attestations + said.attestations, filed.waivers + said.waivers, filed.subject, filed.developers
    )
    machine, recorded = machine_results_of(assessment), results_of(assessment)
    kept_apart = {signed.practice for signed in signatures.attestations} | {w.practice for w in signatures.waivers}
    results = {}
    for _, practice in rubric.practices():
        result = weighed(practice, machine[practice.id], signatures, today)
        before = recorded[practice.id]
        if (before.signed_by or before.waiver) and practice.id not in kept_apart:
            result = before  # recorded when assessments did not hold the signatures themselves
        if practice.id in said.not_applicable:
            result = replace(
                result, status=Status.NOT_APPLICABLE, credit=Span(0, 0), unknown=None, conflict=False,
                reason=f"set aside in the review: {said.not_applicable[practice.id]}",
            )  # fmt: skip
        results[practice.id] = replace(result, conflict=result.conflict or practice.id in said.disputed)
    stated = _restated(assessment, rubric, results)
    return replace(
        stated,
        attestations=attestation_records(rubric, signatures, today),
        waivers=waiver_records(rubric, signatures, today),
    )


def what_if(assessment: records.Assessment, loaded: Rubric, statuses: Mapping[str, Status]) -> records.Assessment:
    """Return the assessment as it would be if these practices had these statuses.

    Raises
    ------
    KeyError
        A practice that the assessment does not have.
    """
    results = results_of(assessment)
    for practice, status in statuses.items():
        credit = CREDIT.get(status, Span(0, 0))
        results[practice] = replace(results[practice], status=status, credit=credit, unknown=None, reason="supposed")
    return _restated(assessment, rubric_of(assessment, loaded), results)


def _restated(
    assessment: records.Assessment, rubric: Rubric, results: Mapping[str, PracticeResult]
) -> records.Assessment:
    card = scorecard(rubric, results, assessment.project.risk_tier)
    criteria = tuple(
        _criterion(record, score) for record, score in zip(assessment.criteria, card.criteria, strict=True)
    )
    return replace(
        assessment, id="", overall=interval(card.overall), completeness=card.completeness, weakest=card.weakest,
        criteria=criteria, advice=_open_steps(assessment.advice, card),
    )  # fmt: skip


def _criterion(record: records.CriterionRecord, score: CriterionScore) -> records.CriterionRecord:
    return replace(
        record,
        score=interval(score.score),
        level=score.level,
        completeness=score.completeness,
        caps=tuple(records.CapRecord(c.practice, c.at, "proven" if c.proven else "unrefuted") for c in score.caps),
        practices=tuple(
            _practice(practice, result) for practice, result in zip(record.practices, score.practices, strict=True)
        ),
    )


def _practice(record: records.PracticeRecord, result: PracticeResult) -> records.PracticeRecord:
    return replace(
        record,
        status=result.status.value,
        waiting=result.waiting,
        credit=interval(result.credit),
        reason=result.reason,
        unknown=result.unknown.value if result.unknown else None,
        conflict=result.conflict,
        waiver=result.waiver,
        signed_by=result.signed_by,
        lapsed=result.lapsed,
    )


def _open_steps(steps: Iterable[records.StepRecord], card: Scorecard) -> tuple[records.StepRecord, ...]:
    """Return the recorded steps that still have something to do; their numbers are those of the recorded plan."""
    done = {
        result.id
        for criterion in card.criteria
        for result in criterion.practices
        if result.status in (Status.PASS, Status.NOT_APPLICABLE)
    }
    return tuple(step for step in steps if any(action.practice not in done for action in step.actions))
