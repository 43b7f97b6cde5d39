"""A hand-made assessment over the real rubric: every status, a cap, intervals of every kind, hostile names."""

from __future__ import annotations

import itertools
from dataclasses import replace

from readiness import api
from readiness.domain import assessment as r
from readiness.domain.rubric import Criterion, Practice, Rubric

SCORES = {  # low, high, machine, level, completeness, target
    "DQ": (6.3, 9.7, 7.0, "intermediate", 0.80, 5),
    "MV": (6.5, 9.4, 6.7, "intermediate", 0.80, 5),
    "IS": (6.5, 6.7, 6.5, "intermediate", 0.95, 5),
    "MO": (2.8, 6.4, 3.0, "beginner", 0.82, 5),
    "CL": (5.9, 6.2, 6.2, "intermediate", 0.89, 4),
    "EC": (2.5, 3.0, 2.5, "beginner", 0.48, 4),
}
CAPPED = "ec-fairness-thresholds"
SNIPPET = (
    "score = model.predict_proba(x)[:, 1]\n# one cutoff for every applicant\nselected = score >= 0.5\ncount(selected)"
)
CYCLE = ("pass", "pass", "pass", "unknown", "pass", "fail", "pass", "partial", "pending", "unknown", "pass")
REASONS = ("no_signature", "no_check", "elsewhere", "straddles", "too_few", "undeclared")


def group(value: float | None, low: float | None, high: float | None, name: str, n: int) -> r.MeasurementRecord:
    """Return a measured ratio of one group."""
    return r.MeasurementRecord(
        name="demographic_parity_ratio", value=value, low=low, high=high, confidence=0.95, n=n, unit="ratio",
        dataset="test", column=None, attribute="sex", group=name, model="models/screening.joblib",
        method="simultaneous over the groups, 2,000 resamples, seed 7", check="fairness.group_rates", volatile=False,
        reason="" if value is not None else "too few rows, 50 needed",
    )  # fmt: skip


GROUPS = (
    group(0.61, 0.53, 0.70, "women", 1706),
    group(0.97, 0.84, 1.10, "40 and over", 1388),
    group(0.84, 0.67, 1.02, "other nationality", 498),
    group(None, None, None, "disability declared", 38),
)


def assessment(name: str = "resume_screening") -> r.Assessment:
    """Return an assessment of a project called ``name``."""
    rubric = api.rubric()
    criteria = tuple(_criterion(rubric, criterion) for criterion in rubric.criteria)
    findings = tuple(f for c in criteria for p in c.practices for f in p.findings)
    return r.Assessment(
        id="7b30d2" + "0" * 58, schema_version=r.SCHEMA_VERSION, created_at="2026-11-20T16:42:00+00:00",
        tool=r.Tool("readiness", "0.1.0"),
        project=r.ProjectRecord(
            name=name, root_digest="ab" * 32, commit="4f2a9c1" + "0" * 33, manifest="readiness.yaml", model="cd" * 32,
            data="ef" * 32, task="binary-classification", serving="online", risk_tier="standard",
            decides_about_people=True, files=61, domains={"data": "in-folder", "monitoring": "elsewhere"},
            guesses=(r.GuessRecord("task", "binary-classification", "`denied` has two values"),),
            targets={"demographic_parity_ratio": ">= 0.8"}, limits={"missing": 0.05},
        ),
        rubric=r.RubricRecord(rubric.id, rubric.version, rubric.digest), trust="model",
        isolation=r.IsolationRecord(True, True, "Linux", (r.GuardRecord("network closed", True, "connect failed"),)),
        engine="local", seed=7, duration_seconds={"files": 0.4, "data": 2.9, "model": 4.1, "score": 0.9},
        overall=r.Interval(2.5, 3.0), machine=r.Interval(2.5, 3.0), completeness=0.79,
        weakest=next(c.id for c in criteria if c.code == "EC"), criteria=criteria,
        measurements=GROUPS, findings=findings, signals={}, indicators={"ml_test_score": 4.5},
        advice=_advice(criteria), errors=(), skipped=(r.ProblemRecord("data/dump.sql", "larger than the limit"),),
    )  # fmt: skip


