"""Assessments in the store: kept whole, listed by what lists show, and read back with what was not erased."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from readiness.domain.ledger import AssessmentSummary, Entry, LedgerRefused, Record, RecordKind, canonical
from readiness.history import database
from readiness.history.store import Store, appended, column_text, read
from readiness.history.tables import ASSESSMENTS, DOCUMENTS, RECORDS, SCORES

MOST_BYTES = 64 << 20
ERASED = "erased on request"
# Fields of a practice that name people.
NAMING = ("signed_by", "lapsed", "waiver")
NAMING_LISTS = {"attestations": ("person", "caveats"), "waivers": ("approver",)}


def keep(store: Store, assessment: bytes, at: datetime | None = None) -> Record:
    """Return the record of an assessment (contract section 4, JSON); one that is kept already is not kept twice.

    The names of signers and approvers stand apart from the document, as personal fields of the record.

    Raises
    ------
    LedgerRefused
        It is larger than the limit, lacks what lists show, or could not be written.
    """
    if len(assessment) > MOST_BYTES:
        raise LedgerRefused(f"an assessment of {len(assessment) >> 20} MB is too large; {MOST_BYTES >> 20} MB fit")
    try:
        document = json.loads(assessment)
        personal = _taken_out(document)
        text = canonical(document).encode()
        content = {**_content(document), "document": hashlib.sha256(text).hexdigest()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerRefused(f"this is no assessment that can be kept: {error!r}") from None
    entry = Entry(RecordKind.ASSESSMENT, content["project"], content["id"], content, personal)
    with database.writing(store.engine) as connection:
        known = connection.scalar(
            select(ASSESSMENTS.c.number).where(
                ASSESSMENTS.c.id == content["id"], ASSESSMENTS.c.created_at == content["created_at"]
            )
        )
        if known is None:
            (record,) = appended(connection, [entry], at)
            indexed(connection, record)
            documented(connection, content["document"], zlib.compress(text, 6), len(text))
            return record
    found = store.record(known)
    if found is None:
        raise LedgerRefused(f"record {known} is gone; verify the history")
    return found


def indexed(connection: Connection, record: Record) -> None:
    """Put what lists show of an assessment's record into its tables."""
    row = dict(record.content)
    scores, _ = row.pop("scores"), row.pop("document")
    assert isinstance(scores, dict)
    connection.execute(insert(ASSESSMENTS).values(number=record.number, **row))
    rows = [
        {"number": record.number, "criterion": code, "low": low, "high": high, "target": target}
        for code, (low, high, target) in scores.items()
    ]
    if rows:
        connection.execute(insert(SCORES), rows)


def documented(connection: Connection, digest: str, data: bytes, size: int) -> None:
    """Put a compressed document under its digest, unless it is there."""
    if connection.scalar(select(DOCUMENTS.c.size).where(DOCUMENTS.c.digest == digest)) is None:
        connection.execute(insert(DOCUMENTS).values(digest=digest, size=size, data=data))


def inflated(data: bytes) -> bytes:
    """Return a document's bytes.

    Raises
    ------
    LedgerRefused
        They are damaged, or larger than the limit.
    """
    try:
        reader = zlib.decompressobj()
        text = reader.decompress(data, MOST_BYTES)
    except (zlib.error, TypeError) as error:
        raise LedgerRefused(f"a document is damaged: {error}") from None
    if not reader.eof:
        raise LedgerRefused("a document is cut off or too large")
    return text


def summaries(store: Store, project: str | None = None, most: int = 50, skip: int = 0) -> tuple[AssessmentSummary, ...]:
    """Return the newest assessments, newest first, of one project if given."""
    query = select(ASSESSMENTS).order_by(ASSESSMENTS.c.created_at.desc(), ASSESSMENTS.c.number.desc())
    if project is not None:
        query = query.where(ASSESSMENTS.c.project == column_text(project))
    with database.reading(store.engine) as connection:
        return tuple(summarised(connection, query.limit(most).offset(skip)))


def trend(store: Store, project: str, most: int | None = None) -> tuple[AssessmentSummary, ...]:
    """Return the newest assessments of a project (all by default), oldest first."""
    query = select(ASSESSMENTS).where(ASSESSMENTS.c.project == column_text(project))
    query = query.order_by(ASSESSMENTS.c.created_at.desc(), ASSESSMENTS.c.number.desc()).limit(most)
    with database.reading(store.engine) as connection:
        return tuple(summarised(connection, query))[::-1]


