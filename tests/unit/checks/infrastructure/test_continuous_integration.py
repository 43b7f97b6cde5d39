"""Tests that run on a change and can fail it."""

import pytest

from checks.infrastructure.continuous_integration import continuous_integration
from readiness.domain.evidence import Absent
from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import PythonSources

NO_CODE = Absent("the project holds no Python")


def test_good(pipelines_of):
    result = continuous_integration(pipelines_of("      - run: uv run pytest -q\n"), NO_CODE)
    assert result.holds is True
    assert result.evidence[0].location.line == 5


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("      - run: pytest || true\n", "does not fail"),
        ("      - run: pytest\n        continue-on-error: true\n", "does not fail"),
        ("      - run: pytest | tee log\n", "does not fail"),
        ("      - run: echo pytest\n", "runs no tests"),
        ("      - run: pytest\n        if: false\n", "runs no tests"),
    ],
)
def test_bad(pipelines_of, step, reason):
    result = continuous_integration(pipelines_of(step), NO_CODE)
    assert result.holds is False
    assert reason in result.reason


def test_only_started_by_hand(pipelines_of):
    result = continuous_integration(pipelines_of("      - run: pytest\n", on="workflow_dispatch"), NO_CODE)
    assert result.holds is False
    assert "not started by a push" in result.reason


@pytest.mark.parametrize(("body", "holds"), [("assert 1 + 1 == 2", True), ("print('fine')", False)])
def test_tests_have_to_assert(pipelines_of, body, holds):
    sources = PythonSources((read_module("tests/test_a.py", f"def test_a():\n    {body}\n"),))
    assert continuous_integration(pipelines_of("      - run: pytest\n"), sources).holds is holds
