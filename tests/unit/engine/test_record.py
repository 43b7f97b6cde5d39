"""The record: its id covers what can be recomputed, and no text in it is unprintable by a file format."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.assessment import (
    Assessment,
    Interval,
    IsolationRecord,
    MeasurementRecord,
    ProblemRecord,
    ProjectRecord,
    RubricRecord,
    Tool,
)
from readiness.engine.record import scrubbed, sealed
from readiness.report.json import as_json, read


def measurement(value: float, volatile: bool) -> MeasurementRecord:
    return MeasurementRecord(
        "latency_p95_ms", value, None, None, None, None, "ms", None, None, None, None, None, None, "x.y", volatile
    )


def assessment(**changed: object) -> Assessment:
    made = Assessment(
        id="",
        schema_version=1,
        created_at="2026-11-20T16:42:00+00:00",
        tool=Tool("readiness", "0.1.0"),
        project=ProjectRecord("p", "0", None, None, "", "", None, None, "standard", None, 1, {}, ()),
        rubric=RubricRecord("r", "1", "0"),
        trust="read",
        isolation=IsolationRecord(False, False, ""),
        engine="local",
        seed=7,
        duration_seconds={"data": 1.0},
        overall=Interval(1, 10),
        machine=Interval(1, 10),
        completeness=0.0,
        weakest="dq",
        criteria=(),
        measurements=(measurement(12.5, True), measurement(3.0, False)),
        findings=(),
        signals={},
        indicators={},
        advice=(),
        errors=(),
        skipped=(),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def test_the_id_ignores_times_volatile_numbers_and_isolation() -> None:
    one = sealed(assessment())
    other = sealed(
        assessment(
            created_at="2027-01-01T00:00:00+00:00",
            duration_seconds={"data": 9.0},
            isolation=IsolationRecord(True, True, "linux"),
            measurements=(measurement(99.0, True), measurement(3.0, False)),
        )
    )
    assert one.id == other.id
    assert len(one.id) == 64


def test_the_id_changes_with_a_lasting_number_the_seed_or_the_rubric() -> None:
    ids = {
        sealed(assessment(**changed)).id
        for changed in (
            {},
            {"measurements": (measurement(12.5, True), measurement(3.1, False))},
            {"seed": 8},
            {"rubric": RubricRecord("r", "1", "1")},
        )
    }
    assert len(ids) == 4


def test_a_lone_surrogate_never_stops_the_json() -> None:
    broken = assessment(skipped=(ProblemRecord("a\ud800.csv", "x"),))
    made = sealed(broken)
    assert made.skipped[0].where == "a?.csv"
    assert read(as_json(made)) == made


def test_scrubbing_leaves_everything_else_alone() -> None:
    made = assessment(signals={"ä": ("日本", 1, None, True)})
    assert scrubbed(made) == made
