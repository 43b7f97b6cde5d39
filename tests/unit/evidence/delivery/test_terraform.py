"""Terraform to blocks, resources and Kubernetes objects, with lines."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.delivery.terraform import TerraformRefused, parse_terraform

NONE = Absent("none")
MAIN = """\
locals { name = "api" }

resource "aws_ecs_service" "api" {
  name          = local.name
  desired_count = var.replicas
  tags          = { team = "risk", "cost-center" = "7" }

  deployment_configuration {
    maximum_percent = 200
  }
  dynamic "capacity" {
    for_each = var.pools
    content { base = capacity.value }
  }
  zones  = ["a", aws_subnet.b.id]
  policy = jsonencode({ Statement = [{ Effect = "Allow" }] })
  text   = <<-EOT
    hello
  EOT
  open   = true
}
"""
VARIABLES = 'variable "replicas" {\n  type    = number\n  default = 2\n}\nvariable "pools" {}\n'


def resources(project, unread=()):
    found = read_cloud_resources(project, NONE)
    assert found.unread == unread
    return {item.address: item for item in found.resources}


def test_values_are_typed_and_have_lines(project_of):
    item = resources(project_of({"infra/main.tf": MAIN, "infra/variables.tf": VARIABLES}))["aws_ecs_service.api"]
    assert (item.path, item.line) == ("infra/main.tf", 3)
    assert item.body["name"] == "api"
    assert item.number("desired_count") == 2
    assert item.at("desired_count").line == 5
    assert item.body["tags"] == {"team": "risk", "cost-center": "7"}
    assert item.setting("maximum_percent") == 200
    assert item.body["dynamic.capacity"][0]["for_each"] == "var.pools"
    assert item.body["zones"] == ["a", "aws_subnet.b.id"]
    assert item.body["policy"]["Statement"][0] == {"Effect": "Allow"}
    assert item.body["text"].strip() == "hello"
    assert item.body["open"] is True


def test_variable_files_win_over_defaults(project_of):
    files = {"main.tf": MAIN, "variables.tf": VARIABLES, "terraform.tfvars": "replicas = 5\n"}
    assert resources(project_of(files))["aws_ecs_service.api"].number("desired_count") == 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('resource "a" "b" {', "not valid HCL"),
        ('resource "a" {{{', "not valid HCL on line 1"),
        ("a = " + "[" * 3_000, "nested deeper than 60 brackets"),
        ("#" * 150_001, "larger than 150,000 characters"),
        ("\x01\x02 = <<E\n", "not valid HCL"),
        ('a = "' + "${var.x}" * 5_000 + '"\n', "more than 25,000 words and signs"),
    ],
)
def test_hostile_text_is_refused_in_words(text, reason):
    with pytest.raises(TerraformRefused, match=reason):
        parse_terraform(text)


def test_broken_file_is_listed_and_the_others_are_read(project_of):
    project = project_of({"bad.tf": "resource } {", "good.tf": 'resource "aws_s3_bucket" "b" {}\n'})
    assert list(resources(project, (("bad.tf", "not valid HCL on line 1"),))) == ["aws_s3_bucket.b"]


def test_kubernetes_provider_gives_objects(project_of):
    text = """\
resource "kubernetes_deployment_v1" "api" {
  metadata { name = "api" }
  spec {
    replicas = 2
    selector { match_labels = { app = "api" } }
    template {
      metadata { labels = { app = "api" } }
      spec {
        container {
          name  = "api"
          image = "registry/api:1.0"
          port { container_port = 8000 }
          resources {
            requests = { cpu = "250m" }
            limits   = { memory = "1Gi" }
          }
          liveness_probe {
            http_get {
              path = "/health"
              port = 8000
            }
          }
        }
      }
    }
  }
}
resource "kubernetes_service" "api" {
  metadata { name = "api" }
  spec {
    selector = { app = "api" }
    port {
      port        = 80
      target_port = 8000
    }
  }
}
"""
    project = project_of({"k8s.tf": text})
    cluster = read_kubernetes(project, read_cloud_resources(project, NONE))
    (work,), (service,) = cluster.workloads, cluster.services
    (box,) = work.containers
    assert (work.kind, work.replicas, work.line, box.line) == ("Deployment", 2, 1, 9)
    assert (box.requests, box.limits, box.ports) == ({"cpu": "250m"}, {"memory": "1Gi"}, (("", 8000),))
    assert (box.probe("liveness").path, box.probe("liveness").line) == ("/health", 17)
    assert service.selects(work)
    assert [(port.number, port.target) for port in service.ports] == [(80, "8000")]


def test_a_file_beyond_the_bounds_hides_no_other(project_of):
    files = {"a.tf": 'a = "' + "${var.x}" * 15_000 + '"\n', "b.tf": 'resource "aws_s3_bucket" "b" {}\n'}
    assert list(resources(project_of(files), (("a.tf", "more than 25,000 words and signs"),))) == ["aws_s3_bucket.b"]