def projects(store: Store) -> tuple[tuple[str, int, str], ...]:
    """Return (name, number of assessments, time of the newest) of every project, newest first."""
    newest = func.max(ASSESSMENTS.c.created_at)
    query = select(ASSESSMENTS.c.project, func.count(), newest).group_by(ASSESSMENTS.c.project).order_by(newest.desc())
    with database.reading(store.engine) as connection:
        return tuple((name, count, last) for name, count, last in connection.execute(query))


def known(store: Store, identity: str) -> bool:
    """Return whether an assessment of this id is kept."""
    query = select(ASSESSMENTS.c.number).where(ASSESSMENTS.c.id == identity).limit(1)
    with database.reading(store.engine) as connection:
        return connection.scalar(query) is not None


def assessment(store: Store, identity: str) -> bytes | None:
    """Return the newest kept assessment of this id as JSON, or None; names that were erased say so.

    Raises
    ------
    LedgerRefused
        Its document is damaged or gone.
    """
    query = (
        select(RECORDS)
        .join(ASSESSMENTS, ASSESSMENTS.c.number == RECORDS.c.number)
        .where(ASSESSMENTS.c.id == identity)
        .order_by(RECORDS.c.number.desc())
        .limit(1)
    )
    with database.reading(store.engine) as connection:
        record = next(iter(read(connection, query)), None)
        if record is None:
            return None
        data = connection.scalar(select(DOCUMENTS.c.data).where(DOCUMENTS.c.digest == record.content["document"]))
    if data is None:
        raise LedgerRefused(f"the document of record {record.number} is gone; verify the history")
    document = json.loads(inflated(data))
    _put_back(document, record)
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _content(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what lists and trends show, as it stands in the record and its tables."""
    project, rubric = document["project"], document["rubric"]
    return {
        "id": str(document["id"])[:64],
        "created_at": datetime.fromisoformat(document["created_at"]).astimezone(UTC).isoformat(timespec="seconds"),
        "project": column_text(project["name"]),
        "root_digest": str(project["root_digest"])[:64],
        "commit": str(project["commit"] or "")[:80],
        "model": str(project["model"])[:64],
        "data": str(project["data"])[:64],
        "risk_tier": column_text(project["risk_tier"])[:40],
        "rubric": str(rubric["digest"])[:64],
        "rubric_version": column_text(rubric["version"])[:40],
        "tool_version": column_text(document["tool"]["version"])[:40],
        "trust": str(document["trust"])[:16],
        "low": float(document["overall"]["low"]),
        "high": float(document["overall"]["high"]),
        "completeness": float(document["completeness"]),
        "weakest": column_text(document["weakest"])[:80],
        "scores": {
            column_text(criterion["code"])[:16]: [
                float(criterion["score"]["low"]),
                float(criterion["score"]["high"]),
                float(criterion["target"]),
            ]
            for criterion in document["criteria"]
        },
    }


def _practices(document: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    return (practice for criterion in document["criteria"] for practice in criterion["practices"])


def _places(document: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Yield every place that may name people: the personal field's name, and the object and key where it stands."""
    for practice in _practices(document):
        for key in NAMING:
            yield f"{practice['id']}.{key}", practice, key
    for section, keys in NAMING_LISTS.items():
        for index, entry in enumerate(document.get(section, ())):
            for key in keys:
                yield f"{section}.{index}.{key}", entry, key
    if "sole_developer" in document:
        yield "sole_developer", document, "sole_developer"


def _taken_out(document: dict[str, Any]) -> dict[str, object]:
    """Return what names people, by place, and empty those places of the document."""
    personal = {}
    for name, holder, key in _places(document):
        if holder[key]:
            personal[name] = holder[key]
            holder[key] = type(holder[key])()
    return personal


def _put_back(document: dict[str, Any], record: Record) -> None:
    for name, holder, key in _places(document):
        if name in record.seals:
            gone = [ERASED] if isinstance(holder[key], list) else ERASED
            holder[key] = record.personal.get(name, gone)


def summarised(connection: Connection, query: Select[Any]) -> Iterable[AssessmentSummary]:
    """Yield what lists show of every row of a query over the assessments."""
    rows = connection.execute(query).all()
    scores: dict[int, dict[str, tuple[float, float, float]]] = {}
    for start in range(0, len(rows), 500):
        numbers = [row.number for row in rows[start : start + 500]]
        for found in connection.execute(select(SCORES).where(SCORES.c.number.in_(numbers))):
            scores.setdefault(found.number, {})[found.criterion] = (found.low, found.high, found.target)
    for row in rows:
        yield _summary(row, scores.get(row.number, {}))


def _summary(row: Row[Any], scores: Mapping[str, tuple[float, float, float]]) -> AssessmentSummary:
    return AssessmentSummary(**row._mapping, scores=scores)
