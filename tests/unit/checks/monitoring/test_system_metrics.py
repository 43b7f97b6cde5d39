"""Load, memory, throughput and failures, with a source and a reader."""

import json

import pytest

from checks.monitoring.system_metrics import system_metrics
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import read_exported_metrics
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import PythonSources, python_sources
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.operation.metric_sources import metric_sources
from readiness.evidence.operation.prometheus_files import read_alert_rules, read_dashboards

APP = """from prometheus_client import Counter, generate_latest
SERVED = Counter("requests_total", "n", ["status"])
def predict():
    SERVED.labels("200").inc()
def metrics():
    return generate_latest()
"""
SCRAPE = """scrape_configs:
  - job_name: api
    static_configs: [{targets: ["api:8000"]}]
"""
EXPORTERS = """  - job_name: node
    static_configs: [{targets: ["node-exporter:9100"]}]
  - job_name: cadvisor
    static_configs: [{targets: ["cadvisor:8080"]}]
"""
MONITOR = "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: api}\nspec: {}\n"
GPU = """apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template: {spec: {containers: [{name: a, image: b, resources: {limits: {nvidia.com/gpu: 1}}}]}}
"""


def board(*queries):
    return json.dumps({"title": "b", "panels": [{"title": q[:9], "targets": [{"expr": q}]} for q in queries]})


PROCESS = ("rate(process_cpu_seconds_total[5m])", "process_resident_memory_bytes")
MACHINE = ("rate(container_cpu_usage_seconds_total[5m])", "container_memory_working_set_bytes")
REST = ("sum(rate(requests_total[5m]))", "up")


@pytest.fixture
def judged(project_of):
    def run(files):
        project = project_of({"app.py": APP, **files})
        sources = python_sources(project, notebooks(project))
        kubernetes = read_kubernetes(project)
        exported = read_exported_metrics(sources) if isinstance(sources, PythonSources) else Absent("none")
        return system_metrics(
            read_dashboards(project),
            read_alert_rules(project),
            metric_sources(project, kubernetes, sources),
            exported,
            kubernetes,
        )

    return run


@pytest.mark.parametrize(
    ("files", "share", "machine"),
    [
        ({"d.json": board(*MACHINE, *REST), "p.yml": SCRAPE + EXPORTERS}, 1.0, True),
        ({"d.json": board(*MACHINE, *REST), "m.yaml": MONITOR}, 1.0, True),
        ({"d.json": board(*PROCESS, *REST), "p.yml": SCRAPE}, 1.0, False),
        ({"d.json": board(*MACHINE, *REST), "p.yml": SCRAPE}, 0.5, False),
        ({"d.json": board("requests_total", "up"), "p.yml": SCRAPE}, 0.25, False),
        ({"d.json": board(*MACHINE, *REST), "p.yml": SCRAPE + EXPORTERS, "k.yaml": GPU}, 0.8, True),
        (
            {
                "p.yml": SCRAPE + EXPORTERS,
                "r.yml": "groups:\n- rules:\n  - alert: Full\n    expr: node_memory_MemAvailable_bytes < 1e8\n",
            },
            0.25,
            False,
        ),
    ],
)
def test_shares(judged, files, share, machine):
    result = judged(files)
    assert result.measurements[0].value == pytest.approx(share)
    assert result.holds is machine


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"p.yml": SCRAPE + EXPORTERS},
        {"d.json": board(*MACHINE)},
        {"d.json": board("unknown_cpu_metric"), "p.yml": SCRAPE},
    ],
)
def test_absent(judged, files):
    assert judged(files).outcome is Outcome.NO_EVIDENCE


def test_finding_names_the_file(judged):
    result = judged({"grafana/d.json": board(*PROCESS), "p.yml": SCRAPE})
    assert result.findings[-1].location.path == "grafana/d.json"
    assert "container_memory_working_set_bytes in grafana/d.json" in result.findings[-1].fix
