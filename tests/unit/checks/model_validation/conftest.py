"""Facts of a train and a test table written as CSV text."""

import datetime as dt

import pytest

from checks.model_validation._split_facts import split_overlap
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project


@pytest.fixture
def split(tmp_path):
    """Return a function from the two tables as text (and manifest keys) to the split fact."""

    def made(train, test, **data):
        sources = {}
        for name, text in (("train", train), ("test", test)):
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
                sources[name] = TableSource(f"{name}.csv")
        manifest = Manifest(data=DataManifest(**sources, **data))
        project = open_project(tmp_path, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
        found = tables(project, manifest)
        return split_overlap(found, table_profiles(found, manifest), manifest)

    return made


@pytest.fixture
def value():
    """Return a function from a result and a name to its measurement."""

    def named(result, name):
        return next(m for m in result.measurements if m.name == name)

    return named
