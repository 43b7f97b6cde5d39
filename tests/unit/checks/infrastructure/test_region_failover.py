"""Failover between regions as files declare it."""

import pytest

from checks.infrastructure._failover_facts import failover
from checks.infrastructure.region_failover import region_failover
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.cloud_services import cloud_services
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes

NONE = Absent("none")
TERRAFORM = """\
provider "aws" {
  alias  = "north"
  region = "eu-north-1"
}
provider "aws" {
  alias  = "south"
  region = "eu-south-1"
}
resource "aws_eks_cluster" "north" { provider = aws.north }
resource "aws_eks_cluster" "south" { provider = aws.south }
resource "aws_route53_record" "north" {
  name            = "api.example.com"
  health_check_id = aws_route53_health_check.north.id
  failover_routing_policy { type = "PRIMARY" }
}
resource "aws_route53_record" "south" {
  name            = "api.example.com"
  health_check_id = aws_route53_health_check.south.id
  failover_routing_policy { type = "SECONDARY" }
}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone}
      containers: [{name: api, image: api:1}]
"""


def judged(project_of, files, serving="online"):
    project = project_of(files)
    resources = read_cloud_resources(project, NONE)
    services = NONE if isinstance(resources, Absent) else cloud_services(resources)
    return region_failover(failover(project, resources, services, read_kubernetes(project)), Manifest(serving=serving))


def test_good(project_of):
    result = judged(project_of, {"main.tf": TERRAFORM, "k8s/api.yaml": DEPLOYMENT})
    assert result.measurements[0].value == 1.0
    assert [str(found.location) for found in result.evidence] == ["main.tf:9", "main.tf:10", "main.tf:11",
                                                                  "k8s/api.yaml:8"]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "share", "message"),
    [
        pytest.param(('region = "eu-south-1"', 'region = "eu-north-1"'), 1 / 3, "two regions", id="one region"),
        pytest.param(("  health_check_id = aws_route53_health_check.north.id\n", ""), 2 / 3, "no health check",
                     id="a record without a health check"),
        pytest.param(("provider = aws.south", "provider = var.where"), 1 / 3, "two regions", id="unknown region"),
    ],
)  # fmt: skip
def test_bad(project_of, change, share, message):
    text = TERRAFORM.replace(*change)
    if share > 0.5:
        text = text.replace("  health_check_id = aws_route53_health_check.south.id\n", "")
    result = judged(project_of, {"main.tf": text, "k8s/api.yaml": DEPLOYMENT})
    assert result.measurements[0].value == pytest.approx(share)
    assert any(message in finding.message for finding in result.findings)


def test_one_cluster_without_zones(project_of):
    plain = DEPLOYMENT.replace("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    result = judged(project_of, {"k8s/api.yaml": plain})
    assert result.measurements[0].value == 0.0
    assert [str(finding.location) for finding in result.findings] == ["k8s/api.yaml:1"] * 3


def test_two_clusters_of_argo_cd(project_of):
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: api}
spec:
  generators:
    - list: {elements: [{cluster: north}, {cluster: south}]}
"""
    result = judged(project_of, {"argo.yaml": text, "k8s/api.yaml": DEPLOYMENT})
    assert result.measurements[0].value == pytest.approx(2 / 3)


def test_nothing_is_deployed_and_another_way_of_serving(project_of):
    assert judged(project_of, {"a.py": "x = 1\n"}).outcome is Outcome.NO_EVIDENCE
    assert judged(project_of, {"a.py": "x = 1\n"}, "batch").outcome is Outcome.NOT_APPLICABLE


def test_hostile_files_end_in_words(project_of):
    files = {"argo.yaml": "kind: ApplicationSet\nspec: {generators: [1, {list: 3}]}\n", "k8s/a.yaml": DEPLOYMENT[:90]}
    judged(project_of, files)
