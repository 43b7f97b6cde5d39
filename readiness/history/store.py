"""The append-only store of assessments, signatures, waivers and meetings."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, update

from readiness.domain.ledger import Entry, LedgerRefused, Record, RecordKind, Stale, canonical, link, seal
from readiness.history import database
from readiness.history.tables import HEAD, PERSONAL, RECORDS

MOST_CONTENT = 1 << 20


@dataclass(frozen=True)
class Store:
    """One ledger, used by any number of processes and threads at a time.

    SQLite keeps it in one file with a write-ahead log. That log needs a local disk: share a ledger between machines
    through PostgreSQL, not through a network folder.
    """

    engine: Engine

    @classmethod
    def open(cls, url: str, wait: int = database.WAIT_SECONDS) -> Store:
        """Return the store at a database URL, made or brought up to date where needed.

        Parameters
        ----------
        wait
            Seconds that reaching it, and waiting for another writer, may take.

        Raises
        ------
        LedgerRefused
            The URL is not understood, the database cannot be reached, or it was made by a newer version.
        """
        return cls(database.opened(url, wait))

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ, wait: int = database.WAIT_SECONDS) -> Store:
        """Return the store that the environment names: READINESS_STORE, else a file in the data folder."""
        return cls.open(database.store_url(environment), wait)

    def close(self) -> None:
        """Give up all connections."""
        self.engine.dispose()

    def append(self, *entries: Entry, at: datetime | None = None, after: int | None = None) -> tuple[Record, ...]:
        """Return the records that were written: all of them or none, on disk when this returns.

        Parameters
        ----------
        after
            Number of the last record of the first entry's subject that the writer has seen (0 for none).

        Raises
        ------
        Stale
            The subject has a later record than ``after``.
        LedgerRefused
            Another writer did not finish in time, or an entry cannot be kept.
        """
        with database.writing(self.engine) as connection:
            if after is not None and entries:
                _unchanged(connection, entries[0].subject, after)
            return appended(connection, entries, at)

    def records(
        self,
        *,
        kind: RecordKind | None = None,
        project: str | None = None,
        subject: str | None = None,
        since: int = 0,
        first: bool = False,
    ) -> tuple[Record, ...]:
        """Return the records with a number above ``since``, oldest first, of one kind, project and subject if given.

        With ``first`` only the first record of each subject: a meeting's is the one that opened it.
        """
        query = select(RECORDS).where(RECORDS.c.number > since).order_by(RECORDS.c.number)
        if first:
            query = query.where(RECORDS.c.number.in_(select(func.min(RECORDS.c.number)).group_by(RECORDS.c.subject)))
        if kind is not None:
            query = query.where(RECORDS.c.kind == kind.value)
        if project is not None:
            query = query.where(RECORDS.c.project == column_text(project))
        if subject is not None:
            query = query.where(RECORDS.c.subject == subject)
        with database.reading(self.engine) as connection:
            return tuple(read(connection, query))

    def record(self, number: int) -> Record | None:
        """Return the record of this number, or None."""
        with database.reading(self.engine) as connection:
            return next(iter(read(connection, select(RECORDS).where(RECORDS.c.number == number))), None)

    def head(self) -> tuple[int, str]:
        """Return number and digest of the last record; noted elsewhere, it shows a chain that was cut or remade."""
        with database.reading(self.engine) as connection:
            number, digest = connection.execute(select(HEAD.c.number, HEAD.c.digest)).one()
            return number, digest

    def erase(
        self, number: int, reason: str, fields: Iterable[str] | None = None, at: datetime | None = None
    ) -> Record:
        """Return the record of an erasure: personal fields of a record (all by default) are gone for good.

        The chain holds as before. Copies made earlier (exports, backups, PDFs) are not reached.

        Raises
        ------
        LedgerRefused
            The record does not exist, or has none of these fields.
        """
        with database.writing(self.engine) as connection:
            row = connection.execute(select(RECORDS).where(RECORDS.c.number == number)).one_or_none()
            if row is None:
                raise LedgerRefused(f"there is no record {number}")
            there = set(connection.scalars(select(PERSONAL.c.field).where(PERSONAL.c.number == number)))
            chosen = sorted(there if fields is None else there & set(fields))
            if not chosen:
                raise LedgerRefused(f"record {number} holds no such personal field (any more)")
            connection.execute(delete(PERSONAL).where(PERSONAL.c.number == number, PERSONAL.c.field.in_(chosen)))
            content = {"record": number, "fields": chosen, "reason": reason}
            (record,) = appended(connection, [Entry(RecordKind.ERASURE, row.project, "", content)], at)
        database.forgotten(self.engine)
        return record

    def naming(self, person: str) -> dict[int, tuple[str, ...]]:
        """Return the personal fields in which a person's name stands as whole words, by record number."""
        found: dict[int, tuple[str, ...]] = {}
        words = re.compile(rf"(?<!\w){re.escape(person)}(?!\w)", re.IGNORECASE)
        with database.reading(self.engine) as connection:
            rows = connection.execute(select(PERSONAL).order_by(PERSONAL.c.number, PERSONAL.c.field))
            for row in rows:
                if person.strip() and _mentions(json.loads(row.content), words):
                    found[row.number] = (*found.get(row.number, ()), row.field)
        return found


