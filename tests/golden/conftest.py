"""The sample projects assessed once per test process."""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings

NOW = datetime(2026, 11, 20, 16, 42, tzinfo=UTC)


def settings(trust: Trust = Trust.MODEL) -> Settings:
    return Settings(now=NOW, trust=trust, accept_weak_isolation=True)


@functools.cache
def _assessed(name: str) -> Assessment:
    return api.assess(api.SAMPLES / name, settings())


@pytest.fixture(scope="session")
def assessed():
    """Return a function from a sample's name to its assessment at trust model."""
    return _assessed


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and modification time of everything below a folder."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")
    }
