"""Facts about small pieces of code written for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from readiness.domain.evidence import Absent, Fact
from readiness.evidence.code.call_graph import reachability
from readiness.evidence.code.code_paths import serving_path, training_path
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.files.project import Project


@dataclass
class Code:
    """The facts that the code checks read; `Absent` where there is nothing."""

    project: Project
    reach: Fact | Absent
    training: Fact | Absent
    serving: Fact | Absent


@pytest.fixture
def code_of(project_of: Callable[[Mapping[str, str]], Project]) -> Callable[[Mapping[str, str]], Code]:
    """Return a function that writes files and returns the paths through their code."""

    def read(files: Mapping[str, str]) -> Code:
        project = project_of(files)
        sources = python_sources(project, notebooks(project))
        if isinstance(sources, Absent):
            return Code(project, sources, sources, sources)
        entries = entry_points(project, sources, read_containers(project), read_pipelines(project))
        reach = entries if isinstance(entries, Absent) else reachability(sources, entries)
        if isinstance(reach, Absent):
            return Code(project, reach, reach, reach)
        return Code(project, reach, training_path(reach), serving_path(reach))

    return read
