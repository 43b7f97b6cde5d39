"""Gates of CI that cannot fail the run."""

import pytest

from checks.infrastructure.silenced_gates import silenced_gates
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.pipeline_files import read_pipelines

FLOW = """\
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: ruff check .
      - run: pytest
"""


def judged(project_of, text):
    return silenced_gates(read_pipelines(project_of({".github/workflows/ci.yml": text})))


def test_good(project_of):
    (value,) = judged(project_of, FLOW).measurements
    assert (value.value, value.n) == (0.0, 2)


@pytest.mark.parametrize(
    ("change", "share", "line"),
    [
        pytest.param(("run: pytest", "run: pytest || true"), 0.5, 7, id="swallowed"),
        pytest.param(("- run: pytest", "- {run: pytest, continue-on-error: true}"), 0.5, 7, id="step"),
        pytest.param(("    runs-on", "    continue-on-error: true\n    runs-on"), 1.0, 7, id="job"),
    ],
)
def test_bad(project_of, change, share, line):
    result = judged(project_of, FLOW.replace(*change))
    assert result.measurements[0].value == share
    assert result.findings[0].location.line == line


def test_no_gate(project_of):
    assert judged(project_of, FLOW.replace("ruff check .", "echo a").replace("pytest", "ls")).outcome is (
        Outcome.NOT_APPLICABLE
    )
    assert silenced_gates(Absent("none")).outcome is Outcome.NOT_APPLICABLE
