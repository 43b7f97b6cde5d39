"""Facts of small tables written as CSV text, and the result of a check on them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.data_quality import _facts, _outlier_facts
from checks.data_quality._guard_facts import data_guards
from readiness.domain.check import Check, CheckResult
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.files.project_index import open_project

DATASETS = ("train", "test", "production", "reference")


def facts_of(folder: Path, task: str | None, data: Mapping[str, Any]) -> dict[type, Any]:
    sources = {name: TableSource(data[name]) if name in DATASETS else data[name] for name in data}
    manifest = Manifest(task=task, data=DataManifest(**sources))
    project = open_project(folder, Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
    found = tables(project, manifest)
    profiles = table_profiles(found, manifest)
    labels = _facts.target_labels(found, profiles, manifest)
    facts = [manifest, found, profiles, labels, _facts.sentinels(found, profiles)]
    facts.append(_outlier_facts.outlier_counts(found, profiles))
    facts.append(labels if isinstance(labels, Absent) else _facts.label_conflicts(found, manifest, labels))
    return {type(fact): fact for fact in facts}


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., dict[type, Any]]:
    """Return a function from ``train="a,b\\n1,2\\n"`` (and test=, target=, task= ...) to facts by type."""

    def made(task: str | None = None, **data: Any) -> dict[type, Any]:
        for name in DATASETS:
            if name in data:
                (tmp_path / f"{name}.csv").write_text(data[name])
                data[name] = f"{name}.csv"
        return facts_of(tmp_path, task, data)

    return made


@pytest.fixture
def result(facts: Callable[..., dict[type, Any]]) -> Callable[..., CheckResult]:
    """Return a function that runs a check on tables given as text."""

    def run(check: Check, task: str | None = None, **data: Any) -> CheckResult:
        found = facts(task, **data)
        return check(**{need.parameter: found[need.fact] for need in check.needs})

    return run


@pytest.fixture
def published() -> Callable[..., dict[type, Any]]:
    """Return a function from a published data set's file to facts; skips where the data sets are not at hand."""

    def made(path: str, task: str | None = None, **data: Any) -> dict[type, Any]:
        folder = Path(os.environ.get("READINESS_PUBLISHED_DATA", ""), path).parent
        if "READINESS_PUBLISHED_DATA" not in os.environ or not folder.is_dir():
            pytest.skip("READINESS_PUBLISHED_DATA names no folder with the published data sets")
        return facts_of(folder, task, {**data, "train": Path(path).name})

    return made


@pytest.fixture
def of() -> Callable[..., dict[str | None, float | None]]:
    """Return a function from a result to its values by column, of one measurement name or of the first."""

    def by_column(result: CheckResult, name: str | None = None) -> dict[str | None, float | None]:
        wanted = name or result.measurements[0].name
        return {m.column: m.value for m in result.measurements if m.name == wanted}

    return by_column


@pytest.fixture
def check_on() -> Callable[[Check, dict[type, Any]], CheckResult]:
    """Return a function that runs a check on facts by type."""

    def run(check: Check, found: dict[type, Any]) -> CheckResult:
        return check(**{need.parameter: found[need.fact] for need in check.needs})

    return run


@pytest.fixture
def guards(project_of: Callable[..., Any]) -> Callable[[Mapping[str, str]], Any]:
    """Return a function from infrastructure files to the stores, grants and access records they declare."""

    def read(files: Mapping[str, str]) -> Any:
        project = project_of(files)
        return data_guards(project, read_cloud_resources(project, Absent("")))

    return read
