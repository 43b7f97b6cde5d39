"""Tracing of a service: which library, where it is started, where it exports to, and where the handler is traced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability, ReachedCall
from readiness.evidence.code.code_paths import ServingPath
from readiness.evidence.code.python_module import Module
from readiness.evidence.delivery.containers import Containers

STARTS = re.compile(
    r"^(opentelemetry\.trace\.set_tracer_provider|opentelemetry\.sdk\.trace\.TracerProvider|ddtrace\.(patch_all|patch)"
    r"|ddtrace\.auto|aws_xray_sdk\.core\.(patch_all|xray_recorder\.configure)|sentry_sdk\.init|elasticapm\.Client"
    r"|logfire\.configure|azure\.monitor\.opentelemetry\.configure_azure_monitor|jaeger_client\.Config"
    r"|newrelic\.agent\.initialize|aws_lambda_powertools\.Tracer)$"
)
EXPORTS = re.compile(
    r"(OTLPSpanExporter|JaegerExporter|ZipkinExporter|AzureMonitorTraceExporter|CloudTraceSpanExporter|XRayExporter)$"
)
LOGS = re.compile(
    r"(LoggingInstrumentor\(\)\.instrument|ddtrace\.patch_all|configure_azure_monitor|logfire\.configure)$"
)
WHOLE = re.compile(
    r"^(opentelemetry\.instrumentation\.\w+\.\w+(\(\))?\.instrument(_app)?|logfire\.instrument_\w+"
    r"|elasticapm\.contrib\.\w+\.\w+|opentelemetry\.instrumentation\.asgi\.OpenTelemetryMiddleware"
    r"|aws_xray_sdk\.ext\.\w+\.middleware\.XRayMiddleware)$"
)
SPAN = re.compile(
    r"\.(start_as_current_span|start_span|in_subsegment|capture|capture_method|capture_lambda_handler|wrap)$"
)
ALL_AT_ONCE = re.compile(r"^(ddtrace|sentry_sdk|newrelic|azure\.monitor|aws_lambda_powertools|elasticapm)\b")
COMMANDS = re.compile(r"\b(opentelemetry-instrument|ddtrace-run|newrelic-admin run-program)\b")


@dataclass(frozen=True)
class Tracing(Fact):
    """Tracing that the running service starts.

    Attributes
    ----------
    started
        The call or command that starts it.
    handled
        Where the prediction handler is traced: an instrumentation of the whole service, or a span on the path.
    exported
        Where spans leave the process, or None (a console exporter is none).
    logs
        Where trace ids are written into log records, or None.
    """

    started: Location
    handled: Location | None = None
    exported: Location | None = None
    logs: Location | None = None


@provides("code")
def tracing(serving: ServingPath, reachability: Reachability, containers: Containers | Absent) -> Tracing | Absent:
    """Return the tracing of the service; absent when nothing it runs starts one."""
    calls = list(service_calls(serving, reachability))
    command = _command(containers)
    started = command or next((_place(call) for call in calls if STARTS.match(call.name)), None)
    if started is None:
        return Absent("nothing that the service runs starts a tracer")
    whole = command or next((_place(call) for call in calls if WHOLE.match(call.name) or _bundled(call)), None)
    handler = (*serving.calls, *_decorators(serving, reachability))
    span = next((_place(call) for call in handler if SPAN.search(call.name)), None)
    bundled = next((_place(call) for call in calls if _bundled(call)), None)
    exported = command or bundled or next((_place(call) for call in calls if EXPORTS.search(call.name)), None)
    logs = next((_place(call) for call in calls if LOGS.search(call.name)), None)
    return Tracing(started, whole or span, exported, logs)


def service_calls(serving: ServingPath, reachability: Reachability) -> Iterator[ReachedCall]:
    """Yield the calls of everything the service runs: its entries with imports, start-up, and scripts that start it."""
    modules = {path for path, _ in serving.nodes | serving.around_nodes}
    reached = [serving.nodes | serving.around_nodes]
    for entry, nodes in zip(reachability.entries, reachability.reached, strict=True):
        if entry.kind in ("serve", "startup") or (entry.kind == "script" and entry.location.path in modules):
            reached.append(nodes)
    return reachability.calls(frozenset().union(*reached))


def _bundled(call: ReachedCall) -> bool:
    return bool(ALL_AT_ONCE.match(call.name) and STARTS.match(call.name))


def _decorators(serving: ServingPath, reachability: Reachability) -> Iterator[ReachedCall]:
    for path, name in sorted(serving.nodes):
        module: Module = reachability.sources.by_path[path]
        definition = module.definitions.get(name)
        for decorator in definition.decorators if definition is not None else ():
            yield ReachedCall(module, decorator, reachability.full_name(decorator.name, module))


def _command(containers: Containers | Absent) -> Location | None:
    if isinstance(containers, Absent):
        return None
    for image in containers.images:
        stage = image.final
        for words, line in ((stage.command, stage.command_line), (stage.entrypoint, stage.entrypoint_line)):
            if COMMANDS.search(" ".join(words)):
                return Location(image.path, line)
    return None


def _place(call: ReachedCall) -> Location:
    return Location(call.module.path, call.call.line)
