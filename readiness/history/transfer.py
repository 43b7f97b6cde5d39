"""Everything in one JSON file, out of a store and into another."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from readiness.domain.ledger import LedgerRefused, RecordKind, canonical, link, seal
from readiness.history import database
from readiness.history.assessments import documented, indexed, inflated
from readiness.history.store import Store, record_of
from readiness.history.tables import DOCUMENTS, HEAD, PERSONAL, RECORDS

FORMAT = "readiness-history"
VERSION = 1
_BATCH = 500


def exported(store: Store) -> Iterator[bytes]:
    """Yield the whole store as pieces of one JSON document, as of one moment.

    ``records`` in order, each with its personal fields and their salts; ``documents`` by SHA-256, zlib in base64. What
    was erased is not in it. Every line holds one record or document.
    """
    with database.reading(store.engine) as connection:
        yield f'{{"format": "{FORMAT}", "version": {VERSION},\n"records": ['.encode()
        yield from _joined(_records(connection))
        yield b'],\n"documents": {'
        yield from _joined(_documents(connection))
        yield b"}}\n"


def _joined(lines: Iterator[str]) -> Iterator[bytes]:
    for index, line in enumerate(lines):
        yield (",\n" if index else "\n").encode() + line.encode()


def _records(connection: Connection) -> Iterator[str]:
    last = 0
    while True:
        rows = connection.execute(
            select(RECORDS).where(RECORDS.c.number > last).order_by(RECORDS.c.number).limit(_BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].number
        personal: dict[int, dict[str, Any]] = {}
        numbers = [row.number for row in rows]
        for found in connection.execute(select(PERSONAL).where(PERSONAL.c.number.in_(numbers))):
            field = {"salt": found.salt, "value": json.loads(found.content)}
            personal.setdefault(found.number, {})[found.field] = field
        for row in rows:
            written = {**row._mapping, "content": json.loads(row.content), "seals": json.loads(row.seals)}
            yield canonical({**written, "personal": personal.get(row.number, {})})


def _documents(connection: Connection) -> Iterator[str]:
    for digest in connection.scalars(select(DOCUMENTS.c.digest).order_by(DOCUMENTS.c.digest)).all():
        data = connection.scalar(select(DOCUMENTS.c.data).where(DOCUMENTS.c.digest == digest))
        yield f'"{digest}": "{base64.b64encode(data or b"").decode()}"'


def imported(store: Store, data: bytes) -> int:
    """Return how many records were new: an empty store takes all, one that is behind takes the rest.

    Every record is verified before it is written, and erasures that arrive are carried out here too.

    Raises
    ------
    LedgerRefused
        The file is damaged or was changed, or the two histories have parted; nothing was written then.
    """
    try:
        whole = json.loads(data)
        if (whole["format"], whole["version"]) != (FORMAT, VERSION):
            raise LedgerRefused(f"this is no {FORMAT} file of version {VERSION}")
        records, documents = list(whole["records"]), dict(whole["documents"])
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerRefused(f"this is no history file: {error}") from None
    with database.writing(store.engine) as connection:
        number, digest = connection.execute(select(HEAD.c.number, HEAD.c.digest).with_for_update()).one()
        _same_past(records, number, digest)
        arriving = records[number:]
        for written in arriving:
            digest = _written(connection, written, number + 1, digest, documents)
            number += 1
        connection.execute(update(HEAD).values(number=number, digest=digest))
    database.forgotten(store.engine)
    return len(arriving)


def _same_past(records: list[Any], number: int, digest: str) -> None:
    """Refuse a file that tells another past than the one that is here."""
    if number == 0:
        return
    if len(records) < number:
        raise LedgerRefused(f"the file ends at record {len(records)}; this store already reaches {number}")
    if not isinstance(records[number - 1], dict) or records[number - 1].get("digest") != digest:
        raise LedgerRefused("the file tells another history than this store. Import it into an empty one.")


def _written(connection: Connection, written: Any, number: int, previous: str, documents: Mapping[str, str]) -> str:
    try:
        kind = RecordKind(written["kind"])
        project, subject, recorded_at = (str(written[name]) for name in ("project", "subject", "recorded_at"))
        content, seals, personal = written["content"], written["seals"], dict(written["personal"])
        digest = link(previous, number, kind, project, subject, recorded_at, content, seals)
        whole = (written["number"], written["previous"], written["digest"]) == (number, previous, digest)
        sealed = all(seal(field["salt"], name, field["value"]) == seals[name] for name, field in personal.items())
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerRefused(f"record {number} of the file cannot be read: {error!r}") from None
    if not whole or not sealed:
        raise LedgerRefused(f"record {number} of the file was changed")
    texts = {"content": canonical(content), "seals": canonical(seals), "previous": previous, "digest": digest}
    row = {"number": number, "kind": kind.value, "project": project, "subject": subject, "recorded_at": recorded_at}
    connection.execute(insert(RECORDS).values(**row, **texts))
    for name, field in personal.items():
        values = {"number": number, "field": name, "salt": field["salt"], "content": canonical(field["value"])}
        connection.execute(insert(PERSONAL).values(**values))
    if kind is RecordKind.ASSESSMENT:
        _with_document(connection, number, documents)
    if kind is RecordKind.ERASURE:
        gone = PERSONAL.c.field.in_(content["fields"])
        connection.execute(delete(PERSONAL).where(PERSONAL.c.number == content["record"], gone))
    return digest


def _with_document(connection: Connection, number: int, documents: Mapping[str, str]) -> None:
    record = record_of(connection.execute(select(RECORDS).where(RECORDS.c.number == number)).one(), {})
    digest = str(record.content["document"])
    try:
        data = base64.b64decode(documents[digest], validate=True)
    except (KeyError, binascii.Error, TypeError):
        raise LedgerRefused(f"the document of record {number} is not in the file") from None
    text = inflated(data)
    if hashlib.sha256(text).hexdigest() != digest:
        raise LedgerRefused(f"the document of record {number} was changed")
    indexed(connection, record)
    documented(connection, digest, data, len(text))
