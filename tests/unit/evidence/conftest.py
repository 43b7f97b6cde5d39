"""Small projects written into a temporary folder, and the facts read from them."""

from datetime import UTC, datetime

import pytest

from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.code.call_graph import reachability
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.files.project_index import open_project


@pytest.fixture
def written(tmp_path):
    """Return a function that writes files (path to text) and returns the indexed project."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return open_project(tmp_path, Settings(datetime(2026, 11, 20, tzinfo=UTC)))

    return write


@pytest.fixture
def reached(written):
    """Return a function that writes files and returns what their entry points reach."""

    def read(files):
        project = written(files)
        sources = python_sources(project, notebooks(project))
        if isinstance(sources, Absent):
            return sources
        entries = entry_points(project, sources, read_containers(project), read_pipelines(project))
        return entries if isinstance(entries, Absent) else reachability(sources, entries)

    return read
