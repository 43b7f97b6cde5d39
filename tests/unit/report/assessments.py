"""Assessments made by hand for the tests of the report: small parts, and a whole one with the rubric's own texts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from readiness import rubrics
from readiness.domain import assessment as records
from readiness.domain.rubric import Rubric
from readiness.domain.scorecard import CREDIT, WAITING, PracticeResult, Status, Strength, Unknown
from readiness.engine import advise, record
from readiness.engine.score import scorecard

CREATED = "2026-11-20T16:42:00+00:00"
SNIPPET = 'FROM python:3.12\nCOPY . /app\nRUN pip install -r requirements.txt\nCMD ["uvicorn", "service:app"]'
# One status after another down the rubric, so that every status appears at every level.
CYCLE = ("pass", "pass", "fail", "unknown", "partial", "pass", "waiting", "unknown", "waived", "pass", "not_applicable")


def measurement(**fields: Any) -> records.MeasurementRecord:
    """Return a measurement; by default a selection rate of women with its interval."""
    default: dict[str, Any] = {
        "name": "demographic_parity_ratio",
        "value": 0.61,
        "low": 0.53,
        "high": 0.70,
        "confidence": 0.95,
        "n": 1706,
        "unit": "ratio",
        "dataset": "test",
        "column": None,
        "attribute": "sex",
        "group": "women",
        "model": None,
        "method": "simultaneous, 2,000 resamples, seed 7",
        "check": "fairness.group_rates",
        "volatile": False,
    }
    return records.MeasurementRecord(**{**default, **fields})


def finding(**fields: Any) -> records.FindingRecord:
    """Return a finding with a place and a snippet."""
    default: dict[str, Any] = {
        "check": "infrastructure.non_root_user",
        "practice": None,
        "severity": "high",
        "message": "The serving image runs as root.",
        "column": None,
        "location": records.LocationRecord("docker/Dockerfile", 4, SNIPPET, 1),
        "fix": "Add `USER 1000` after line 3 of docker/Dockerfile.",
    }
    return records.FindingRecord(**{**default, **fields})


def evidence(**fields: Any) -> records.EvidenceRecord:
    """Return a place with its reason."""
    default: dict[str, Any] = {
        "path": "tests/test_data.py",
        "line": 12,
        "why": "asserts the range of `age` on the training table",
        "snippet": "def test_age():\n    assert frame.age.between(18, 110).all()",
        "snippet_line": 11,
    }
    return records.EvidenceRecord(**{**default, **fields})


@cache
def rubric() -> Rubric:
    """Return the rubric as it ships, without the checks that feed it: the report's tests depend on no check."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "rubrics"
        shutil.copytree(rubrics.DEFAULT, folder)
        for path in folder.glob("*.yaml"):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            if isinstance(content, dict) and "practices" in content:
                for entry in content["practices"]:
                    entry["checks"] = []
                path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return rubrics.load({}, folder)


def result(practice: str, status: str, unknown: str = "no_signature", reason: str = "") -> PracticeResult:
    """Return a verdict; ``waiting`` is a partial that only waits."""
    waiting = status == "waiting"
    kind = Status.PARTIAL if waiting else Status(status)
    credit = WAITING if waiting else CREDIT.get(kind, CREDIT[Status.FAIL])
    return PracticeResult(
        id=practice,
        status=kind,
        machine_status=kind,
        strength=Strength.E2 if status in ("pass", "partial") else Strength.E1,
        credit=credit,
        machine_credit=credit,
        reason=reason or f"{practice} is judged {status} here",
        unknown=Unknown(unknown) if status == "unknown" else None,
    )


def assessed(statuses: dict[str, str] | None = None, **fields: Any) -> records.Assessment:
    """Return a whole assessment of 108 practices, scored by the engine from the statuses given.

    Parameters
    ----------
    statuses
        Status by practice id; the others follow `CYCLE`.
    fields
        Fields of the assessment to set instead.
    """
    reasons = list(Unknown)
    results = {}
    for place, (_, practice) in enumerate(rubric().practices()):
        status = (statuses or {}).get(practice.id, CYCLE[place % len(CYCLE)])
        if status == "not_applicable" and practice.anchor:
            status = "fail"
        results[practice.id] = result(practice.id, status, reasons[place % len(reasons)].value)
    card = scorecard(rubric(), results, "standard")
    plan = advise.plan(rubric(), results)
    run = record.Run(rubric(), {}, (), card, plan)
    default: dict[str, Any] = {
        "rubric": records.RubricRecord(rubric().id, rubric().version, rubric().digest),
        "trust": "model",
        "isolation": isolation(),
        "duration_seconds": {"files": 0.4, "model": 2.6},
        "overall": record.interval(card.overall),
        "machine": record.interval(card.machine),
        "completeness": card.completeness,
        "weakest": card.weakest,
        "indicators": {"ml_test_score": 1.5, "mlops_level_002": 1},
        "advice": record.step_records(plan, rubric(), results),
        "errors": (records.ProblemRecord("fairness.group_rates", "a defect of ours"),),
        "skipped": (records.ProblemRecord("data/huge.csv", "larger than the limit"),),
    }
    return small(*record.criterion_records(run, {}), **{**default, **fields})


