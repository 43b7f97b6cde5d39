"""Measured memory against the declared limit."""

import pytest

from checks.model_validation._trial_facts import Latency
from checks.model_validation.memory_fits import memory_bytes, memory_fits
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.kubernetes import Container, Kubernetes, Workload

LATENCY = Latency("m.joblib", (1.0,), 10, 100.0, 300 * 2**20, 1_000)


def judged(limit, latency=LATENCY):
    box = Container("api", "r/api:1", 11, limits={"memory": limit} if limit else {})
    work = Workload("Deployment", "api", "default", "k.yaml", 1, (box,))
    return memory_fits(Kubernetes((work,)), latency)


def test_good():
    result = judged("600Mi")
    assert result.measurements[0].value == 0.5
    assert result.measurements[0].volatile
    assert result.findings == ()


def test_bad():
    result = judged("150Mi")
    assert result.measurements[0].value == 2.0
    assert str(result.findings[0].location) == "k.yaml:11"
    assert "m.joblib" in result.findings[0].message


def test_not_known_and_no_limit():
    unknown = Latency("m.joblib", (1.0,), 10, 100.0, None, 1_000)
    assert judged("1Gi", unknown).measurements[0].value is None
    assert judged("").outcome is Outcome.NOT_APPLICABLE
    assert memory_fits(Absent("none"), LATENCY).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("written", "value"),
    [("1Gi", 2**30), ("500M", 5e8), ("1.5Gi", 1.5 * 2**30), ("1000", 1000), ("0", None), ("lots", None), ("", None)],
)
def test_quantities(written, value):
    assert memory_bytes(written) == value
