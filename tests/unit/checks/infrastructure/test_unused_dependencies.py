"""Dependencies nothing uses."""

import pytest

from checks.infrastructure.unused_dependencies import unused_dependencies
from readiness.evidence.delivery.dependency_use import DependencyUse
from readiness.evidence.delivery.requirements import Requirement

A, B = (Requirement(name, "", "requirements.txt", line) for line, name in enumerate("ab", 1))


def test_good():
    result = unused_dependencies(DependencyUse((A, B), ()))
    assert result.measurements[0].value == 0.0
    assert result.findings == ()


def test_bad():
    result = unused_dependencies(DependencyUse((A, B), (B,)))
    assert result.measurements[0].value == 0.5
    assert str(result.findings[0].location) == "requirements.txt:2"


@pytest.mark.parametrize("unused", [(), (A,)])
def test_a_frozen_list_says_nothing(unused):
    (measurement,) = unused_dependencies(DependencyUse((A, B), unused, "requirements.txt")).measurements
    assert measurement.value is None
    assert "frozen list" in measurement.reason