def _criterion(rubric: Rubric, criterion: Criterion) -> r.CriterionRecord:
    low, high, machine, level, known, target = SCORES[criterion.code]
    statuses = itertools.cycle(CYCLE)
    reasons = itertools.cycle(REASONS)
    practices = tuple(_practice(rubric, p, next(statuses), reasons) for p in criterion.practices)
    caps = (r.CapRecord(CAPPED, 3, "proven"),) if criterion.code == "EC" else ()
    return r.CriterionRecord(
        id=criterion.id, code=criterion.code, title=criterion.title, question=criterion.question,
        score=r.Interval(low, high), machine=r.Interval(machine, machine), level=level, completeness=known,
        target=target, caps=caps, investment=criterion.investment, practices=practices,
    )  # fmt: skip


def _practice(rubric: Rubric, practice: Practice, kind: str, reasons: itertools.cycle[str]) -> r.PracticeRecord:
    status = {"pending": "partial"}.get(kind, kind)
    record = r.PracticeRecord(
        id=practice.id, title=practice.title, statement=practice.statement, why=practice.why,
        level=practice.level.value, domain=practice.domain, weight=practice.weight, essential=practice.essential,
        anchor=practice.anchor, cap=practice.cap, evidence_kind=practice.kind.value, counts=practice.counts,
        does_not_count=practice.does_not_count, status=status, machine_status=status, waiting=kind == "pending",
        strength="E0" if status == "unknown" else "E2", credit=r.Interval(0, 1),
        reason="" if status == "pass" else "the alert rules are kept in another repository",
        unknown=next(reasons) if status == "unknown" else None,
        evidence=(r.EvidenceRecord("src/screening/serve.py", 58, "One cutoff is applied to all scores.", SNIPPET, 56),)
        if status == "pass" else (),
        measurements=(), findings=(), checks=(), conflict=False, waiver="", signed_by=(), lapsed=(),
        signer_roles=practice.signer_roles, remediation=practice.remediation, effort=practice.effort.value,
        gain=0.0, sources=practice.sources, related=rubric.related(practice.id),
    )  # fmt: skip
    return _capping(record) if practice.id == CAPPED else record


def _capping(record: r.PracticeRecord) -> r.PracticeRecord:
    location = r.LocationRecord("src/screening/train.py", 58, SNIPPET, 56)
    finding = r.FindingRecord(
        "fairness.group_rates", CAPPED, "critical", "Women are selected at 0.61 of the rate of men", "sex", location,
        "Reweigh the training rows in `src/screening/train.py:58`, or sign why the difference is justified.",
    )  # fmt: skip
    line = r.LineRecord(
        "fairness.group_rates", "Rates by group", "fail", "E3", "demographic_parity_ratio sex 0.61 misses >= 0.8",
        passes="target", measure="demographic_parity_ratio",
    )  # fmt: skip
    return replace(
        record, status="fail", machine_status="fail", waiting=False, unknown=None, strength="E3", cap=3,
        reason="the whole interval, 0.53 to 0.70, lies below your limit of 0.80", findings=(finding,),
        measurements=GROUPS, checks=(line,), gain=3.2, evidence=(
            r.EvidenceRecord("readiness.yaml", 31, "The owner sets the limit.", "targets:\n  roc_auc: '>= 0.75'", 30),
        ),
    )  # fmt: skip


def _advice(criteria: tuple[r.CriterionRecord, ...]) -> tuple[r.StepRecord, ...]:
    by_code = {criterion.code: criterion for criterion in criteria}
    plan = (("MO", 2.8, 6.1, 1), ("EC", 2.5, 5.7, 3), ("DQ", 6.3, 9.1, 1), ("MV", 6.5, 6.7, 1), ("CL", 5.9, 6.0, 1))
    steps = []
    for code, before, after, count in plan:
        criterion = by_code[code]
        open_ones = [p for p in criterion.practices if p.status != "pass"][:count]
        actions = tuple(r.ActionRecord(p.id, p.title, p.effort, p.remediation) for p in open_ones)
        overall = 5.7 if code == "EC" else 2.5
        steps.append(
            r.StepRecord(
                criterion.id, "gate" if count > 1 else "practice", before, after, after - before, 3, overall, actions
            )
        )
    return tuple(steps)
