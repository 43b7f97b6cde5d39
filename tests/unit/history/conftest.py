"""Stores to write to: a fresh SQLite file, or a fresh database of a PostgreSQL server started for the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.history.store import Store


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the URL of a server without a database name; it refuses to run as root, so another user starts it."""
    programs = _programs()
    if programs is None:
        pytest.skip("not run: PostgreSQL's server programs are not installed")
    pytest.importorskip("psycopg", reason="not run: psycopg is not installed")
    user = {}
    home = Path(tempfile.mkdtemp(prefix="readiness-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("nobody")
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(home, account.pw_uid, account.pw_gid)

    try:
        initialise = [
            programs / "initdb",
            "-D",
            home / "data",
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(initialise, check=True, cwd=home, stdout=subprocess.DEVNULL, timeout=120, **user)
        command = [programs / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"]
        with (home / "log").open("wb") as log, subprocess.Popen(command, cwd=home, stderr=log, **user) as server:
            try:
                url = f"postgresql://tester@/{{}}?host={home}"
                _await(server, url.format("postgres"))
                yield url
            finally:
                server.send_signal(signal.SIGQUIT)  # stop at once: nothing in it is needed any more
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _await(server: subprocess.Popen[bytes], url: str) -> None:
    """Return once the server takes connections."""
    import psycopg

    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Return the URL of an empty database."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres_server.format(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty store, on each database."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'history.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Yield an empty store, on each database."""
    with contextlib.closing(Store.open(url)) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty store in a SQLite file."""
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'history.db'}")) as opened:
        yield opened
