"""Monitoring in operation: metrics, dashboards, alert rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import YamlMap, mappings
from readiness.evidence.signals.decisions import Branch
from readiness.evidence.signals.files import line_of, under_tests, walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_EMITS = (
    r"^prometheus_client\.(Counter|Gauge|Histogram|Summary|Enum|Info)\(\).*\.(inc|dec|set|observe|time|info|state)$|"
    r"^prometheus_client\.(push_to_gateway|pushadd_to_gateway)$|"
    r"Instrumentator\(\)\.(\w+\(\)\.)*instrument$|PrometheusMiddleware$|"
    r"^prometheus_flask_exporter\.\w*PrometheusMetrics$|^prometheus_fastapi_instrumentator\.|"
    r"^aioprometheus\.|^django_prometheus\.|"
    r"\.put_metric_data$|^(datadog|statsd|dogstatsd|markus)\..*\.(increment|incr|gauge|timing|"
    r"histogram|distribution|timed|count|decr)$|"
    r"^statsd\.StatsClient\(\)\.\w+$|\.create_(counter|histogram|up_down_counter|gauge|"
    r"observable_\w+)\(\)\.(add|record|set)$|"
    r"\.create_observable_\w+$|^opencensus\..*MetricsExporter$|"
    r"^opencensus\.ext\.azure\.metrics_exporter|\.create_time_series$|"
    r"^influxdb(_client)?\..*\.(write|write_points)$|^ray\.util\.metrics\.(Counter|Gauge|Histogram)$|"
    r"^bentoml\.metrics\.|"
    r"^newrelic\.agent\.record_custom_(metric|event)|^applicationinsights\..*\.track_\w+$|"
    r"^aws_embedded_metrics\.|metric_scope$|"
    r"^aws_lambda_powertools\.(metrics\.)?Metrics\(\)\.add_metric$|^whylogs\..*\.writer|"
    r"^arize\..*\.log$|^graphyte\.|^litserve\..*Logger"
)


def metrics_instrumentation(seen: Seen) -> Signal:
    """Metrics of the service or the model are emitted to a metrics system.

    Not: an import that is never used; a metric that is registered and never updated.
    """

    def emitted() -> Iterator[Evidence]:
        for used in seen.live.calls(_EMITS, notebooks=False):
            yield used.at(f"{used.name[-50:]} emits a metric")
        exported = seen.exported
        for metric in exported.metrics if exported is not None else ():
            if metric.updated and any(path == metric.path for path, _ in seen.live.nodes):
                yield place(metric.path, metric.line, f"metric {metric.name} is registered and updated")
        for path, root in seen.files.yaml_with("appInsightsEnabled"):
            for item in walk(root):
                if item.get("appInsightsEnabled") is True:
                    yield place(path, item.at("appInsightsEnabled"), "the endpoint reports to Application Insights")

    return shown_by(emitted(), "no metric is emitted to a metrics system")


def dashboards(seen: Seen) -> Signal:
    """Dashboards of operation or monitoring, as files in the repository.

    Not: the product's own page; a single HTML report.
    """

    def boards() -> Iterator[Evidence]:
        for board in seen.dashboards.dashboards if seen.dashboards is not None else ():
            line = next((panel.line for panel in board.panels if panel.line), None)
            yield place(board.path, line, f"dashboard {board.title} with {len(board.panels)} panels")
        for path in seen.files.ending(".json", ".ndjson"):
            text = (
                seen.files.text(path)
                if "dash" in path.lower() or "kibana" in path.lower() or "workbook" in path.lower()
                else ""
            )
            if '"type":"dashboard"' in text.replace(" ", "") or '"widgets"' in text or '"lenses"' in text:
                yield place(path, 1, "dashboard file")
            elif '"panels"' in text and '"targets"' in text:
                yield place(path, line_of(text, '"panels"'), "dashboard with panels")
        for resource in seen.resources:
            if re.search(
                r"(?i)cloudwatch(_|::|\.)dashboard|monitoring_dashboard|portal/dashboards|"
                r"portal_dashboard|insights/workbooks|grafana_dashboard|"
                r"datadog_dashboard|application_insights_workbook",
                resource.type,
            ):
                yield place(resource.path, resource.line, f"{resource.type} declared")
        for used in seen.live.calls(
            r"^evidently\..*\.(dashboard\.add_panel|add_panel)$|\.put_dashboard$|^grafanalib\.core\.Dashboard$",
            notebooks=False,
        ):
            yield used.at("dashboard defined in code")
        for module in seen.live.modules():
            if re.search(r"(?i)(monitor|drift|observab|operations?)", module.path) and any(
                name.partition(".")[0] in ("streamlit", "dash", "panel", "gradio") for name in module.import_lines
            ):
                yield place(module.path, 1, "page that shows the monitoring")

    return shown_by(boards(), "no dashboard file of operation or monitoring")


_ALARMS = re.compile(
    r"(?i)cloudwatch(_metric_alarm|_composite_alarm|::Alarm|\.(Composite)?Alarm$)|"
    r"monitor_metric_alert|insights/(metric|scheduledquery)\w*|monitoring_alert_policy|"
    r"datadog_monitor$|grafana_rule_group|monitor_scheduled_query|newrelic_nrql_alert"
)


def alert_rules(seen: Seen) -> Signal:
    """Alert rules with a condition.

    Not: a mail when a job ends; a function that nothing calls.
    """

    def rules() -> Iterator[Evidence]:
        for rule in seen.alert_rules.alerts if seen.alert_rules is not None else ():
            if not under_tests(rule.path):
                yield place(rule.path, rule.line, f"{rule.name}: {rule.expression[:60]}")
        for path, root in seen.files.yaml_with("groups:", "rules:", "condition"):
            yield from _grafana_rules(path, root)
        for board in seen.dashboards.dashboards if seen.dashboards is not None else ():
            text = seen.files.text(board.path)
            found = re.search(r'"alert"\s*:\s*\{[^{}]*"(alertRuleTags|conditions)"', text)
            if found:
                yield place(board.path, text.count("\n", 0, found.start()) + 1, "alert of a dashboard panel")
        for resource in seen.resources:
            if _ALARMS.search(resource.type):
                yield place(resource.path, resource.line, f"{resource.type} declared")
        for used in seen.live.calls(
            r"\.put_metric_alarm$|^aws_cdk\.\S*cloudwatch\.\w*Alarm$|\.create_alarm$|"
            r"model_monitoring\.EmailAlertConfig$|"
            r"^azure\.ai\.ml\..*AlertNotification$|^nannyml\..*alert",
            notebooks=False,
        ):
            yield used.at(f"{used.last} sets an alarm")
        yield from _own_alerts(seen)

    return shown_by(rules(), "no alert rule with a condition")


def _grafana_rules(path: str, root: YamlMap) -> Iterator[Evidence]:
    for group in mappings(root.get("groups")):
        for rule in mappings(group.get("rules")):
            if rule.get("condition") and rule.get("title"):
                yield place(path, rule.line, f"{rule['title']}: a Grafana rule")


_NOTIFIES = re.compile(
    r"(?i)(send_?(e?mail|alert|message|notification|slack|sms|teams)\w*|sendmail|chat_postMessage|"
    r"notify\w*|alert_\w+|raise_alert|trigger_alert\w*|"
    r"\.publish|webhook\w*|pagerduty|create_incident|capture_message|post_to_slack|slack_\w+|EmailOperator)$"
)
_POSTS = re.compile(r"^(requests|httpx)\.post$")
_CONDITION = re.compile(
    r"(?i)drift|degrad|decay|threshold|psi|anomal|error_rate|latency|accuracy|score|metric|rmse|mae|"
    r"auc|f1|share|p_value|stat"
)


def _own_alerts(seen: Seen) -> Iterator[Evidence]:
    senders = _sending(seen)
    for decision in seen.decisions:
        if decision.kind != "if" or not any(_CONDITION.search(name) for name in decision.names):
            continue
        for side in (decision.body, decision.otherwise):
            if any(
                (_NOTIFIES.search(name) and name.rpartition(".")[2] in senders)
                or (_POSTS.search(name) and _hooked(side))
                for name in side.calls
            ):
                yield place(decision.path, decision.line, "a message is sent when the condition holds")


def _sending(seen: Seen) -> set[str]:
    """Return the names of calls that send: of libraries, and of own functions that do."""
    own: set[str] = {"chat_postMessage", "sendmail", "send_message", "publish", "capture_message"}
    pattern = (
        r"^(smtplib|slack_sdk|slack|sendgrid|boto3|twilio|requests|httpx|pymsteams|telegram|discord|"
        r"yagmail|apprise|prefect_email|prefect_slack|airflow)\b"
    )
    for used in seen.live.calls(pattern, notebooks=False):
        own.add(used.call.scope.rpartition(".")[2])
        own.add(used.last)
    return own


def _hooked(side: Branch) -> bool:
    return any(
        re.search(r"(?i)slack|webhook|alert|teams|discord|telegram|pagerduty", text)
        for text in (*side.texts, *side.calls)
    )
