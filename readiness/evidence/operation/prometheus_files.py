"""Prometheus and Alertmanager files and Grafana JSON to alert rules and dashboards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.domain.evidence import Absent, provides
from readiness.evidence.delivery.cloud import CloudResources
from readiness.evidence.delivery.cloud_timers import CloudAlarm, cloud_alarms
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.operation.prometheus import (
    AlertRule,
    AlertRules,
    Dashboard,
    Dashboards,
    Panel,
    Receiver,
    RecordingRule,
)

_RULE_FILE = re.compile(r"^\s*-?\s*(?:alert|receivers|record)\s*:", re.MULTILINE)
_CHANNEL = re.compile(r"_configs$")
_QUERY_KEYS = ("expr", "query", "rawSql", "target", "expression")
_PANEL_LIMIT = 500
NO_CLOUD = Absent("no infrastructure file was read")


@provides("files")
def read_alert_rules(project: Project, cloud: CloudResources | Absent = NO_CLOUD) -> AlertRules | Absent:
    """Return the alert rules of the project; absent when there is none.

    Plain rule files, PrometheusRule objects, and CloudWatch alarms. An alarm that tells somebody
    carries the severity ``alarm``: CloudWatch has no levels.
    """
    alerts: list[AlertRule] = []
    recordings: list[RecordingRule] = []
    receivers: list[Receiver] = []
    unread: list[tuple[str, str]] = []
    for file in list(own_files(project, "*.yml", "*.yaml", "*.rules"))[:5_000]:
        text = project.text(file.path, 500_000) or ""
        if not _RULE_FILE.search(text):
            continue
        try:
            documents = load_documents(text)
        except YamlRefused as error:
            unread.append((file.path, str(error)))
            continue
        for document in documents:
            root = mapping(document)
            for rule in _rules(root, file.path):
                (alerts if isinstance(rule, AlertRule) else recordings).append(rule)  # type: ignore[arg-type]
            receivers += _receivers(root, file.path)
    for alarm in cloud_alarms(cloud) if isinstance(cloud, CloudResources) else ():
        alerts += _alarmed(alarm)
        if alarm.tells:
            receivers.append(Receiver(alarm.tells[0], ("alarm action",), alarm.location.path, alarm.location.line or 1))
    if not alerts:
        return Absent(f"{unread[0][0]}: {unread[0][1]}" if unread else "no alert rule with a condition in the project")
    return AlertRules(tuple(alerts), tuple(recordings), tuple(receivers), tuple(unread))


def _rules(root: YamlMap, path: str) -> Iterator[AlertRule | RecordingRule]:
    groups = root.get("groups") or mapping(root.get("spec")).get("groups")
    for group in mappings(groups):
        for rule in mappings(group.get("rules")):
            expression = str(rule.get("expr") or "").strip()
            if rule.get("alert") and expression:
                yield _alert(rule, expression, path)
            elif rule.get("record") and expression:
                yield RecordingRule(str(rule["record"]), expression, path, rule.line)


def _alert(rule: YamlMap, expression: str, path: str) -> AlertRule:
    labels, notes = mapping(rule.get("labels")), mapping(rule.get("annotations"))
    runbook = str(notes.get("runbook_url") or notes.get("runbook") or "")
    severity = str(labels.get("severity") or labels.get("priority") or "")
    return AlertRule(str(rule["alert"]), expression, path, rule.line, str(rule.get("for") or ""), severity, runbook)


def _alarmed(alarm: CloudAlarm) -> Iterator[AlertRule]:
    """Yield an alarm as a rule; its metric is written as Prometheus exporters of CloudWatch write it."""
    name = re.sub(r"\W+", "_", alarm.metric.lower() if alarm.platform else alarm.metric.rpartition("/")[2])
    held = f"{alarm.seconds}s" if alarm.seconds else ""
    severity = "alarm" if alarm.tells else ""
    line = alarm.location.line or 1
    yield AlertRule(alarm.name, f"{name} {alarm.condition}", alarm.location.path, line, held, severity)


def _receivers(root: YamlMap, path: str) -> Iterator[Receiver]:
    routed = set(_routed(mapping(root.get("route")), 0))
    for receiver in mappings(root.get("receivers")):
        name = str(receiver.get("name") or "")
        channels = tuple(
            key for key, value in receiver.items() if _CHANNEL.search(key) and isinstance(value, list) and value
        )
        if name in routed and channels:
            yield Receiver(name, channels, path, receiver.line)


def _routed(route: YamlMap, depth: int) -> Iterator[str]:
    yield from texts(route.get("receiver"))
    for inner in mappings(route.get("routes")):
        if depth < 10:
            yield from _routed(inner, depth + 1)


@provides("files")
def read_dashboards(project: Project) -> Dashboards | Absent:
    """Return the Grafana dashboards of the project; absent when no JSON file is one with a panel."""
    found = []
    for file in list(own_files(project, "*.json"))[:5_000]:
        text = project.text(file.path, 2_000_000) or ""
        if '"panels"' in text or '"rows"' in text:
            dashboard = parse_dashboard(text, file.path)
            if dashboard is not None:
                found.append(dashboard)
    for file in list(own_files(project, "*.y*ml"))[:5_000]:
        text = project.text(file.path, 500_000) or ""
        if "ConfigMap" in text and '"panels"' in text:
            found += _configured(text, file.path)
    return Dashboards(tuple(found)) if found else Absent("no dashboard with panels in the project")


def _configured(text: str, path: str) -> Iterator[Dashboard]:
    try:
        documents = load_documents(text)
    except YamlRefused:
        return
    for document in documents:
        for value in mapping(mapping(document).get("data")).values():
            dashboard = parse_dashboard(str(value), path) if isinstance(value, str) and '"panels"' in value else None
            if dashboard is not None:
                yield dashboard


def parse_dashboard(text: str, path: str) -> Dashboard | None:
    """Return the dashboard in a Grafana JSON text, or None when it is none or has no panel with a query or text."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    root = document.get("dashboard", document) if isinstance(document, dict) else None
    if not isinstance(root, dict):
        return None
    panels = tuple(_panels(root, text.splitlines(), 0))[:_PANEL_LIMIT]
    return Dashboard(path, str(root.get("title") or path), panels) if any(panel.queries for panel in panels) else None


def _panels(node: dict[str, Any], lines: list[str], depth: int) -> Iterator[Panel]:
    for key in ("panels", "rows"):
        items = node.get(key)
        for item in items if isinstance(items, list) else ():
            if not isinstance(item, dict) or depth > 5:
                continue
            targets = item.get("targets")
            queries = tuple(_queries(targets)) if isinstance(targets, list) else ()
            if queries or item.get("type") not in (None, "row"):
                yield Panel(str(item.get("title") or ""), queries, _line(queries, lines))
            yield from _panels(item, lines, depth + 1)


def _queries(targets: list[Any]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, dict):
            query = next((target[key] for key in _QUERY_KEYS if isinstance(target.get(key), str)), "")
            if query.strip():
                yield query


def _line(queries: tuple[str, ...], lines: list[str]) -> int | None:
    if not queries:
        return None
    written = json.dumps(queries[0], ensure_ascii=False)
    return next((number for number, line in enumerate(lines, start=1) if written in line), None)
