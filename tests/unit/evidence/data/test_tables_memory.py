"""A table three times larger than the memory allowed is profiled to the end."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.domain.settings import Settings
from readiness.evidence.data import tables_store
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

ALLOWED = 80 * 2**20
COLUMNS, ROWS, PARTS = 32, 50_000, 20


@pytest.mark.slow
def test_a_table_larger_than_memory_completes(tmp_path, monkeypatch):
    monkeypatch.setattr(tables_store, "MEMORY_LIMIT_BYTES", ALLOWED)
    rng = np.random.default_rng(0)
    schema = pa.schema([(f"c{number}", pa.float64()) for number in range(COLUMNS)])
    total = 0.0
    with pq.ParquetWriter(tmp_path / "train.parquet", schema) as writer:
        for _ in range(PARTS):
            part = rng.normal(size=(COLUMNS, ROWS))
            total += float(part[0].sum())
            writer.write_table(pa.table(list(part), schema=schema))
    assert COLUMNS * ROWS * PARTS * 8 > 3 * ALLOWED
    manifest = Manifest(data=DataManifest(TableSource("train.parquet")))
    found = tables(open_project(tmp_path, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))), manifest)
    profile = table_profiles(found, manifest).profiles["train"]
    assert profile.rows == ROWS * PARTS
    column = profile.columns["c0"]
    assert column.missing == 0
    assert column.mean == pytest.approx(total / (ROWS * PARTS), abs=1e-9)
    assert column.quantiles[0.5] == pytest.approx(0.0, abs=0.02)
    assert profile.duplicate_rows == 0
