"""Service metrics and where the serving path updates them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.log_calls import handler_of
from readiness.evidence.code.python_module import Call, Module

KINDS = ("latency", "predictions", "errors")
METRIC = re.compile(
    r"^(prometheus_client|opentelemetry|statsd|datadog|aioprometheus|pystatsd|ddtrace|aws_embedded_metrics)\b"
    r"|create_(counter|histogram|up_down_counter)\(\)"
)
UPDATES = ("inc", "observe", "time", "set", "add", "record", "incr", "increment", "timing", "histogram", "gauge")
PUT = re.compile(r"(put_metric_data|put_metric|add_metric|track_metric)$")
WHOLE_SERVICE = re.compile(
    r"^(prometheus_fastapi_instrumentator\.Instrumentator\(\).*\.instrument$|starlette_exporter\.PrometheusMiddleware$"
    r"|starlette_prometheus\.PrometheusMiddleware$|prometheus_flask_exporter\.\w+$|prometheus_flask_instrumentator\.\w+$"
    r"|opentelemetry\.instrumentation\.(fastapi|flask|asgi|wsgi)\.\w+\(?\)?\.instrument(_app)?$)"
)
TIMING = re.compile(r"latenc|duration|seconds|time|timing|elapsed|_ms\b", re.IGNORECASE)
FAILING = re.compile(r"error|fail|exception|reject|invalid|5xx", re.IGNORECASE)
DEFINES = re.compile(r"^(prometheus_client\.(Counter|Histogram|Summary|Gauge|Info|Enum)|.*create_(counter|histogram))$")


@dataclass(frozen=True)
class MetricUpdates(Fact):
    """Metrics of the service.

    Attributes
    ----------
    updates
        For latency, predictions and errors the calls on the serving path that update such a metric.
    defined
        Calls anywhere in the service's modules that define a metric.
    """

    updates: dict[str, tuple[ReachedCall, ...]]
    defined: tuple[ReachedCall, ...] = ()


@provides("code")
def metric_updates(serving: ServingPath, reachability: Reachability) -> MetricUpdates:
    """Return which metrics the serving path updates; middleware that measures every request counts for all kinds."""
    found: dict[str, list[ReachedCall]] = {kind: [] for kind in KINDS}
    for call in (*serving.calls, *_decorators(serving, reachability)):
        if is_update(call):
            for kind in _kinds(call, serving, reachability):
                found[kind].append(call)
    service = tuple(reachability.calls(_whole(serving, reachability)))
    for call in service:
        if WHOLE_SERVICE.match(call.name) or any(
            WHOLE_SERVICE.match(reachability.full_name(name, call.module)) for name in _added(call.call)
        ):
            for kind in KINDS:
                found[kind].append(call)
    defined = tuple(call for call in service if DEFINES.match(call.name))
    return MetricUpdates({kind: tuple(calls) for kind, calls in found.items()}, defined)


def is_update(call: ReachedCall) -> bool:
    """Return whether a call updates a metric."""
    return bool(PUT.search(call.name)) or (call.call.last in UPDATES and bool(METRIC.search(call.name)))


def _added(call: Call) -> list[str]:
    if call.last != "add_middleware":
        return []
    return [str(getattr(value, "name", "")) for value in call.positional]


def _whole(serving: ServingPath, reachability: Reachability) -> frozenset[tuple[str, str]]:
    modules = {path for path, _ in serving.nodes | serving.around_nodes}
    for entry in reachability.of("script"):
        if entry.location.path in modules or modules & {path for path, _ in reachability.from_entry(entry)}:
            modules.add(entry.location.path)
    sources = reachability.sources.by_path
    return frozenset((path, name) for path in modules for name in ("", *sources[path].definitions))


def _decorators(serving: ServingPath, reachability: Reachability) -> list[ReachedCall]:
    sources = reachability.sources.by_path
    handlers = [(sources[path], sources[path].definitions.get(name)) for path, name in sorted(serving.nodes)]
    return [
        ReachedCall(module, decorator, reachability.full_name(decorator.name, module))
        for module, definition in handlers
        if definition is not None
        for decorator in definition.decorators
    ]


def _kinds(call: ReachedCall, serving: ServingPath, reachability: Reachability) -> list[str]:
    described = f"{call.call.written} {_definition(call, reachability)}"
    around = (call.module.path, call.call.scope) in serving.around_nodes - serving.nodes
    handled = handler_of(call, call.module.handlers) is not None
    if FAILING.search(described) or (around and "exception" in _titles(serving, call)) or handled:
        return ["errors"]
    timing = re.search(r"(Histogram|Summary|create_histogram)\(\)", call.name) or call.call.last in ("timing", "time")
    if TIMING.search(described) and (timing or call.call.last in ("observe", "record", "set")):
        return ["latency"]
    if PUT.search(call.name):
        return ["predictions"]
    counts = re.search(r"(Counter|create_counter|create_up_down_counter)\(\)", call.name)
    statsd = call.call.last in ("incr", "increment", "count")
    # A request counter with a label for the outcome counts errors too, where a status is among its labels.
    status = re.search(r"status|outcome|code", described + " ".join(map(str, call.call.keywords)), re.IGNORECASE)
    return (["predictions", "errors"] if status else ["predictions"]) if counts or statsd else []


def _titles(serving: ServingPath, call: ReachedCall) -> str:
    return " ".join(entry.title for entry in serving.around if entry.location.path == call.module.path)


def _definition(call: ReachedCall, reachability: Reachability) -> str:
    """Return the literal texts with which the updated metric was defined, labels included."""
    names = set(call.call.written.split("."))
    near = [call.module, *_imported(call.module, reachability)]
    return " ".join(
        str(value)
        for module in near
        for made in module.calls
        if names & set(made.targets) and DEFINES.match(reachability.full_name(made.name, module))
        for value in (*made.positional, *made.keywords.values())
    )


def _imported(module: Module, reachability: Reachability) -> list[Module]:
    places = (reachability.sources.locate(name, module) for name in module.import_lines)
    return list({place.module.path: place.module for place in places if place is not None}.values())
