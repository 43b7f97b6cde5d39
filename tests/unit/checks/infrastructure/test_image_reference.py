"""Versions of the images that the cluster runs."""

import pytest

from checks.infrastructure.image_reference import image_reference
from readiness.domain.check import Outcome
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


@pytest.mark.parametrize(
    ("image", "share"), [("r/api:1.2", 1.0), ("r/api@sha256:aa", 1.0), ("r/api", 0.0), ("r/api:latest", 0.0)]
)
def test_good_and_bad(image, share):
    result = image_reference(parse_manifests(DEPLOYMENT.replace("r/api:1.2", image), "k.yaml"))
    assert result.measurements[0].value == share
    assert bool(result.findings) is (share < 1)


def test_no_workload():
    assert image_reference(Kubernetes()).outcome is Outcome.NO_EVIDENCE
