"""Verdicts on small projects written into a temporary folder."""

from datetime import UTC, datetime

import pytest

from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.code.call_graph import reachability
from readiness.evidence.code.code_paths import serving_path, training_path
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.exported_metrics import read_exported_metrics
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import PythonSources, python_sources
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.delivery.requirement_files import read_requirements
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.files.project_index import open_project
from readiness.evidence.files.secrets import read_secrets
from readiness.evidence.operation.prometheus_files import read_alert_rules, read_dashboards
from readiness.evidence.signals.catalogue import DETECTORS
from readiness.evidence.signals.seen import Seen


def given(fact):
    """Return a fact, or None for an absent one."""
    return None if isinstance(fact, Absent) else fact


def look(project, *, with_secrets=False):
    """Return what the detectors see of a project."""
    books = notebooks(project)
    sources = given(python_sources(project, books)) or PythonSources(())
    containers, pipelines = read_containers(project), read_pipelines(project)
    entries = given(entry_points(project, sources, containers, pipelines))
    reached = given(reachability(sources, entries)) if entries else None
    return Seen(
        project,
        sources=sources,
        reachability=reached,
        training=given(training_path(reached)) if reached else None,
        serving=given(serving_path(reached)) if reached else None,
        containers=given(containers),
        pipelines=given(pipelines),
        requirements=given(read_requirements(project)),
        documents=given(read_documents(project)),
        secrets=read_secrets(project) if with_secrets else None,
        plain_kubernetes=given(read_kubernetes(project)),
        alert_rules=given(read_alert_rules(project)),
        dashboards=given(read_dashboards(project)),
        exported=given(read_exported_metrics(sources)),
        notebooks=given(books),
    )


@pytest.fixture
def seen(tmp_path):
    """Return a function that writes files (path to text) and returns what the detectors see."""

    def write(files, **options):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return look(open_project(tmp_path, Settings(datetime(2026, 11, 20, tzinfo=UTC))), **options)

    return write


@pytest.fixture
def verdict(seen):
    """Return a function that writes files and returns one signal's verdict."""
    detectors = dict(DETECTORS)

    def ask(signal, files, **options):
        return detectors[signal](seen(files, **options))

    return ask


@pytest.fixture
def agrees(verdict):
    """Return a function that asserts a verdict and, for a present one, that it shows a place."""

    def check(signal, expected, files, **options):
        found = verdict(signal, files, **options)
        assert found.present is expected, f"{signal}: {found}"
        assert found.reason
        assert bool(found.evidence) is bool(expected)
        assert all(one.location.path in files and one.why for one in found.evidence)

    return check
