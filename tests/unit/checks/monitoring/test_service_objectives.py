"""Objectives with numbers, as read from the project's files."""

from checks.monitoring.service_objectives import service_objectives
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.operation.service_objectives import read_service_objectives

SLO = "objectives:\n  - name: availability\n    target: 0.995\n  - name: latency\n    target: fast\n"


def objectives(project_of, files):
    project = project_of(files)
    return read_service_objectives(project, read_documents(project))


def test_good(project_of):
    found = objectives(project_of, {"slo.yaml": SLO, "docs/a.md": "# SLO\n- 95 % of predictions within 200 ms\n"})
    result = service_objectives(found)
    assert result.measurements[0].value == 2
    assert [str(evidence.location) for evidence in result.evidence] == ["slo.yaml:3", "docs/a.md:2"]


def test_bad(project_of):
    files = {"slo.yaml": "objectives: [{name: a, target: high}]\n", "docs/a.md": "# SLO\nThe service is always fast.\n"}
    assert "no service objective with a number" in objectives(project_of, files).reason


def test_a_target_in_another_file_is_none(project_of):
    assert "no service objective" in objectives(project_of, {"train.yaml": "target: 1\n"}).reason
