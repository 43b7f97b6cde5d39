"""SQL tables behind a connection that the user has named, copied row by row into a file of ours."""

from __future__ import annotations

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables_source import TableFiles
from readiness.evidence.declared.manifest import TableSource
from readiness.evidence.files.project import content_digest

SCHEMES = ("postgresql", "postgres")
BATCH_ROWS = 20_000
COPY_LIMIT_SECONDS = 600.0
COPY_LIMIT_BYTES = 32 * 2**30
VARIABLE = "env:"


def connection_files(dataset: str, source: TableSource, named: frozenset[str], folder: Path) -> TableFiles | Absent:
    """Return a table behind a connection as a Parquet file in ``folder``, or why it was not read.

    The connection is opened only when the user has named it, in the same words as the manifest; the transaction is read
    only. Rows stream through a cursor on the server, at most 20,000 in memory. What the address holds (password, host)
    never enters a message.
    """
    name = source.connection or ""
    if name not in named:
        return Absent(
            f"the {dataset} table lies behind {_shown(name)}, which is opened only when you name it yourself",
            Absence.CANNOT_TELL,
            fix=f"Start the assessment with --connection {_shown(name)}, or export the table to a file of the project.",
        )
    address = os.environ.get(name.removeprefix(VARIABLE), "") if name.startswith(VARIABLE) else name
    if not address:
        return Absent(f"{_shown(name)} is not set", Absence.CANNOT_TELL, fix=f"Set {_shown(name)} and assess again.")
    if urlsplit(address).scheme not in SCHEMES:
        reason = f"{_shown(name)} is no PostgreSQL address, and no other database is read"
        return Absent(reason, Absence.CANNOT_TELL, fix="Export the table to a file of the project.")
    try:
        return _copied(dataset, source, address, folder)
    except ModuleNotFoundError as error:
        reason = f"{error.name} is needed to read {_shown(name)}"
        return Absent(reason, Absence.CANNOT_TELL, fix="pip install 'psycopg[binary]'")
    except Exception as error:  # drivers raise their own kinds, with the address in the text
        return Absent(
            f"{source.table} could not be read from {_shown(name)} ({type(error).__name__})",
            Absence.CANNOT_TELL,
            fix=f"Check that {_shown(name)} reaches the database and that {source.table} may be read.",
        )


def _shown(name: str) -> str:
    """Return a connection for people: the variable's name, never an address with its password."""
    return name if name.startswith(VARIABLE) else "the address given for it"


def _copied(dataset: str, source: TableSource, address: str, folder: Path) -> TableFiles | Absent:
    import ibis
    import pyarrow.parquet as pq

    schema, _, table = str(source.table).rpartition(".")
    target = folder / f"{dataset} from connection.parquet"
    backend = ibis.connect(address)
    try:
        backend.raw_sql("SET default_transaction_read_only = on").close()
        rows = backend.table(table, database=schema or None)
        end = time.monotonic() + COPY_LIMIT_SECONDS
        reader = backend.to_pyarrow_batches(rows, chunk_size=BATCH_ROWS)
        with pq.ParquetWriter(target, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
                if time.monotonic() > end or target.stat().st_size > COPY_LIMIT_BYTES:
                    reason = f"{source.table} was not read within {COPY_LIMIT_SECONDS:.0f} s"
                    return Absent(reason, Absence.CANNOT_TELL, fix="Name a view with fewer rows.")
    finally:
        backend.disconnect()
    return TableFiles(dataset, (str(source.table),), (target,), "parquet", content_digest(target))
