import pytest

from checks.model_validation._trial_facts import Latency
from checks.model_validation.latency_budget import latency_budget, percentile
from readiness.domain.finding import Severity
from readiness.evidence.declared.manifest import Manifest

MILLISECONDS = tuple(float(value) for value in range(1, 101))


def latency(single: tuple[float, ...] = MILLISECONDS) -> Latency:
    return Latency("m.joblib", single, 1000, 50_000.0, 200_000_000, 5_000)


def manifest(target: str) -> Manifest:
    return Manifest(path="readiness.yaml", targets={"latency_p95_ms": target}, lines={"latency_p95_ms": 3})


def test_percentiles_come_with_order_statistics_and_are_volatile() -> None:
    result = latency_budget(latency(), Manifest())
    found = {m.name: m for m in result.measurements}
    assert [found[f"latency_p{p}_ms"].value for p in (50, 95, 99)] == [50.0, 95.0, 99.0]
    # n p = 95, sd 2.18, 1.96 sd = 4.27: 90th to 100th value.
    assert (found["latency_p95_ms"].low, found["latency_p95_ms"].high) == (90.0, 100.0)
    assert found["latency_p95_ms"].volatile and not found["model_bytes"].volatile
    assert found["throughput_rows_per_second"].value == 50_000.0


@pytest.mark.parametrize(
    ("target", "severity"),
    [
        pytest.param("<= 200", None, id="met"),
        pytest.param("<= 50", Severity.HIGH, id="missed"),
        pytest.param("<= 95", Severity.LOW, id="open"),
    ],
)
def test_a_declared_budget_is_held_against_the_interval(target: str, severity: Severity | None) -> None:
    result = latency_budget(latency(), manifest(target))
    assert [f.severity for f in result.findings] == ([severity] if severity else [])
    assert bool(result.evidence) is (severity is None)


def test_texts_hold_no_number_that_differs_between_runs() -> None:
    one, other = (latency_budget(latency(tuple(v * k for v in MILLISECONDS)), manifest("<= 500")) for k in (1, 2))
    assert one.evidence == other.evidence


def test_too_few_calls_give_no_value() -> None:
    assert percentile([1.0] * 19, 0.95).value is None
    assert percentile([], 0.5).reason == "too few calls: 0"
