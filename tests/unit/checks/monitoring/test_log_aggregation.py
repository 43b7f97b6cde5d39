"""Collectors that take in this service, and those that do not."""

import pytest

from checks.monitoring.log_aggregation import log_aggregation
from readiness.domain.check import CheckResult
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.operation.log_collectors import log_collectors

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: churn-api, namespace: sales}
spec:
  selector: {matchLabels: {app: churn-api}}
  template:
    metadata: {labels: {app: churn-api}}
    spec: {containers: [{name: main, image: r/churn:1}]}
"""
FLUENT_BIT = """[SERVICE]
    Flush 5
[INPUT]
    Name  tail
    Path  /var/log/containers/churn-api-*.log
    Tag   churn
[OUTPUT]
    Name  es
    Match churn
"""
FLUENTD = """<source>
  @type tail
  path /var/log/containers/churn-api*.log
  <parse>
    @type json
  </parse>
</source>
<match **>
  @type elasticsearch
  <buffer>
    flush_interval 5s
  </buffer>
</match>
"""
FILEBEAT = """filebeat.autodiscover:
  providers:
    - type: kubernetes
      templates:
        - condition: {equals: {kubernetes.labels.app: churn-api}}
          config: [{type: container, paths: ["/var/log/containers/*${data.kubernetes.container.id}.log"]}]
output.elasticsearch: {hosts: ["es:9200"]}
"""
PROMTAIL = """clients: [{url: "http://loki:3100/loki/api/v1/push"}]
scrape_configs:
  - job_name: pods
    kubernetes_sd_configs: [{role: pod}]
    relabel_configs:
      - {source_labels: [__meta_kubernetes_pod_label_app], regex: churn-api, action: keep}
"""
LOGSTASH = 'input {\n  beats {\n    port => 5044\n  }\n}\noutput {\n  elasticsearch {\n    hosts => ["es"]\n  }\n}\n'
VECTOR = '[sources.k8s]\ntype = "kubernetes_logs"\nextra_label_selector = "app=churn-api"\n[sinks.out]\ntype = "loki"\n'
HANDLER = """import logging, watchtower
from fastapi import FastAPI
import joblib
app = FastAPI()
model = joblib.load("m")
logging.getLogger().addHandler(watchtower.CloudWatchLogHandler())
@app.post("/predict")
def predict(x):
    return model.predict(x)
"""
COMPOSE = "services:\n  churn-api:\n    build: .\n    logging: {driver: awslogs}\n"
TASK = '{"containerDefinitions": [{"logConfiguration": {"logDriver": "awslogs"}}]}'


@pytest.fixture
def judged(code_of):
    def run(files):
        code = code_of({"k8s.yaml": DEPLOYMENT, **files})
        found = log_collectors(code.project, code.reach)
        if isinstance(found, Absent):
            return found
        return log_aggregation(found, read_kubernetes(code.project), read_containers(code.project), Manifest())

    return run


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"fluent-bit.conf": FLUENT_BIT}, 3),
        ({"fluent.conf": FLUENTD}, 1),
        ({"filebeat.yml": FILEBEAT}, 1),
        ({"promtail.yaml": PROMTAIL}, 2),
        ({"logstash.conf": LOGSTASH}, 1),
        ({"vector.toml": VECTOR}, 1),
        ({"serve.py": HANDLER}, 6),
        ({"docker-compose.yml": COMPOSE}, 4),
        ({"task.json": TASK}, 1),
        ({"f.conf": FLUENT_BIT.replace("churn-api-*", "*")}, 3),
    ],
)
def test_good(judged, files, line):
    result = judged(files)
    assert result.holds is True
    assert result.evidence[0].location.line == line
    assert result.evidence[0].location.path in files


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"f.conf": FLUENT_BIT.replace("churn-api", "billing").replace("churn", "churn-api")},
            "does not name this service",
        ),
        ({"f.conf": FLUENT_BIT.replace("Name  es", "Name  stdout")}, "sends to no store"),
        ({"filebeat.yml": FILEBEAT.replace("app: churn-api", "app: billing")}, "does not name this service"),
        ({"filebeat.yml": "filebeat.inputs: []\noutput.elasticsearch: {hosts: [a]}\n"}, "has no input"),
        ({"l.conf": "input {}\noutput {}\n"}, "has no input"),
        ({"promtail.yaml": PROMTAIL.replace("regex: churn-api", "regex: billing")}, "does not name this service"),
    ],
)
def test_bad(judged, files, message):
    result = judged(files)
    assert result.holds is False
    assert message in result.findings[0].message


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"docker-compose.yml": "services:\n  kibana: {image: kibana}\n  elasticsearch: {image: es}\n"},
        {"docker-compose.yml": COMPOSE.replace("awslogs", "json-file")},
        {"a.py": "import watchtower\nprint(1)\n"},
        {"prometheus.yml": "scrape_configs:\n  - job_name: a\n"},
    ],
)
def test_absent(judged, files):
    assert not isinstance(judged(files), CheckResult)
