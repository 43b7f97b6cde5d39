"""Load tests of the serving path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Module
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_HTTP = re.compile(r"^(requests|httpx|aiohttp|urllib|urllib3|grpc)\b|\.(post|get|request|Predict|infer)$")


_CONCURRENT = re.compile(
    r"^asyncio\.(gather|create_task|wait|TaskGroup|as_completed|Semaphore)|ThreadPoolExecutor|"
    r"ProcessPoolExecutor|^threading\.Thread|"
    r"^multiprocessing\.|^gevent\.|^joblib\.Parallel"
)


_TIMED = re.compile(
    r"^time\.(time|perf_counter|monotonic)|^timeit\.|^statistics\.|percentile$|quantile$|^datetime\.datetime\.now"
)


_LOAD_NAME = re.compile(r"(?i)(load|stress|perf(ormance)?|bench(mark)?|throughput|latency|concurren)")


_LOAD_COMMAND = re.compile(
    r"^(?:\S*/)?(?:locust|k6 run|vegeta attack|wrk2? |hey |ab -|jmeter|artillery (?:run|quick)|"
    r"gatling|bombardier|oha |ghz |autocannon|siege)\b"
)


def load_test(seen: Seen) -> Signal:
    """A load test of the serving path with concurrent or repeated requests: locust, k6, JMeter or an own one.

    Not: one request; users that only ask for the start page.
    """

    def loads() -> Iterator[Evidence]:
        for module in seen.modules:
            yield from _locust(module)
            yield from _own_load(module)
        for path in seen.files.ending(".js", ".ts"):
            for line, _, _ in seen.files.lines(path, re.compile(r"from ['\"]k6")):
                yield place(path, line, "k6 script")
        for path in seen.files.ending(".jmx"):
            if "ThreadGroup" in seen.files.text(path):
                yield place(path, 1, "JMeter plan with a thread group")
        for path, root in seen.files.yaml_with("phases", "arrivalRate", tests=True):
            yield place(path, root.line, "Artillery scenario")
        for path in seen.files.ending(".scala"):
            if "io.gatling" in seen.files.text(path):
                yield place(path, 1, "Gatling simulation")
        for written in seen.commands:
            if (
                written.kind != "document"
                and _LOAD_COMMAND.search(written.text)
                and not written.text.startswith("locust")
            ):
                yield written.at(f"runs '{written.text[:60]}'")

    return shown_by(loads(), "no load test with concurrent or repeated requests")


def _locust(module: Module) -> Iterator[Evidence]:
    if not any(name.startswith("locust") for name in module.import_lines):
        return
    for definition in module.definitions.values():
        if definition.kind == "class" and any(base.startswith("locust.") for base in definition.bases):
            asked = [
                call.literal("path", 0) or call.literal("url", 0)
                for call in module.calls
                if re.search(r"client\.(get|post|put|request)$", call.name)
            ]
            plain = [str(address) for address in asked if isinstance(address, str)]
            if (
                plain
                and len(plain) == len(asked)
                and all(address.strip("/") in ("", "health", "docs", "healthcheck") for address in plain)
            ):
                continue
            yield place(module.path, definition.line, f"{definition.last} sends requests as a simulated user")


def _own_load(module: Module) -> Iterator[Evidence]:
    asks = [call for call in module.calls if _HTTP.search(call.name) and not call.name.startswith("os.")]
    if not asks or module.notebook:
        return
    client = any(re.match(r"(requests|httpx|aiohttp|grpc|urllib)", name) for name in module.import_lines)
    together = [call for call in module.calls if _CONCURRENT.search(call.name)]
    timed = any(_TIMED.search(call.name) for call in module.calls)
    named = bool(_LOAD_NAME.search(module.path.rpartition("/")[2])) or any(
        _LOAD_NAME.search(d.last) for d in module.functions()
    )
    if client and named and together and timed:
        yield place(module.path, together[0].line, "sends requests at the same time and measures their duration")
    elif client and timed and named and _LOAD_NAME.search(module.path.rpartition("/")[2]):
        yield place(module.path, asks[0].line, "sends repeated requests and measures their duration")
