"""Assessments in the store: read back as they were, listed without opening them, names erasable."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from readiness.domain.ledger import LedgerRefused
from readiness.history import assessments
from readiness.history.store import Store
from readiness.history.verification import verify
from readiness.report.json import read
from tests.unit.history.kept import SIGNED, WAIVED, assessment_json

ID = "a" * 64


def test_an_assessment_comes_back_as_it_was(store: Store) -> None:
    written = assessment_json(id=ID)
    record = assessments.keep(store, written)
    found = assessments.assessment(store, ID)
    assert found is not None
    assert json.loads(found) == json.loads(written)
    assert read(found).criteria[0].practices[0].signed_by == (SIGNED,)
    assert sorted(record.personal.values(), key=str) == sorted([[SIGNED], WAIVED], key=str)
    assert "Ines" not in json.dumps(record.content)
    assert assessments.assessment(store, "b" * 64) is None


def test_the_same_assessment_is_kept_once(store: Store) -> None:
    first = assessments.keep(store, assessment_json(id=ID))
    assert assessments.keep(store, assessment_json(id=ID)) == first
    later = assessment_json(id=ID, created_at="2026-11-21T16:42:00+00:00")
    assert assessments.keep(store, later).number == 2
    assert len(assessments.summaries(store)) == 2


def test_a_summary_shows_what_the_assessment_says(store: Store) -> None:
    assessments.keep(store, assessment_json(id=ID))
    (summary,) = assessments.summaries(store)
    whole = read(assessment_json(id=ID))
    assert (summary.id, summary.created_at, summary.project) == (ID, "2026-11-20T16:42:00+00:00", "resume_screening")
    assert (summary.low, summary.high, summary.weakest) == (whole.overall.low, whole.overall.high, whole.weakest)
    assert (summary.model, summary.rubric, summary.trust) == ("cd" * 32, whole.rubric.digest, "model")
    quality = whole.criteria[0]
    assert summary.scores["DQ"] == (quality.score.low, quality.score.high, quality.target)
    assert len(summary.scores) == 6


def test_lists_are_newest_first_and_a_trend_oldest_first(store: Store) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for day in (2, 0, 1):
        moment = (start + timedelta(days=day)).isoformat()
        assessments.keep(store, assessment_json(id=str(day) * 64, created_at=moment))
    other = json.loads(assessment_json())["project"] | {"name": "other"}
    assessments.keep(store, assessment_json(id=ID, project=other, created_at="2026-02-01T00:00:00+02:00"))
    assert [s.id[0] for s in assessments.summaries(store)] == ["a", "2", "1", "0"]
    assert [s.id[0] for s in assessments.summaries(store, most=1, skip=1)] == ["2"]
    assert [s.id[0] for s in assessments.trend(store, "resume_screening")] == ["0", "1", "2"]
    assert assessments.projects(store) == (
        ("other", 1, "2026-01-31T22:00:00+00:00"),
        ("resume_screening", 3, "2026-01-03T00:00:00+00:00"),
    )


def test_erased_names_say_so_and_the_rest_stays(store: Store) -> None:
    record = assessments.keep(store, assessment_json(id=ID))
    ((number, fields),) = store.naming("Ines Roth").items()
    assert number == record.number
    store.erase(number, "request", fields)
    found = assessments.assessment(store, ID)
    assert found is not None
    practices = read(found).criteria[0].practices
    assert practices[0].signed_by == ("erased on request",)
    assert practices[1].waiver == WAIVED
    assert b"Ines" not in found
    assert verify(store).fault is None


def test_every_place_that_names_someone_is_kept_apart(store: Store) -> None:
    signed = {"person": "Ada Byron", "caveats": "says Ada", "role": "product"}
    names = {"attestations": [signed], "waivers": [{"approver": "Ada Byron"}], "sole_developer": "Ada Byron"}
    record = assessments.keep(store, assessment_json(id=ID, **names))
    assert set(store.naming("ada")[record.number]) == {
        "attestations.0.person", "attestations.0.caveats", "waivers.0.approver", "sole_developer"
    }  # fmt: skip
    store.erase(record.number, "request", ["attestations.0.person"])
    found = json.loads(assessments.assessment(store, ID) or b"")
    assert found["attestations"] == [{**signed, "person": "erased on request"}]
    assert found["sole_developer"] == "Ada Byron"


@pytest.mark.parametrize("data", [b"{", b"{}", b"[]", b'{"criteria": [], "project": {}}', b"null"])
def test_what_is_no_assessment_is_refused(store: Store, data: bytes) -> None:
    with pytest.raises(LedgerRefused, match="no assessment that can be kept"):
        assessments.keep(store, data)
    assert store.records() == ()


def test_a_document_that_swells_is_refused() -> None:
    with pytest.raises(LedgerRefused, match="damaged"):
        assessments.inflated(b"no zlib")
