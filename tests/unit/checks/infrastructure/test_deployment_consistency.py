"""Whether the parts of a deployment find each other."""

import pytest

from checks.infrastructure.deployment_consistency import deployment_consistency
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.cloud_references import cloud_references
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
INGRESS = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api}
spec:
  rules: [{http: {paths: [{backend: {service: {name: api, port: {number: 80}}}}]}}]
"""
NONE = Absent("none")


def shares(text, others=NONE):
    return deployment_consistency(parse_manifests(text, "k8s.yaml"), NONE, others, NONE, NONE)


def test_good():
    result = shares(DEPLOYMENT + INGRESS)
    # selector, service to pods, service port, ingress backend
    assert [(m.name, m.value, m.n) for m in result.measurements] == [
        ("consistent_share", 1.0, 4),
        ("replica_declared_share", 1.0, 1),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("matchLabels: {app: api}", "matchLabels: {app: web}", "asks for app: web"),
        ("targetPort: http", "targetPort: 9000", "leads to port 9000"),
        ("  selector: {app: api}\n  ports", "  selector: {app: other}\n  ports", "no workload has such pods"),
        ("name: api, port: {number: 80}", "name: gone, port: {number: 80}", "Service gone, which is not declared"),
        ("port: {number: 80}", "port: {number: 81}", "port 81, which Service api does not have"),
    ],
)
def test_bad(old, new, message):
    text = DEPLOYMENT + INGRESS
    assert old in text
    result = shares(text.replace(old, new))
    assert result.measurements[0].value < 1
    assert message in result.findings[0].message


def test_replicas_that_are_not_stated():
    result = shares(DEPLOYMENT.replace("  replicas: 2\n", ""))
    assert result.measurements[1].value == 0
    assert "how many replicas" in result.findings[0].message


def test_absent_or_another_platform():
    assert deployment_consistency(NONE, NONE, NONE, NONE, NONE).outcome is Outcome.NO_EVIDENCE
    terraform = OtherDeployments((DeploymentFile("Terraform", "main.tf", 3),))
    result = deployment_consistency(NONE, NONE, terraform, NONE, NONE)
    assert result.outcome is Outcome.MEASURED
    assert result.measurements == ()
    assert "Terraform" in result.reason


def test_function_and_terraform(project_of):
    files = {
        "serverless.yml": "service: a\nfunctions:\n  predict:\n    handler: app.predict\n",
        "app.py": "def predict(event, context): ...\n",
        "infra/main.tf": 'resource "aws_ecs_service" "api" { cluster = aws_ecs_cluster.gone.id }\n',
    }
    project = project_of(files)
    resources = read_cloud_resources(project, NONE)
    links = cloud_references(project, resources)
    result = deployment_consistency(NONE, NONE, NONE, cloud_services(resources), links)
    values = {found.name: (found.value, found.n) for found in result.measurements}
    assert values == {"consistent_share": (0.5, 2), "replica_declared_share": (0.0, 1)}
    assert [str(found.location) for found in result.findings] == ["infra/main.tf:1", "infra/main.tf:1"]
    assert "aws_ecs_cluster.gone" in result.findings[0].message
