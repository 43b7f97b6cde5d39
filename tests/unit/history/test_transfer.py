"""Export and import of everything: byte by byte the same chain, nothing altered let in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.domain.ledger import Entry, LedgerRefused, RecordKind
from readiness.history import assessments
from readiness.history.store import Store
from readiness.history.transfer import exported, imported
from readiness.history.verification import verify
from tests.unit.history.kept import assessment_json

ID = "a" * 64


def note(words: str, **personal: object) -> Entry:
    return Entry(RecordKind.MEETING, "churn", "m1", {"words": words}, personal)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'source.db'}")) as opened:
        opened.append(note("one", person="Ada"), note("two", person="Bartholomew"))
        assessments.keep(opened, assessment_json(id=ID))
        opened.erase(2, "request")
        yield opened


def test_everything_arrives_on_either_database(source: Store, store: Store) -> None:
    data = b"".join(exported(source))
    assert imported(store, data) == 4
    assert store.records() == source.records()
    assert store.head() == source.head()
    assert assessments.summaries(store) == assessments.summaries(source)
    assert assessments.assessment(store, ID) == assessments.assessment(source, ID)
    assert verify(store).fault is None
    assert b"".join(exported(store)) == data
    assert b"Bartholomew" not in data


def test_importing_again_brings_only_what_is_new(source: Store, store: Store) -> None:
    imported(store, b"".join(exported(source)))
    assert imported(store, b"".join(exported(source))) == 0
    source.append(note("three"))
    source.erase(1, "request")
    assert imported(store, b"".join(exported(source))) == 2
    assert store.naming("Ada") == {}
    assert verify(store).fault is None


def test_an_empty_store_makes_a_whole_document(store: Store) -> None:
    data = b"".join(exported(store))
    assert json.loads(data) == {"format": "readiness-history", "version": 1, "records": [], "documents": {}}
    assert imported(store, data) == 0


def test_two_histories_that_parted_stay_apart(source: Store, store: Store) -> None:
    store.append(note("another"))
    with pytest.raises(LedgerRefused, match="another history"):
        imported(store, b"".join(exported(source)))
    for word in "abcdef":
        store.append(note(word))
    with pytest.raises(LedgerRefused, match="already reaches 7"):
        imported(store, b"".join(exported(source)))
    assert len(store.records()) == 7


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [
        (("records", 0, "content", "words"), "changed", "record 1 of the file was changed"),
        (("records", 0, "personal", "person", "value"), "Eve", "record 1 of the file was changed"),
        (("records", 1, "number"), 5, "record 2 of the file was changed"),
        (("records", 1, "kind"), "nothing", "record 2 of the file cannot be read"),
        (("records", 1), [], "record 2 of the file cannot be read"),
        (("documents",), {}, "document of record 3 is not in the file"),
        (("version",), 2, "no readiness-history file of version 1"),
    ],
)
def test_a_changed_file_is_refused_whole(source: Store, store: Store, place, value, what: str) -> None:
    data = json.loads(b"".join(exported(source)))
    target = data
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    with pytest.raises(LedgerRefused, match=what):
        imported(store, json.dumps(data).encode())
    assert store.records() == ()
    assert store.head()[0] == 0


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": 1}', b"\xff"])
def test_what_is_no_history_is_refused(store: Store, data: bytes) -> None:
    with pytest.raises(LedgerRefused, match="no "):
        imported(store, data)
