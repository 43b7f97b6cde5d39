"""Promises that hold for every assessment: nothing written, nothing sent, the same answer twice, hiding never pays."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import msgspec
import pytest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.domain.isolation import Trust
from tests.golden.conftest import settings, tree

PASSING = ("created_at", "duration_seconds", "isolation")


def lasting(assessment: Assessment) -> dict[str, object]:
    """Return the assessment as JSON without what may differ between two runs."""
    content = msgspec.json.decode(api.as_json(assessment))
    for name in PASSING:
        del content[name]
    for holder in (content, *(p for criterion in content["criteria"] for p in criterion["practices"])):
        holder["measurements"] = [entry for entry in holder["measurements"] if not entry["volatile"]]
    return content


@pytest.mark.slow
def test_two_runs_agree_and_write_nothing_into_the_project(assessed, tmp_path: Path) -> None:
    copy = tmp_path / "resume_screening"
    shutil.copytree(api.SAMPLES / "resume_screening", copy)
    before = tree(copy)
    first = api.assess(copy, settings())
    assert tree(copy) == before
    second = api.assess(copy, settings())
    assert lasting(first) == lasting(second)
    assert first.id == second.id


@pytest.mark.slow
def test_no_connection_is_ever_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refuse(self: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: refuse(None, a))  # type: ignore[arg-type]
    assessment = api.assess(api.SAMPLES / "churn_notebook", settings())
    assert tried == []
    assert assessment.errors == ()


@pytest.mark.parametrize("name", ["churn_notebook", "keyword_stuffed"])
def test_reading_alone_never_loads_a_pickle(name: str) -> None:
    assessment = api.assess(api.SAMPLES / name, settings(Trust.READ))
    assert assessment.isolation.started is False
    loads = assessment.practice("mv-model-loads")
    assert loads is not None
    assert loads.status != "pass"


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["Dockerfile", "data/test.parquet", "models/model.joblib", ".github", "docs", "tests"])
def test_deleting_evidence_never_raises_a_score(assessed, tmp_path: Path, lost: str) -> None:
    whole = assessed("resume_screening")
    copy = tmp_path / "resume_screening"
    shutil.copytree(api.SAMPLES / "resume_screening", copy)
    gone = copy / lost
    if gone.is_dir():
        shutil.rmtree(gone)
    else:
        gone.unlink()
    less = api.assess(copy, settings())
    for before, after in zip(whole.criteria, less.criteria, strict=True):
        raised = [
            new.id
            for old, new in zip(before.practices, after.practices, strict=True)
            if new.credit.low > old.credit.low
        ]
        assert after.score.low <= before.score.low + 1e-9, (before.id, raised)


def test_the_record_survives_json(assessed) -> None:
    assessment = assessed("keyword_stuffed")
    assert api.read(api.as_json(assessment)) == assessment


def test_the_record_fits_its_schema(assessed) -> None:
    import jsonschema

    from readiness.report.json import schema

    content = msgspec.json.decode(api.as_json(assessed("keyword_stuffed")))
    jsonschema.validate(content, schema())
