"""Latency budget: how long the model takes for one row and for many, with its size and memory."""

from math import ceil, floor, sqrt

from checks.model_validation._trial_facts import Latency
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.declared_targets import Side, declared_target, side_of
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import Estimate

PERCENTILES = {"latency_p50_ms": 0.50, "latency_p95_ms": 0.95, "latency_p99_ms": 0.99}
Z = 1.96


@check(
    title="Latency, throughput, size and memory",
    effort=Effort.SMALL,
    measures=(
        *(Measure(name, Unit.MILLISECONDS) for name in PERCENTILES),
        Measure("throughput_rows_per_second", Unit.COUNT),
        Measure("model_bytes", Unit.BYTES),
        Measure("peak_memory_bytes", Unit.BYTES),
    ),
)
def latency_budget(latency: Latency, manifest: Manifest) -> CheckResult:
    """Return the 50th, 95th and 99th percentile of single-row calls in milliseconds, rows per second, size and memory.

    What it measures
    ----------------
    The loaded model is asked for single rows for 0.7 seconds, and once for up to 1,000 rows, in the isolated worker on
    this machine. Where other work held the processor the calls are made again, up to five times, and the calmest round
    counts. Targets such as latency_p95_ms in readiness.yaml are held against it.

    Why it matters
    --------------
    A model that is too slow for its users is not ready, however good it is.

    How to fix
    ----------
    Declare what the service may take. Where the model misses it: answer in batches, use fewer or smaller trees, export
    to ONNX, or cache.

    Limits
    ------
    The model alone, in process, on this machine, without network, parsing or features; your service adds to it. Values
    differ between runs and are left out of the assessment's digest.

    Source
    ------
    Interval of a percentile by order statistics: Conover 1999, section 3.2.
    """
    place = Location(latency.path)
    ordered = sorted(latency.single_ms)
    measurements, findings, evidence = [], [], []
    for name, share in PERCENTILES.items():
        estimate = percentile(ordered, share)
        about = "single-row calls in the isolated worker on this machine"
        measurements.append(
            Measurement(
                name,
                estimate.value,
                Unit.MILLISECONDS,
                estimate.low,
                estimate.high,
                estimate.confidence,
                estimate.n,
                model=latency.path,
                method=about,
                volatile=True,
                reason=estimate.reason,
            )
        )
        target = declared_target(manifest, name)
        if target is None:
            continue
        where = manifest.location(f"targets.{name}") or place
        side = side_of(target, estimate)
        if side is Side.INSIDE:
            evidence.append(Evidence(where, f"{name} meets your target {target} in the worker."))
        else:
            message = f"{name} {'misses' if side is Side.OUTSIDE else 'cannot be told from'} your target {target}."
            findings.append(
                Finding(Severity.HIGH if side is Side.OUTSIDE else Severity.LOW, message, where,
                        fix=f"Measure {latency.path} in the service; use fewer trees, batches or ONNX if it is slow.")
            )  # fmt: skip
    rows = Measurement(
        "throughput_rows_per_second", latency.rows_per_second, Unit.COUNT, n=latency.batch_rows, model=latency.path,
        method=f"one call on {latency.batch_rows:,} rows", volatile=True,
    )  # fmt: skip
    size = Measurement("model_bytes", latency.model_bytes, Unit.BYTES, model=latency.path)
    memory = Measurement(
        "peak_memory_bytes", latency.peak_bytes, Unit.BYTES, model=latency.path, volatile=True,
        reason="" if latency.peak_bytes else "not known on this system",
    )  # fmt: skip
    return measured(
        measurements=[*measurements, rows, size, memory], findings=findings, evidence=evidence, strength=Strength.E2
    )


def percentile(ordered: list[float], share: float) -> Estimate:
    """Return a percentile of sorted values with its 95 % interval by order statistics (binomial, normal limit)."""
    n = len(ordered)
    if n < 20:
        return Estimate(None, n=n, reason=f"too few calls: {n}")
    value = ordered[min(n - 1, ceil(share * n) - 1)]
    spread = Z * sqrt(n * share * (1 - share))
    low, high = max(0, floor(n * share - spread) - 1), min(n - 1, ceil(n * share + spread) - 1)
    return Estimate(value, ordered[low], ordered[high], n, "order statistics")
