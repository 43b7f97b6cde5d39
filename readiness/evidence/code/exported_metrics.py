"""Metrics that the project's Python code registers and updates, by the names a scraper sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.python_module import Call, Module
from readiness.evidence.code.python_source import PythonSources

# suffixes a scraper sees, by the client's class (Prometheus documentation, "Metric types", 2024)
_SERIES = {
    "Counter": ("_total", "_created"),
    "Gauge": ("",),
    "Histogram": ("_bucket", "_sum", "_count", "_created"),
    "Summary": ("", "_sum", "_count", "_created"),
    "Info": ("_info",),
    "Enum": ("",),
}
_CLIENTS = ("prometheus_client", "prometheus_async", "aioprometheus")
_OTEL = re.compile(r"\.create_(counter|up_down_counter|histogram|gauge|observable_\w+)$")
_UPDATES = frozenset({
    "inc", "dec", "set", "observe", "labels", "info", "state", "time", "count_exceptions", "track_inprogress", "add",
    "record", "set_to_current_time", "set_function",
})  # fmt: skip
_INSTRUMENTS = (
    (
        re.compile(r"^prometheus_fastapi_instrumentator\.Instrumentator$"),
        r"(\w+_)?http_(requests_total|request_duration(_highr)?_seconds(_bucket|_sum|_count)|requests_inprogress|"
        r"(request|response)_size_bytes(_sum|_count|_bucket)?)|(\w+_)?inprogress",
    ),
    (re.compile(r"^prometheus_flask_exporter\.\w*PrometheusMetrics$"), r"flask_\w+"),
    (re.compile(r"^starlette_exporter\.PrometheusMiddleware$"), r"\w+_request(s_\w+|_duration_seconds_\w+)"),
    (re.compile(r"^starlette_prometheus\.PrometheusMiddleware$"), r"starlette_\w+"),
    (re.compile(r"^django_prometheus\b"), r"django_\w+"),
    (re.compile(r"^ray\.serve\.deployment$"), r"ray_serve_\w+"),
    (re.compile(r"^bentoml\.service$"), r"bentoml_\w+"),
)  # fmt: skip
_PLATFORM = re.compile(
    r"(up|ALERTS|scrape|process|python|container|kube|node|istio|nginx|envoy|go|probe|machine|nv|DCGM|redis|pg|kafka|"
    r"airflow|seldon|kserve|revision|knative|traefik|cadvisor|kubelet|prometheus|alertmanager|aws|rabbitmq|celery)(_\w+)?"
)


@dataclass(frozen=True)
class Metric:
    """A registered metric: its name without suffix, class, place, and whether the code updates it anywhere."""

    name: str
    kind: str
    path: str
    line: int
    updated: bool

    @property
    def series(self) -> frozenset[str]:
        """Return the names a scraper sees."""
        base = self.name.removesuffix("_total") if self.kind == "Counter" else self.name
        return frozenset(base + suffix for suffix in _SERIES.get(self.kind, ("",)))


@dataclass(frozen=True)
class ExportedMetrics(Fact):
    """What the code exports.

    Attributes
    ----------
    metrics
        Registered metrics in order of path and line.
    patterns
        Expressions for the names that ready-made instrumentation exports.
    """

    metrics: tuple[Metric, ...]
    patterns: tuple[str, ...] = ()

    def exports(self, name: str) -> bool:
        """Return whether the code exports and updates a series of this name, or the platform has it."""
        own = any(name in metric.series and metric.updated for metric in self.metrics)
        return own or is_platform_metric(name) or any(re.fullmatch(pattern, name) for pattern in self.patterns)


def is_platform_metric(name: str) -> bool:
    """Return whether a series of this name comes from the platform (Prometheus, Kubernetes, proxies, exporters)."""
    return bool(_PLATFORM.fullmatch(name))


@provides("code")
def read_exported_metrics(sources: PythonSources) -> ExportedMetrics | Absent:
    """Return the metrics the code exports; absent when it registers none."""
    metrics: list[Metric] = []
    patterns: list[str] = []
    users = _updated_names(sources)
    for module, call in sources.calls():
        name = sources.expanded(call.name, module)
        patterns += (pattern for known, pattern in _INSTRUMENTS if known.search(name))
        kind = name.rpartition(".")[2]
        if kind in _SERIES and name.startswith(_CLIENTS):
            metrics += _registered(module, call, kind, users)
            patterns += _named_elsewhere(module, call)
        elif _OTEL.search(name) and isinstance(call.literal("name", 0), str):
            kind = "Counter" if "counter" in kind else "Histogram" if "histogram" in kind else "Gauge"
            metrics.append(Metric(str(call.literal("name", 0)).replace(".", "_"), kind, module.path, call.line, True))
    if not metrics and not patterns:
        return Absent("the code registers no metric")
    return ExportedMetrics(tuple(metrics), tuple(dict.fromkeys(patterns)))


def _registered(module: Module, call: Call, kind: str, users: frozenset[str]) -> Iterator[Metric]:
    written = call.literal("name", 0)
    if not isinstance(written, str):
        return
    prefix = [str(part) for key in ("namespace", "subsystem") if (part := call.literal(key))]
    targets = [target.rpartition(".")[2] for target in call.targets]
    # one that is stored in a container or returned cannot be followed by name: it counts as updated
    updated = not targets or any(target in users for target in targets)
    yield Metric("_".join([*prefix, written]), kind, module.path, call.line, updated)


def _named_elsewhere(module: Module, call: Call) -> Iterator[str]:
    """Yield patterns for a metric whose name is no literal there: the texts of the module that could be its name."""
    if call.literal("name", 0) is None:
        for text in module.texts[:2_000]:
            if re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", text.value):
                yield rf"(\w+_)?{text.value}(_total|_bucket|_sum|_count|_created)?"


def _updated_names(sources: PythonSources) -> frozenset[str]:
    """Return every name on which code outside the tests calls something that updates a metric, as it is written."""
    names: set[str] = set()
    for module in sources.modules:
        decorators = (decorator for item in module.definitions.values() for decorator in item.decorators)
        for call in (*module.calls, *decorators):
            parts = call.written.replace("()", "").replace("[]", "").split(".")
            if call.last in _UPDATES and not module.test:
                names.update(parts[:-1])
    return frozenset(names)