def project(**fields: Any) -> records.ProjectRecord:
    """Return the project's record."""
    default: dict[str, Any] = {
        "name": "resume_screening",
        "root_digest": "ab" * 32,
        "commit": "4f2a9c1" + "0" * 33,
        "manifest": "readiness.yaml",
        "model": "cd" * 32,
        "data": "ef" * 32,
        "task": "binary-classification",
        "serving": "online",
        "risk_tier": "standard",
        "decides_about_people": True,
        "files": 48,
        "domains": {"data": "in-folder", "monitoring": "elsewhere", "experiments": "unknown"},
        "guesses": (records.GuessRecord("model.format", "joblib", "the file starts as a joblib file does"),),
        "targets": {"demographic_parity_ratio": ">= 0.8"},
        "limits": {"missing": 0.05},
    }
    return records.ProjectRecord(**{**default, **fields})


def isolation() -> records.IsolationRecord:
    """Return a worker's guards of which one is missing."""
    return records.IsolationRecord(
        True,
        True,
        "linux",
        (
            records.GuardRecord("landlock", True, "files closed but for the listed ones"),
            records.GuardRecord("namespaces", False, "refused by the container"),
        ),
    )


def practice(**fields: Any) -> records.PracticeRecord:
    """Return one practice that fails, outside of any rubric."""
    default: dict[str, Any] = {
        "id": "is-nonroot",
        "title": "Not run as root",
        "statement": "The serving image does not run as root.",
        "why": "A break-in then owns the container.",
        "level": "intermediate",
        "domain": "infra",
        "weight": 2.0,
        "essential": True,
        "anchor": False,
        "cap": None,
        "evidence_kind": "auto",
        "counts": "A `USER` line other than root.",
        "does_not_count": "A comment.",
        "status": "fail",
        "machine_status": "fail",
        "waiting": False,
        "strength": "E1",
        "credit": records.Interval(0, 0),
        "reason": "the last stage has no USER line",
        "unknown": None,
        "evidence": (),
        "measurements": (),
        "findings": (),
        "checks": (),
        "conflict": False,
        "waiver": "",
        "signed_by": (),
        "lapsed": (),
        "signer_roles": (),
        "remediation": "Add a USER line.",
        "effort": "S",
        "gain": 0.0,
        "sources": (),
        "related": (),
    }
    return records.PracticeRecord(**{**default, **fields})


def criterion(*practices: records.PracticeRecord, **fields: Any) -> records.CriterionRecord:
    """Return a criterion of these practices."""
    default: dict[str, Any] = {
        "id": "infrastructure-scalability",
        "code": "IS",
        "title": "Infrastructure Scalability",
        "question": "Can it run?",
        "score": records.Interval(2.55, 6.99),
        "machine": records.Interval(2.55, 6.0),
        "level": "beginner",
        "completeness": 0.799,
        "target": 5.0,
        "caps": (),
        "investment": None,
        "practices": practices,
    }
    return records.CriterionRecord(**{**default, **fields})


def small(*criteria: records.CriterionRecord, **fields: Any) -> records.Assessment:
    """Return an assessment of these criteria alone; the first is the weakest."""
    default: dict[str, Any] = {
        "id": "7b30d2" + "0" * 58,
        "schema_version": records.SCHEMA_VERSION,
        "created_at": CREATED,
        "tool": records.Tool("readiness", "0.1.0"),
        "project": project(),
        "rubric": records.RubricRecord("test", "1.0.0", "12" * 32),
        "trust": "read",
        "isolation": records.IsolationRecord(False, False, ""),
        "engine": "local",
        "seed": 7,
        "duration_seconds": {},
        "overall": criteria[0].score,
        "machine": criteria[0].machine,
        "completeness": criteria[0].completeness,
        "weakest": criteria[0].id,
        "criteria": criteria,
        "measurements": (),
        "findings": (),
        "signals": {},
        "indicators": {},
        "advice": (),
        "errors": (),
        "skipped": (),
    }
    return records.Assessment(**{**default, **fields})


