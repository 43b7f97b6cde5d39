"""Logs that are shipped to a central store, and distributed tracing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import mapping, texts
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_SHIPPERS = re.compile(
    r"(?i)fluent-?bit|fluentd|filebeat|logstash|promtail|timberio/vector|grafana/(loki|alloy|agent)|"
    r"/loki|vector:|logspout|seq:"
)


_SHIP_CONFIG = re.compile(
    r"^(filebeat\.inputs|filebeat:|output\.(elasticsearch|logstash))|^\[(INPUT|OUTPUT)\]|^<(source|match)\b|"
    r"^input\s*\{|"
    r"^scrape_configs:[\s\S]*__path__|^\[sinks\.",
    re.MULTILINE,
)


_DRIVERS = ("awslogs", "gelf", "fluentd", "loki", "grafana/loki-docker-driver:latest", "gcplogs", "splunk", "syslog")


def log_aggregation(seen: Seen) -> Signal:
    """Logs are shipped to a central store."""

    def shipped() -> Iterator[Evidence]:
        for used in seen.live.calls(
            r"^watchtower\.CloudWatchLogHandler$|^google\.cloud\.logging\.Client\(\)\.setup_logging$|"
            r"CloudLoggingHandler$|^logging_loki\.|LokiHandler$|"
            r"^opencensus\.ext\.azure\.log_exporter\.AzureLogHandler$|configure_azure_monitor$|"
            r"Logstash\w*Handler$|^graypy\.|^splunk_handler\.|"
            r"^seqlog\.|^datadog_api_client\.v2\.api\.logs|^logging\.handlers\.HTTPHandler$|"
            r"OTLPLogExporter$|^elasticsearch\..*\.index$|CMRESHandler$",
            notebooks=False,
        ):
            yield used.at(f"{used.name[-50:]} ships the logs")
        yield from _shippers_in_files(seen)
        for workload in seen.kubernetes.workloads:
            for container in workload.containers:
                if _SHIPPERS.search(container.image):
                    yield place(workload.path, container.line, f"{container.image} collects the logs")
        for resource in seen.resources:
            if re.search(r"awslogs|logConfiguration|LogDriver", resource.body) and "ask" in resource.type:
                yield place(resource.path, resource.line, "containers log to a central store")
            if re.search(
                r"(?i)application_?insights$|insights/components$|log_analytics_workspace$|"
                r"kinesis_firehose|subscription_filter|logging_project_sink",
                resource.type,
            ):
                yield place(resource.path, resource.line, f"{resource.type} collects the logs")

    return shown_by(shipped(), "no log is shipped to a central store")


def _shippers_in_files(seen: Seen) -> Iterator[Evidence]:
    for path, root in seen.files.yaml_with("services:", tests=True):
        services = mapping(root.get("services"))
        for name in services:
            service = mapping(services[name])
            if _SHIPPERS.search(str(service.get("image") or "")):
                yield place(path, services.at(name), f"{name} collects the logs")
            driver = mapping(service.get("logging")).get("driver")
            if str(driver) in _DRIVERS:
                yield place(path, services.at(name), f"{name} logs to {driver}")
    for path in seen.files.named("filebeat.yml", "filebeat.yaml", "fluent-bit.conf", "fluentd.conf",
        "fluent.conf", "logstash.conf", "promtail.yml", "promtail.yaml", "promtail-config.yml",
        "promtail-config.yaml", "vector.toml"):  # fmt: skip
        if _SHIP_CONFIG.search(seen.files.text(path)):
            yield place(path, 1, "configuration of a log shipper")
    for path, root in seen.files.yaml_with("appInsightsEnabled"):
        for item in walk(root):
            if item.get("appInsightsEnabled") is True:
                yield place(path, item.at("appInsightsEnabled"), "the endpoint logs to Application Insights")
    for path, root in seen.files.yaml_with("app_insights_enabled"):
        if root.get("app_insights_enabled") is True:
            yield place(path, root.at("app_insights_enabled"), "the endpoint logs to Application Insights")


def tracing(seen: Seen) -> Signal:
    """Distributed tracing is set up and started.

    Not: configuration that is never loaded.
    """

    def traced() -> Iterator[Evidence]:
        for used in seen.live.calls(
            r"^opentelemetry\.trace\.set_tracer_provider$|Instrumentor(\(\))?\.(instrument|"
            r"instrument_app)$|^jaeger_client\.Config\(\)\.initialize_tracer$|"
            r"^ddtrace\.(patch_all|patch|tracer\.)|^aws_xray_sdk\..*(patch_all|configure|"
            r"XRayMiddleware|capture)$|^elasticapm\.|ElasticAPM$|"
            r"^newrelic\.agent\.(initialize|register_application)$|^logfire\.instrument_\w+$|"
            r"^opencensus\.trace\.|^zipkin|^py_zipkin|"
            r"FlaskMiddleware$|^skywalking|^aws_lambda_powertools\.(tracing\.)?(tracer\.)?Tracer$|"
            r"^azure\.monitor\.opentelemetry\.configure_azure_monitor$",
            notebooks=False,
        ):
            yield used.at(f"{used.name[-50:]} starts tracing")
        for used in seen.live.calls(r"^sentry_sdk\.init$", notebooks=False):
            rate = used.call.keywords.get("traces_sample_rate")
            if rate not in (None, 0, 0.0):
                yield used.at("a share of requests is traced")
        started = re.compile(r"\b(opentelemetry-instrument|ddtrace-run|newrelic-admin run-program)\b")
        for written in seen.commands:
            if written.kind != "document" and started.search(written.text):
                yield written.at(f"'{written.text[:50]}' starts tracing")
        for image in seen.images:
            if started.search(" ".join((*image.final.entrypoint, *image.final.command))):
                yield place(
                    image.path, image.final.command_line or image.final.entrypoint_line, "the image starts with tracing"
                )
        for path, root in seen.files.yaml_with("services:"):
            for item in walk(root):
                if any(started.search(text) for text in texts(item.get("command"))):
                    yield place(path, item.at("command"), "the service starts with tracing")

    return shown_by(traced(), "no distributed tracing is started")
