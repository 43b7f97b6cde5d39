"""Load test: the real prediction routes were asked by many at once, and kept the objective."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.entry_points import Entry
from readiness.evidence.operation.load_results import LoadResult, LoadResults
from readiness.evidence.operation.load_tests import LoadRequest, LoadTests

RECORDED = ("date", "users", "95th percentile", "failures")


@check(
    title="Load test on real routes",
    effort=Effort.MEDIUM,
    measures=(
        Measure("loaded_route_share", Unit.SHARE),
        Measure("load_result_facts", Unit.COUNT),
        Measure("load_failure_share", Unit.SHARE),
        Measure("latency_p95_ms", Unit.MILLISECONDS),
    ),
)
def load_test(tests: LoadTests, serving: ServingPath, results: LoadResults | Absent) -> CheckResult:
    """Return the share of prediction routes under load test, and what the kept result says of time and failures.

    What it measures
    ----------------
    ``loaded_route_share``: prediction routes of the code that a task of locust, k6, JMeter or Artillery asks, by method
    and path, with a body where the method carries one. From the kept result file: ``latency_p95_ms`` of the prediction
    routes (of all requests where the tool does not tell them apart), ``load_failure_share``, and
    ``load_result_facts``, how many of date, users, percentile and failures are on record (0 to 4). Your target
    latency_p95_ms is held against it.

    Why it matters
    --------------
    Queues and locks appear only under load. Launch day is a poor time to find them.

    How to fix
    ----------
    Send the prediction route the payloads of production from as many callers as you expect, twice over, and keep the
    result file with date and number of callers.

    Limits
    ------
    No load is made here: the figures are those of the file. Whether the callers are as many as you expect, and the
    machine like production, is yours to say. Payloads are not compared with the schema; failures show them.

    Source
    ------
    Locust, k6 and JMeter documentation on result files (2024); Dean and Barroso, "The Tail at Scale", 2013.
    """
    routes = [entry for entry in serving.entries if entry.address]
    hit = {entry.title: found for entry in routes if (found := _hitting(entry, tests))}
    share = len(hit) / len(routes) if routes else None
    why = "" if routes else "the prediction path has no address that a load test could ask"
    measurements = [Measurement("loaded_route_share", share, Unit.SHARE, n=len(routes), reason=why)]
    findings = list(_missed(routes, hit, tests))
    evidence = [Evidence(found.location, f"{found.tool} asks {title}.") for title, found in hit.items()]
    rows = _rows(list(hit.values()), results) if isinstance(results, LoadResults) else []
    if not rows:
        place = next(iter(hit.values())).location if hit else findings[0].location
        message = "No result of a load test on the prediction routes is kept."
        findings.append(Finding(Severity.MEDIUM, message, place, fix="Keep the result file of the run (locust --csv)."))
        measurements.append(Measurement("load_result_facts", 0.0, Unit.COUNT, n=len(RECORDED)))
        return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E1)
    measurements += _figures(rows)
    worst = max(rows, key=lambda row: row.p95_ms or 0.0)
    lacking = [name for name, there in zip(RECORDED, _recorded(worst), strict=True) if not there]
    if lacking:
        message = f"The result does not say {' and '.join(lacking)}."
        fix = f"Keep {' and '.join(lacking)} of the run beside {worst.location.path}, such as locust's history file."
        findings.append(Finding(Severity.LOW, message, worst.location, fix=fix))
    told = f"{worst.requests:,} requests, {worst.failures:,} failed"
    told += f", 95th percentile {worst.p95_ms:g} ms" if worst.p95_ms is not None else ""
    told += f", {worst.users} callers" if worst.users else ""
    told += f", {worst.date}" if worst.date else ""
    evidence.append(Evidence(worst.location, f"{told}."))
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E1)


def _hitting(entry: Entry, tests: LoadTests) -> LoadRequest | None:
    return next((request for request in tests.requests if request.hits(entry.method or "POST", entry.address)), None)


def _missed(routes: list[Entry], hit: dict[str, LoadRequest], tests: LoadTests) -> Iterator[Finding]:
    place = tests.requests[0].location if tests.requests else tests.unread[0]
    asked = (
        ", ".join(sorted({f"{item.method} {item.path}" for item in tests.requests})[:5]) or "nothing that can be read"
    )
    for entry in routes:
        if entry.title not in hit:
            message = f"No load test asks {entry.title}; the tasks ask {asked}."
            yield Finding(Severity.MEDIUM, message, place, fix=f"Add a task for {entry.title} to {place.path}.")
    if not routes:
        yield Finding(Severity.LOW, "No prediction route has an address.", place, fix=f"Check the URL in {place.path}.")


def _rows(hit: list[LoadRequest], results: LoadResults) -> list[LoadResult]:
    """Return the rows about the asked routes, else those of all requests when nothing tells routes apart."""
    named = [
        row
        for row in results.results
        if row.path and any(row.path.split("?")[0].rstrip("/") == request.path.rstrip("/") for request in hit)
    ]
    told_apart = any(row.path for row in results.results)
    return named or ([] if told_apart or not hit else list(results.results))


def _recorded(row: LoadResult) -> tuple[bool, ...]:
    return bool(row.date), bool(row.users), row.p95_ms is not None, True


def _figures(rows: list[LoadResult]) -> Iterator[Measurement]:
    facts = min(sum(_recorded(row)) for row in rows)
    yield Measurement("load_result_facts", float(facts), Unit.COUNT, n=len(RECORDED))
    requests = sum(row.requests for row in rows)
    method = f"as {rows[0].location.path} says"
    failed = sum(row.failures for row in rows) / requests
    yield Measurement("load_failure_share", min(1.0, failed), Unit.SHARE, n=requests, method=method)
    slowest = max((row.p95_ms for row in rows if row.p95_ms is not None), default=None)
    reason = "" if slowest is not None else "the result gives no 95th percentile"
    yield Measurement("latency_p95_ms", slowest, Unit.MILLISECONDS, n=requests, method=method, reason=reason)
