"""Tables behind a connection: opened only when named, read only, streamed, and silent about the address."""

import datetime as dt
import importlib.util
from pathlib import Path

import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource

_server = importlib.util.spec_from_file_location("servers", Path(__file__).parents[2] / "history" / "conftest.py")
_servers = importlib.util.module_from_spec(_server)
_server.loader.exec_module(_servers)
postgres_server, postgres_url = _servers.postgres_server, _servers.postgres_url

NAME = "env:READINESS_TEST_DATABASE"
MANIFEST = Manifest(data=DataManifest(TableSource(connection=NAME, table="lake.loans"), target="y"))


def settings(*connections):
    return Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC), connections=frozenset(connections))


@pytest.fixture
def loans(postgres_url, monkeypatch):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA lake")
        connection.execute("CREATE TABLE lake.loans (id int, income numeric, region text, at timestamp, y boolean)")
        connection.execute(
            "INSERT INTO lake.loans SELECT i, i / 2.0, CASE WHEN i % 4 = 0 THEN NULL ELSE 'n' END, "
            "timestamp '2024-01-01' + i * interval '1 hour', i % 2 = 0 FROM generate_series(1, 50000) i"
        )
    monkeypatch.setenv("READINESS_TEST_DATABASE", postgres_url)
    return postgres_url


@pytest.mark.postgres
def test_a_named_connection_is_read_and_profiled(loans, project_of):
    found = tables(project_of({"train.py": "x = 1\n"}), MANIFEST, settings(NAME))
    table = found.tables["train"]
    assert (table.rows, table.location.path) == (50_000, "lake.loans")
    assert [column.kind for column in table.columns] == ["integer", "number", "text", "datetime", "boolean"]
    profile = table_profiles(found, MANIFEST).profiles["train"].columns
    assert profile["region"].missing == 12_500
    assert profile["income"].mean == pytest.approx(12_500.25)
    assert str(profile["at"].minimum).startswith("2024-01-01T01:00")


@pytest.mark.postgres
def test_a_connection_that_nobody_named_is_not_opened(loans, project_of):
    found = tables(project_of({"train.py": "x = 1\n"}), MANIFEST, settings("env:OTHER"))
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL
    assert "--connection env:READINESS_TEST_DATABASE" in found.fix


@pytest.mark.postgres
def test_a_table_that_is_not_there(loans, project_of):
    manifest = Manifest(data=DataManifest(TableSource(connection=NAME, table="lake.nothing")))
    found = tables(project_of({"train.py": "x = 1\n"}), manifest, settings(NAME))
    assert isinstance(found, Absent)
    assert "lake.nothing could not be read" in found.reason


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "is not set"),
        ("mysql://u:secret@h/d", "no PostgreSQL address"),
        ("postgresql://u:secret@127.0.0.1:1/d", "could not"),
    ],
)
def test_addresses_that_lead_nowhere_keep_their_secret(project_of, monkeypatch, address, why):
    monkeypatch.setenv("READINESS_TEST_DATABASE", address)
    found = tables(project_of({"train.py": "x = 1\n"}), MANIFEST, settings(NAME))
    assert isinstance(found, Absent)
    assert why in found.reason
    assert "secret" not in found.reason + found.fix
