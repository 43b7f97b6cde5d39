"""Deployment files of other platforms."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.delivery.deployment_files import read_other_deployments


@pytest.mark.parametrize(
    ("path", "text", "platform", "line", "scaling"),
    [
        ("infra/main.tf", 'provider "aws" {}\nresource "aws_ecs_service" "api" {}\n', "Terraform", 2, None),
        ("t.yaml", "Transform: AWS::Serverless-2016-10-31\n", "CloudFormation", 1, None),
        ("app.yaml", "runtime: python311\nautomatic_scaling:\n  max_instances: 4\n", "App Engine", 1, 3),
        (
            "c/deployment_config_aks.yml",
            "computeType: AKS\nautoScaler:\n  autoscaleEnabled: true\n",
            "Azure ML deployment",
            1,
            2,
        ),
    ],
)
def test_platforms(project_of, path, text, platform, line, scaling):
    (found,) = read_other_deployments(project_of({path: text})).files
    assert (found.platform, found.path, found.line, found.scaling_line) == (platform, path, line, scaling)


def test_none(project_of):
    assert isinstance(read_other_deployments(project_of({"a.tf": "# empty\n", "app.yaml": "x: 1\n"})), Absent)
