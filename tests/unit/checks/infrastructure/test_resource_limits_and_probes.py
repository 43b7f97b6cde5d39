"""What serving containers declare."""

import pytest

from checks.infrastructure.resource_limits_and_probes import resource_limits_and_probes
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.entry_points import Entry, EntryPoints
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.kubernetes_manifests import parse_manifests

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: r/api:1.2
          ports: [{name: http, containerPort: 8000}]
          resources:
            requests: {cpu: 250m, memory: 256Mi}
            limits: {memory: 512Mi}
          livenessProbe: {httpGet: {path: /health, port: http}}
          readinessProbe: {httpGet: {path: /ready, port: http}}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports: [{port: 80, targetPort: http}]
"""
ROUTES = EntryPoints(
    tuple(Entry("serve", path, Location("app.py", 1), (), address=path) for path in ("/health", "/ready", "/predict"))
)


def values(text, entries=ROUTES):
    result = resource_limits_and_probes(parse_manifests(text, "k.yaml"), entries)
    return [measurement.value for measurement in result.measurements]


def test_good():
    assert values(DEPLOYMENT) == [1.0, 1.0]
    assert values(DEPLOYMENT, Absent("no Python")) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("old", "new", "resources", "probes"),
    [
        ("requests: {cpu: 250m, memory: 256Mi}", "requests: {}", 2 / 3, 1.0),
        ("limits: {memory: 512Mi}", "limits: {cpu: 1}", 2 / 3, 1.0),
        ("path: /ready", "path: /gone", 1.0, 0.5),
        ("          readinessProbe: {httpGet: {path: /ready, port: http}}\n", "", 1.0, 0.5),
    ],
)
def test_bad(old, new, resources, probes):
    assert old in DEPLOYMENT
    assert values(DEPLOYMENT.replace(old, new)) == pytest.approx([resources, probes])


def test_a_limit_is_taken_as_the_request():
    text = DEPLOYMENT.replace("            requests: {cpu: 250m, memory: 256Mi}\n", "")
    assert values(text.replace("limits: {memory: 512Mi}", "limits: {cpu: 1, memory: 512Mi}")) == [1.0, 1.0]


def test_no_container():
    assert resource_limits_and_probes(Kubernetes(), ROUTES).outcome is Outcome.NO_EVIDENCE