def altered(assessment: records.Assessment, practice: str, **fields: Any) -> records.Assessment:
    """Return the assessment with fields of one practice replaced."""
    criteria = tuple(
        replace(
            criterion,
            practices=tuple(replace(p, **fields) if p.id == practice else p for p in criterion.practices),
        )
        for criterion in assessment.criteria
    )
    return replace(assessment, criteria=criteria)


HOSTILE = (
    "<script>alert(1)</script>",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "www.evil.example https://evil.example a@evil.example @everyone #12",
    "a|b `c` ``d ``` e",
    "# head\n- item\n\n| t |\n|---|",
    "*b* _i_ **b** ~~s~~ $x$ \\(y\\)",
    '#set page(width: 1pt); #import "x.typ" <label> @ref // comment',
    "日本語 \u202e \ud800 \x00\x1b[31m \U0001f600 \u200b e\u0301",
    "&lt;b&gt; &#64; \\ \" ' >",
    "../../etc/passwd?x=1#y%20",
    "long" * 400,
)


def hostile() -> records.Assessment:
    """Return an assessment in which everything that comes from a project is hostile."""
    messages = tuple(
        finding(
            check="data_quality.missing_values",
            message=f"Column {text} has gaps",
            fix=f"Fill {text}",
            column=text,
            severity="critical",
            location=records.LocationRecord(text, 3, f"{text}\n{text}\r\n{text}", 2),
        )
        for text in HOSTILE
    )
    numbers = tuple(measurement(group=text, column=text, method=text) for text in HOSTILE)
    places = tuple(evidence(path=text, why=text, snippet=text) for text in HOSTILE)
    texts = {"reason": HOSTILE[0], "waiver": HOSTILE[1], "signed_by": HOSTILE, "lapsed": HOSTILE}
    whole = altered(
        assessed({"dq-label-checks": "fail"}),
        "dq-label-checks",
        findings=messages,
        measurements=numbers,
        evidence=places,
        **texts,
    )
    return replace(
        whole,
        findings=messages,
        measurements=numbers,
        project=project(
            name=HOSTILE[0] + HOSTILE[8],
            manifest=HOSTILE[5],
            commit=HOSTILE[2],
            guesses=tuple(records.GuessRecord(text, text, text) for text in HOSTILE),
            domains={text: text for text in HOSTILE},
            targets={text: text for text in HOSTILE},
        ),
        skipped=tuple(records.ProblemRecord(text, text) for text in HOSTILE * 30),
    )


def biased() -> records.Assessment:
    """Return an assessment with a proven fairness cap, its intervals, findings, evidence, signatures and a waiver."""
    whole = assessed({"ec-fairness-thresholds": "fail"})
    groups = (
        measurement(group="men", value=1.0, low=0.93, high=1.08, n=2210),
        measurement(),
        measurement(group="not stated", value=0.84, low=0.71, high=0.99, n=240),
        measurement(group="other", value=None, low=None, high=None, n=38, reason="38 rows, 50 needed"),
    )
    unfair = finding(
        check="fairness.group_rates",
        severity="critical",
        message="Women are selected at 0.61 of the rate of men (95 % interval 0.53 to 0.70, your limit 0.8)",
        location=records.LocationRecord("readiness.yaml", 31, "targets:\n  demographic_parity_ratio: '>= 0.8'", 30),
        fix="Train `model.py` with a constraint on selection rates, or choose thresholds by group with legal advice.",
    )
    line = records.LineRecord(
        "fairness.group_rates", "Group rates", "fail", "E2", "demographic_parity_ratio women misses >= 0.8",
        measure="demographic_parity_ratio", passes="target",
    )  # fmt: skip
    whole = altered(
        whole,
        "ec-fairness-thresholds",
        measurements=groups,
        findings=(unfair,),
        checks=(line,),
        lapsed=("Ines Roth (risk), 2025-06-01: expired on 2025-12-01",),
    )
    whole = altered(
        whole,
        "dq-cleaning-code",
        evidence=(evidence(), evidence(path="checks/ranges.py", line=None, snippet="")),
        signed_by=("Ruth Keller (product owner), 2026-10-01, stated, not verified",),
    )
    return replace(whole, findings=(unfair, finding()), measurements=groups)
