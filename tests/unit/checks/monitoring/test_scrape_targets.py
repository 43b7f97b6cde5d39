"""Scrape targets against the deployment."""

import pytest

from checks.monitoring._scrape_facts import scrape_targets_found
from checks.monitoring.scrape_targets import scrape_targets
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes

PROMETHEUS = """\
scrape_configs:
  - job_name: api
    static_configs:
      - targets:
          - "api:8000"
          - "localhost:9090"
          - "metrics.example.com:80"
"""
COMPOSE = 'services:\n  api:\n    build: .\n    ports: ["80:8000"]\n  grafana:\n    image: grafana/grafana\n'
FILES = {
    "prometheus.yml": PROMETHEUS,
    "docker-compose.yml": COMPOSE,
    "Dockerfile": 'FROM a:1\nEXPOSE 8000\nCMD ["a"]\n',
}
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
"""
POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata:
      annotations: {prometheus.io/port: "8000"}
    spec: {containers: [{name: api, image: "a:1", ports: [{containerPort: 8000}]}]}
"""


def judged(project_of, files):
    project = project_of(files)
    return scrape_targets(
        scrape_targets_found(project, read_containers(project), read_kubernetes(project), Absent("none"))
    )


def test_good(project_of):
    result = judged(project_of, FILES)
    assert (result.measurements[0].value, result.measurements[0].n) == (1.0, 1)
    assert str(result.evidence[0].location) == "prometheus.yml:5"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param("api:8080", "docker-compose.yml:2 says 8000", id="another port"),
        pytest.param("model:8000", "no compose service", id="another name"),
    ],
)
def test_bad(project_of, target, said):
    result = judged(project_of, {**FILES, "prometheus.yml": PROMETHEUS.replace("api:8000", target)})
    assert result.measurements[0].value == 0.0
    assert said in result.findings[0].message
    assert "prometheus.yml:5" in result.findings[0].message


def test_service_of_the_cluster(project_of):
    text = PROMETHEUS.replace("api:8000", "api.default.svc:80")
    assert judged(project_of, {"prometheus.yml": text, "s.yaml": SERVICE}).measurements[0].value == 1.0
    wrong = PROMETHEUS.replace("api:8000", "api.default.svc:8000")
    assert judged(project_of, {"prometheus.yml": wrong, "s.yaml": SERVICE}).measurements[0].value == 0.0


def test_annotation(project_of):
    assert judged(project_of, {"d.yaml": POD}).measurements[0].value == 1.0
    wrong = judged(project_of, {"d.yaml": POD.replace('"8000"', '"9000"')})
    assert "d.yaml:8 says 8000" in wrong.findings[0].message


def test_nothing_to_compare(project_of):
    assert judged(project_of, {"prometheus.yml": PROMETHEUS}).outcome is Outcome.NOT_APPLICABLE
    assert judged(project_of, {"prometheus.yml": "scrape_configs: 3\n"}).outcome is Outcome.NOT_APPLICABLE
