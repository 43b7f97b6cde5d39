"""The chain followed from its first record: the first place where it does not hold is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from readiness.domain.ledger import GENESIS, Fault, LedgerRefused, RecordKind, Verification, link, seal
from readiness.history import database
from readiness.history.assessments import inflated
from readiness.history.store import Store
from readiness.history.tables import ASSESSMENTS, DOCUMENTS, HEAD, PERSONAL, RECORDS, SCORES

_BATCH = 500


def verify(store: Store, known: tuple[int, str] | None = None, *, documents: bool = True) -> Verification:
    """Return how far the chain holds and the first broken record.

    A record is broken when its content, its number or its place was changed, when a personal field was changed or is
    gone without a recorded erasure, when it is still there after one, or when a document or a listed number differs.

    Parameters
    ----------
    known
        Number and digest of a record noted earlier, elsewhere: shows a chain that was cut off or remade.
    documents
        Whether the whole assessments are read too, which takes most of the time.
    """
    with database.reading(store.engine) as connection:
        walk = _Walk(connection, known, documents)
        for number, row in enumerate(walk.rows(), start=1):
            what = walk.broken(number, row)
            if what:
                return Verification(number - 1, walk.digest, Fault(number, what))
        fault = walk.end()
        return Verification(walk.number, walk.digest, fault)


@dataclass
class _Walk:
    """One pass over the chain, and what was seen so far."""

    connection: Connection
    known: tuple[int, str] | None
    documents: bool = True
    number: int = 0
    digest: str = GENESIS
    erased: set[tuple[int, str]] = field(default_factory=set)
    personal: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    listed: dict[int, dict[str, Any]] = field(default_factory=dict)
    scores: dict[int, dict[str, list[float]]] = field(default_factory=dict)

    def rows(self) -> Iterator[Row[Any]]:
        self.erased = self._erasures()
        last = -1
        while True:
            query = select(RECORDS).where(RECORDS.c.number > last).order_by(RECORDS.c.number).limit(_BATCH)
            rows = self.connection.execute(query).all()
            if not rows:
                return
            numbers = [row.number for row in rows]
            self.personal = self._personal(numbers)
            self._read_lists(numbers)
            yield from rows
            last = rows[-1].number

    def broken(self, number: int, row: Row[Any]) -> str:
        """Return what is wrong with a record, empty when it holds."""
        if row.number != number:
            return f"record {number} is missing"
        try:
            kind, content, seals = RecordKind(row.kind), json.loads(row.content), json.loads(row.seals)
            digest = link(self.digest, number, kind, row.project, row.subject, row.recorded_at, content, seals)
        except (ValueError, TypeError):
            return "it cannot be read"
        if row.previous != self.digest:
            return "it does not follow the record before it"
        if row.digest != digest:
            return "its content was changed"
        if self.known and self.known[0] == number and self.known[1] != digest:
            return "the chain was remade: this record had another digest"
        self.number, self.digest = number, digest
        return self._personal_fault(number, seals) or (
            self._listed_fault(number, content) if kind is RecordKind.ASSESSMENT else ""
        )

    def end(self) -> Fault | None:
        """Return what is wrong with the end of the chain."""
        head = self.connection.execute(select(HEAD.c.number, HEAD.c.digest)).one_or_none()
        if head is None or tuple(head) != (self.number, self.digest):
            return Fault(self.number + 1, "records at the end are missing or were added by hand")
        if self.known and self.known[0] > self.number:
            return Fault(self.number + 1, f"the chain was cut off: record {self.known[0]} was there before")
        return None

    def _erasures(self) -> set[tuple[int, str]]:
        query = select(RECORDS.c.content).where(RECORDS.c.kind == RecordKind.ERASURE.value)
        found = set()
        for text in self.connection.scalars(query):
            try:
                content = json.loads(text)
                found |= {(int(content["record"]), str(name)) for name in content["fields"]}
            except (ValueError, KeyError, TypeError):
                continue  # its own record will be named as changed
        return found

    def _personal(self, numbers: list[int]) -> dict[int, dict[str, tuple[str, str]]]:
        found: dict[int, dict[str, tuple[str, str]]] = {}
        for row in self.connection.execute(select(PERSONAL).where(PERSONAL.c.number.in_(numbers))):
            found.setdefault(row.number, {})[row.field] = (row.salt, row.content)
        return found

    def _personal_fault(self, number: int, seals: dict[str, str]) -> str:
        there = self.personal.get(number, {})
        for name in sorted(set(seals) | set(there)):
            if name not in seals:
                return f"the personal field {name} was added later"
            if (name in there) is ((number, name) in self.erased):
                state = "is still there after its erasure" if name in there else "is gone without a recorded erasure"
                return f"the personal field {name} {state}"
            if name in there and not _sealed(name, *there[name], seals[name]):
                return f"the personal field {name} was changed"
        return ""

    def _read_lists(self, numbers: list[int]) -> None:
        rows = self.connection.execute(select(ASSESSMENTS).where(ASSESSMENTS.c.number.in_(numbers)))
        self.listed = {row.number: dict(row._mapping) for row in rows}
        self.scores = {}
        for found in self.connection.execute(select(SCORES).where(SCORES.c.number.in_(numbers))):
            self.scores.setdefault(found.number, {})[found.criterion] = [found.low, found.high, found.target]

    def _listed_fault(self, number: int, content: dict[str, Any]) -> str:
        if not _same(self.listed.get(number, {}), self.scores.get(number, {}), content):
            return "the numbers that lists show differ from its content"
        return self._document_fault(content["document"]) if self.documents else ""

    def _document_fault(self, digest: str) -> str:
        document = self.connection.scalar(select(DOCUMENTS.c.data).where(DOCUMENTS.c.digest == digest))
        try:
            if document is None or hashlib.sha256(inflated(document)).hexdigest() != digest:
                return "its document was changed or is gone"
        except LedgerRefused as error:
            return str(error)
        return ""


def _same(listed: dict[str, Any], scores: dict[str, list[float]], content: dict[str, Any]) -> bool:
    shown = {name: value for name, value in content.items() if name not in ("document", "scores")}
    return {name: value for name, value in listed.items() if name != "number"} == shown and scores == content["scores"]


def _sealed(name: str, salt: str, content: str, expected: str) -> bool:
    try:
        return seal(salt, name, json.loads(content)) == expected
    except ValueError:
        return False
