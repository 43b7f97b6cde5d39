"""Tampering is shown: whatever is changed behind the store's back, the first broken record is named."""

from __future__ import annotations

import contextlib

import pytest
from sqlalchemy import text

from readiness.domain.ledger import Entry, RecordKind, canonical, link
from readiness.history import assessments
from readiness.history.store import Store
from readiness.history.verification import verify
from tests.unit.history.kept import assessment_json


@pytest.fixture
def filled(store: Store) -> Store:
    """Five records: a note with a name, an assessment, an erased name and its erasure, a note."""
    store.append(Entry(RecordKind.MEETING, "churn", "m1", {"words": "agreed"}, {"person": "Ada"}))
    assessments.keep(store, assessment_json())
    store.append(Entry(RecordKind.MEETING, "churn", "m1", {"words": "left"}, {"person": "Bob"}))
    store.erase(3, "request")
    store.append(Entry(RecordKind.MEETING, "churn", "m1", {"words": "closed"}))
    return store


def tampered(store: Store, statement: str, **values: object) -> None:
    """Run SQL as an intruder would: with the triggers off."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(text(statement), values)


def test_an_untouched_chain_holds(filled: Store) -> None:
    found = verify(filled)
    assert (found.records, found.fault, found.head) == (5, None, filled.head()[1])


def test_an_empty_chain_holds(store: Store) -> None:
    assert (verify(store).records, verify(store).fault) == (0, None)


@pytest.mark.parametrize(
    ("statement", "number", "what"),
    [
        ("""UPDATE records SET content = '{"words":"refused"}' WHERE number = 1""", 1, "content was changed"),
        ("UPDATE records SET recorded_at = '2020-01-01' WHERE number = 3", 3, "content was changed"),
        ("UPDATE records SET project = 'other' WHERE number = 1", 1, "content was changed"),
        ("UPDATE records SET kind = 'decision' WHERE number = 1", 1, "content was changed"),
        ("UPDATE records SET kind = 'nothing' WHERE number = 1", 1, "cannot be read"),
        ("UPDATE records SET content = '{' WHERE number = 3", 3, "cannot be read"),
        ("UPDATE records SET previous = digest WHERE number = 3", 3, "does not follow"),
        ("DELETE FROM records WHERE number = 5", 5, "end are missing"),
        ("DELETE FROM records WHERE number > 3", 3, "gone without a recorded erasure"),
        ("UPDATE records SET number = 9 WHERE number = 5", 5, "record 5 is missing"),
        ("UPDATE head SET number = 3", 6, "end are missing"),
        ("DELETE FROM head", 6, "end are missing"),
        ("""UPDATE personal SET content = '"Eve"' WHERE number = 1""", 1, "person was changed"),
        ("DELETE FROM personal WHERE number = 1", 1, "gone without a recorded erasure"),
        ("INSERT INTO personal VALUES (3, 'person', 's', '1')", 3, "still there after its erasure"),
        ("INSERT INTO personal VALUES (1, 'mood', 's', '1')", 1, "added later"),
        ("UPDATE assessments SET low = 9", 2, "lists show differ"),
        ("UPDATE scores SET low = 9", 2, "lists show differ"),
        ("DELETE FROM scores WHERE criterion = 'DQ'", 2, "lists show differ"),
        ("UPDATE documents SET data = '123'", 2, "damaged"),
        ("DELETE FROM documents", 2, "changed or is gone"),
    ],
)
def test_the_first_broken_record_is_named(filled: Store, statement: str, number: int, what: str) -> None:
    tampered(filled, statement)
    found = verify(filled)
    assert found.fault is not None
    assert (found.fault.number, found.records) == (number, number - 1)
    assert what in found.fault.what


def test_a_record_relinked_with_care_breaks_the_next_one(filled: Store) -> None:
    first = filled.record(1)
    assert first is not None
    content = {"words": "refused"}
    digest = link(first.previous, 1, first.kind, first.project, first.subject, first.recorded_at, content, first.seals)
    tampered(filled, "UPDATE records SET content = :content, digest = :digest WHERE number = 1",
             content=canonical(content), digest=digest)  # fmt: skip
    found = verify(filled)
    assert found.fault is not None
    assert (found.fault.number, found.fault.what) == (2, "it does not follow the record before it")


def test_a_digest_noted_elsewhere_shows_a_chain_remade_or_cut(filled: Store, tmp_path) -> None:
    noted = filled.head()
    assert verify(filled, noted).fault is None
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'another.db'}")) as remade:
        entries = [Entry(RecordKind.MEETING, "churn", "m1", {"words": "another"}) for _ in range(5)]
        remade.append(*entries[:4])
        cut = verify(remade, noted).fault
        assert cut is not None
        assert cut.what == "the chain was cut off: record 5 was there before"
        remade.append(entries[4])
        other = verify(remade, noted).fault
        assert other is not None
        assert (other.number, "remade" in other.what) == (5, True)
