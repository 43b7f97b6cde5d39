"""The store: what is confirmed stays, in one order, by any number of writers, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readiness.domain.ledger import GENESIS, Entry, LedgerRefused, RecordKind, Stale, link
from readiness.history.database import store_url
from readiness.history.store import Store
from readiness.history.tables import METADATA
from readiness.history.verification import verify

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRITER = Path(__file__).parent / "writer.py"


def note(words: str = "agreed", subject: str = "m1", **personal: object) -> Entry:
    return Entry(RecordKind.MEETING, "churn", subject, {"words": words}, personal)


def test_a_record_links_to_the_one_before(store: Store) -> None:
    first, second = store.append(note("one"), note("two"), at=NOON)
    assert (first.number, first.previous, second.number, second.previous) == (1, GENESIS, 2, first.digest)
    expected = link(GENESIS, 1, RecordKind.MEETING, "churn", "m1", "2026-11-20T12:00:00.000000+00:00",
                    {"words": "one"}, {})  # fmt: skip
    assert first.digest == expected
    assert store.head() == (2, second.digest)
    assert store.records() == (first, second)


def test_records_are_found_by_kind_project_subject_and_number(store: Store) -> None:
    risk = Entry(RecordKind.RISK, "credit", "m2", {})
    store.append(note("a"), note("b", "m2"), risk)
    assert [r.number for r in store.records(kind=RecordKind.RISK)] == [3]
    assert [r.number for r in store.records(project="churn")] == [1, 2]
    assert [r.number for r in store.records(subject="m2", since=2)] == [3]
    assert [r.number for r in store.records(first=True)] == [1, 2]
    assert store.record(4) is None


def test_a_later_reader_sees_the_same(url: str) -> None:
    with contextlib.closing(Store.open(url)) as store:
        written = store.append(note("\u00e4 \ud800 \0 \u65e5", person="Zo\u00eb"))
    with contextlib.closing(Store.open(url)) as store:
        assert store.records() == written
        assert verify(store).fault is None


def test_a_writer_who_missed_something_is_refused(store: Store) -> None:
    (first,) = store.append(note(), after=0)
    store.append(note(subject="another"))
    with pytest.raises(Stale, match="Read it again"):
        store.append(note(), after=0)
    store.append(note(), after=first.number)
    assert len(store.records()) == 3


@pytest.mark.parametrize("content", [{"x": float("nan")}, {"x": object()}, {"x": "y" * (1 << 20)}])
def test_what_cannot_be_kept_is_refused_whole(store: Store, content: dict[str, object]) -> None:
    with pytest.raises(LedgerRefused):
        store.append(note(), Entry(RecordKind.MEETING, "p", "m", content))
    assert store.records() == ()
    assert verify(store).fault is None


def test_the_database_itself_refuses_to_rewrite_the_past(store: Store) -> None:
    store.append(note(person="Ada"))
    for statement in ("UPDATE records SET content = '{}'", "DELETE FROM records", "UPDATE personal SET content = '1'"):
        with pytest.raises(DatabaseError, match="append-only"), store.engine.begin() as connection:
            connection.execute(text(statement))


def test_a_personal_field_is_erased_and_the_chain_holds(store: Store) -> None:
    store.append(note("kept", person="Ada Byron", remark="hers"), note(person="Ada Byron"))
    erasure = store.erase(1, "request of 20 Nov", ["person"], at=NOON)
    assert (erasure.number, erasure.kind, erasure.subject) == (3, RecordKind.ERASURE, "")
    assert erasure.content == {"record": 1, "fields": ["person"], "reason": "request of 20 Nov"}
    record = store.record(1)
    assert record is not None
    assert (record.content, record.personal, record.erased) == ({"words": "kept"}, {"remark": "hers"}, ("person",))
    assert verify(store).fault is None
    assert store.naming("ada byron") == {2: ("person",)}
    with pytest.raises(LedgerRefused, match="no such personal field"):
        store.erase(1, "again", ["person"])
    with pytest.raises(LedgerRefused, match="no record 9"):
        store.erase(9, "none")


def test_erased_words_are_no_longer_in_the_files(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.append(note(person="Xanthippe"))
    sqlite_store.erase(1, "request")
    assert not [file.name for file in tmp_path.iterdir() if b"Xanthippe" in file.read_bytes()]


def test_the_tables_are_those_the_migrations_make(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_store_of_a_newer_version_is_refused(url: str) -> None:
    with contextlib.closing(Store.open(url)) as store, store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerRefused, match="newer version"):
        Store.open(url)


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_bytes(b"not a database" * 100)
    with pytest.raises(LedgerRefused, match=r"history\.db cannot be opened"):
        Store.open(f"sqlite:///{tmp_path / 'history.db'}")


def test_a_wrong_address_never_shows_its_password() -> None:
    with pytest.raises(LedgerRefused) as refused:
        Store.open("postgresql://user:s3cret@127.0.0.1:1/none")
    assert "s3cret" not in str(refused.value)
    with pytest.raises(LedgerRefused, match="not supported"):
        Store.open("mysql://x/y")
    with pytest.raises(LedgerRefused, match="no URL"):
        Store.open("history")


def test_the_environment_names_the_store(tmp_path: Path) -> None:
    assert store_url({"READINESS_HOME": str(tmp_path)}) == f"sqlite:///{tmp_path}/history.db"
    assert store_url({"READINESS_STORE": "postgresql://x/y", "READINESS_HOME": "/z"}) == "postgresql://x/y"


def test_the_file_is_for_its_user_alone_and_has_a_log(sqlite_store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "history.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "history.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@contextlib.contextmanager
def writer(url: str, name: str, count: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(WRITER), url, name, count]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def test_two_processes_write_one_chain(url: str) -> None:
    with writer(url, "a", "25") as first, writer(url, "b", "25") as second:
        numbers = [int(line) for process in (first, second) for line in process.communicate(timeout=120)[0].split()]
    assert sorted(numbers) == list(range(1, 51))
    with contextlib.closing(Store.open(url)) as store:
        assert [record.content["by"] for record in store.records()].count("a") == 25
        assert (verify(store).records, verify(store).fault) == (50, None)


def test_killed_while_writing_loses_nothing_confirmed(url: str) -> None:
    with writer(url, "a", "100000") as process:
        assert process.stdout is not None
        confirmed = [int(process.stdout.readline()) for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        confirmed += [int(line) for line in process.stdout.read().split("\n")[:-1]]
    with contextlib.closing(Store.open(url)) as store:
        there = [record.number for record in store.records()]
        assert set(confirmed) <= set(there)
        assert there == list(range(1, len(there) + 1))
        assert verify(store).fault is None


def test_killed_in_the_middle_of_a_write_leaves_no_half(url: str) -> None:
    with contextlib.closing(Store.open(url)) as store:
        store.append(note("before"))
        with writer(url, "a", "hold") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "inside\n"
            assert len(store.records()) == 1
            process.send_signal(signal.SIGKILL)
            process.wait()
        store.append(note("after"))
        assert [record.content["words"] for record in store.records()] == ["before", "after"]
        assert verify(store).fault is None
