"""The database behind the store: SQLite in the user's data folder, or PostgreSQL by URL."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError

from readiness.domain.ledger import LedgerRefused
from readiness.history.data_home import data_home
from readiness.history.tables import REVISION

WAIT_SECONDS = 30
_WRITES = "readiness_writes"
_MIGRATION_LOCK = 7_303_014  # any number that no other program locks in this database


def store_url(environment: Mapping[str, str]) -> str:
    """Return READINESS_STORE, else the URL of ``history.db`` in the data folder."""
    chosen = environment.get("READINESS_STORE", "").strip()
    return chosen or f"sqlite:///{data_home(environment) / 'history.db'}"


def opened(url: str, wait: int = WAIT_SECONDS) -> Engine:
    """Return the engine of a database that was brought to the present shape.

    Parameters
    ----------
    wait
        Seconds that it may take to reach the server, or until another writer has finished.

    Raises
    ------
    LedgerRefused
        The URL is not understood, the database cannot be reached, or it was made by a newer version.
    """
    made = _url(url)
    try:
        engine = _sqlite(made, wait) if made.get_backend_name() == "sqlite" else _postgres(made, wait)
        _migrate(engine)
    except ImportError:
        raise LedgerRefused("PostgreSQL needs the package psycopg. Install it: pip install 'psycopg[binary]'") from None
    except (DatabaseError, OSError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise LedgerRefused(f"the history at {made.render_as_string()} cannot be opened: {reason}") from None
    return engine


def _url(url: str) -> URL:
    try:
        made = make_url(url)
    except ArgumentError:
        raise LedgerRefused("READINESS_STORE is no URL. Write sqlite:///path or postgresql://user@host/name") from None
    if made.get_backend_name() in ("postgresql", "postgres"):
        return made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() != "sqlite":
        raise LedgerRefused(f"{made.get_backend_name()} is not supported; use sqlite or postgresql")
    return made


def _sqlite(url: URL, wait: int) -> Engine:
    """Return an engine in which transactions begin when we say so, and writers wait for each other."""
    if url.database and url.database != ":memory:":
        place = Path(url.database)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(place, os.O_RDWR | os.O_CREAT, 0o600))  # it names people: for this user alone
    engine = create_engine(url, connect_args={"timeout": wait})

    @event.listens_for(engine, "connect")
    def prepare(connection, record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that began by reading could not become a writer once another one has written.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL, wait: int) -> Engine:
    limits = {"connect_timeout": wait, "options": f"-c lock_timeout={wait}s"}
    return create_engine(url, pool_pre_ping=True, connect_args=limits)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on which everything read is of one moment.

    Raises
    ------
    LedgerRefused
        The database is damaged, or cannot be reached any more.
    """
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    try:
        with engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise LedgerRefused(f"the history cannot be read: {reason}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose work is kept as a whole when the block ends, and not at all when it fails.

    Raises
    ------
    LedgerRefused
        Another writer did not finish in time, or the database refused.
    """
    try:
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise LedgerRefused(f"nothing was written: {reason}") from error


def forgotten(engine: Engine) -> None:
    """Bring what was erased out of SQLite's log file as well, as far as nobody reads just now."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == REVISION:
            return
    # Alembic takes a second to import and is needed once in the life of a database.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        found = _revision(connection)
        if found is not None and found not in known:
            raise LedgerRefused(f"the history has shape {found}, made by a newer version. Update Readiness.")
        if found != REVISION:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