def appended(connection: Connection, entries: Iterable[Entry], at: datetime | None) -> tuple[Record, ...]:
    """Return the records written on a writer's connection, linked to the end of the chain, which stays locked."""
    number, digest = connection.execute(select(HEAD.c.number, HEAD.c.digest).with_for_update()).one()
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    records = []
    for entry in entries:
        number += 1
        record, salts = _linked(entry, number, moment, digest)
        write(connection, record, salts)
        digest = record.digest
        records.append(record)
    connection.execute(update(HEAD).values(number=number, digest=digest))
    return tuple(records)


def write(connection: Connection, record: Record, salts: Mapping[str, str]) -> None:
    """Put one record and its personal fields into their tables."""
    connection.execute(
        insert(RECORDS).values(
            number=record.number, kind=record.kind.value, project=record.project, subject=record.subject,
            recorded_at=record.recorded_at, content=canonical(record.content), seals=canonical(record.seals),
            previous=record.previous, digest=record.digest,
        )
    )  # fmt: skip
    rows = [
        {"number": record.number, "field": name, "salt": salts[name], "content": canonical(value)}
        for name, value in record.personal.items()
    ]
    if rows:
        connection.execute(insert(PERSONAL), rows)


def read(connection: Connection, query: Select[Any]) -> Iterable[Record]:
    """Yield the records of a query over their table, with the personal fields that are still there."""
    rows = connection.execute(query).all()
    personal: dict[int, dict[str, object]] = {}
    for start in range(0, len(rows), 500):
        numbers = [row.number for row in rows[start : start + 500]]
        for found in connection.execute(select(PERSONAL).where(PERSONAL.c.number.in_(numbers))):
            personal.setdefault(found.number, {})[found.field] = json.loads(found.content)
    for row in rows:
        yield record_of(row, personal.get(row.number, {}))


def record_of(row: Row[Any], personal: Mapping[str, object]) -> Record:
    """Return the record of a row."""
    return Record(
        row.number, RecordKind(row.kind), row.project, row.subject, row.recorded_at, json.loads(row.content),
        dict(sorted(personal.items())), json.loads(row.seals), row.previous, row.digest,
    )  # fmt: skip


def column_text(text: str) -> str:
    """Return text as every database can hold it: no NUL, no half characters, at most 200 characters."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:200]


def _linked(entry: Entry, number: int, moment: str, previous: str) -> tuple[Record, dict[str, str]]:
    salts = {name: secrets.token_hex(32) for name in entry.personal}
    project, subject = column_text(entry.project), entry.subject[:80]
    try:
        seals = {name: seal(salts[name], name, value) for name, value in entry.personal.items()}
        digest = link(previous, number, entry.kind, project, subject, moment, entry.content, seals)
        size = len(canonical(entry.content)) + len(canonical(entry.personal))
    except ValueError as error:
        raise LedgerRefused(f"this cannot be kept: {error}") from None
    if size > MOST_CONTENT:
        raise LedgerRefused(f"an entry of {size} characters is too large; {MOST_CONTENT} fit")
    content, personal = json.loads(canonical(entry.content)), json.loads(canonical(entry.personal))
    return Record(number, entry.kind, project, subject, moment, content, personal, seals, previous, digest), salts


def _unchanged(connection: Connection, subject: str, after: int) -> None:
    connection.execute(select(HEAD.c.number).with_for_update())
    query = select(RECORDS.c.number).where(RECORDS.c.subject == subject).order_by(RECORDS.c.number.desc()).limit(1)
    last = connection.scalar(query) or 0
    if last != after:
        raise Stale("Someone else wrote to this meeting meanwhile. Read it again, then repeat your entry.")


def _mentions(value: object, person: re.Pattern[str]) -> bool:
    if isinstance(value, str):
        return person.search(value) is not None
    if isinstance(value, dict):
        return any(_mentions(part, person) for part in (*value, *value.values()))
    return isinstance(value, list) and any(_mentions(part, person) for part in value)
