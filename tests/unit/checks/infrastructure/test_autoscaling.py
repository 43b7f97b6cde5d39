"""Autoscalers that can work."""

import pytest

from checks.infrastructure.autoscaling import autoscaling
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.code.exported_metrics import ExportedMetrics, Metric
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.cloud_services import cloud_services
from readiness.evidence.delivery.deployment_files import DeploymentFile, OtherDeployments
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
SCALER = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  scaleTargetRef: {kind: Deployment, name: api}
  minReplicas: 2
  maxReplicas: 6
  metrics:
    - {type: Resource, resource: {name: cpu, target: {averageUtilization: 70}}}
    - {type: Pods, pods: {metric: {name: queue_length}, target: {averageValue: 5}}}
"""
METRICS = ExportedMetrics((Metric("queue_length", "Gauge", "app.py", 3, True),))
NONE = Absent("none")


def judged(text, metrics=METRICS):
    return autoscaling(parse_manifests(DEPLOYMENT + text, "k.yaml"), metrics, NONE, NONE)


def test_good():
    result = judged(SCALER)
    assert result.holds is True
    assert result.evidence[0].location.line == 27


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: Deployment, name: api", "kind: Deployment, name: gone", "scales gone, which is not declared"),
        ("minReplicas: 2", "minReplicas: 1", "lets the service go down to 1"),
        ("maxReplicas: 6", "maxReplicas: 2", "cannot grow"),
        ("name: cpu", "name: nvidia.com/gpu", "container api requests none"),
        ("name: queue_length", "name: unknown_metric", "which the code does not export"),
    ],
)
def test_bad(old, new, message):
    assert old in SCALER
    result = judged(SCALER.replace(old, new))
    assert result.holds is False
    assert message in result.findings[0].message


def test_no_metric_at_all():
    assert "follows no metric" in judged(SCALER.split("  metrics:")[0]).findings[0].message


def test_absent_or_another_platform():
    assert judged("").outcome is Outcome.NO_EVIDENCE
    others = OtherDeployments((DeploymentFile("Terraform", "main.tf", 3, 8),))
    result = autoscaling(NONE, NONE, others, NONE)
    assert (result.outcome, result.holds) == (Outcome.MEASURED, None)


TERRAFORM = """\
resource "aws_ecs_service" "api" { desired_count = 2 }
resource "aws_appautoscaling_target" "api" {
  min_capacity = 2
  max_capacity = 8
  resource_id  = aws_ecs_service.api.id
}
resource "aws_appautoscaling_policy" "cpu" { resource_id = aws_appautoscaling_target.api.resource_id }
"""


def in_terraform(project_of, text):
    cloud = cloud_services(read_cloud_resources(project_of({"main.tf": text}), NONE))
    return autoscaling(NONE, NONE, NONE, cloud)


def test_rule_in_terraform(project_of):
    result = in_terraform(project_of, TERRAFORM)
    assert result.holds is True
    assert str(result.evidence[0].location) == "main.tf:2"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("min_capacity = 2", "min_capacity = 1"), "lets the service go down to 1"),
        (("max_capacity = 8", "max_capacity = 2"), "cannot grow: minimum 2, maximum 2"),
        (("max_capacity = 8", "max_capacity = var.most"), "states no minimum and maximum that can be read"),
        (("aws_ecs_service.api.id", "aws_ecs_service.app.id"), "scales nothing that is declared"),
        (("aws_appautoscaling_target.api.resource_id", '"x"'), "is moved by no policy"),
    ],
)
def test_rule_in_terraform_that_cannot_work(project_of, change, fault):
    result = in_terraform(project_of, TERRAFORM.replace(*change))
    assert result.holds is False
    assert [fault in finding.message for finding in result.findings] == [True]
