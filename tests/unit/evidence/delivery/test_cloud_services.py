"""Services, scaling, entrances and references in templates of several tools."""

from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.cloud_references import cloud_references
from readiness.evidence.delivery.cloud_services import cloud_services

NONE = Absent("none")
TERRAFORM = """\
resource "aws_ecs_service" "api" {
  name          = "api"
  desired_count = 2
}
resource "aws_appautoscaling_target" "api" {
  min_capacity = 2
  max_capacity = 8
  resource_id  = "service/main/${aws_ecs_service.api.name}"
}
resource "aws_appautoscaling_policy" "cpu" {
  resource_id = aws_appautoscaling_target.api.resource_id
}
resource "aws_lb_listener" "plain" {
  protocol = "HTTP"
  default_action { type = "forward" }
}
resource "aws_lb_listener" "on" {
  protocol = "HTTP"
  default_action { type = "redirect" }
}
"""
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Predict:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 3}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants: [{InitialInstanceCount: 2, VariantName: a}]
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointConfigName: !GetAtt Config.EndpointConfigName}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 2
      MaxCapacity: 4
      ResourceId: !Sub "endpoint/${Endpoint.EndpointName}/variant/a"
  Role:
    Type: AWS::IAM::Role
    Properties: {Name: !GetAtt Missing.Arn}
"""
SERVERLESS = """\
service: predict
functions:
  predict:
    handler: src/app.handler
    provisionedConcurrency: 2
    events: [{httpApi: "POST /predict"}]
  gone:
    handler: src/gone.handler
"""


def read(project):
    return read_cloud_resources(project, NONE)


def faults(project):
    return [found.fault for found in cloud_references(project, read(project)).references if found.fault]


def test_terraform(project_of):
    project = project_of({"main.tf": TERRAFORM})
    found = cloud_services(read(project))
    assert [(one.kind, one.count) for one in found.services] == [("ECS service", 2)]
    (rule,) = found.scaling
    assert (rule.target.address, rule.minimum, rule.maximum) == ("aws_ecs_service.api", 2, 8)
    assert rule.policy.line == 10
    assert [(way.what, way.encrypted, way.location.line) for way in found.entrances] == [("listener plain", False, 14)]
    assert faults(project) == []


def test_terraform_reference_to_nothing(project_of):
    project = project_of({"main.tf": TERRAFORM.replace("aws_ecs_service.api.name", "aws_ecs_service.app.name")})
    assert cloud_services(read(project)).scaling[0].target is None
    (fault,) = faults(project)
    assert "aws_ecs_service.app" in fault


def test_sam_and_cloudformation(project_of):
    project = project_of({"template.yaml": SAM, "src/app.py": "def handler(event, context): ...\n"})
    found = cloud_services(read(project))
    assert [(one.kind, one.resource.name, one.count) for one in found.services] == [
        ("function", "Predict", 3),
        ("SageMaker endpoint", "Config", 2),
    ]
    (rule,) = found.scaling
    assert (rule.target.name, rule.minimum, rule.maximum, rule.policy) == ("Config", 2, 4, None)
    (fault,) = faults(project)
    assert fault == "Role refers to Missing, which the template does not declare."


def test_serverless_functions_start_code_that_is_there(project_of):
    project = project_of({"serverless.yml": SERVERLESS, "src/app.py": "def handler(event, context): ...\n"})
    found = cloud_services(read(project))
    assert [(one.resource.name, one.count, one.resource.line) for one in found.services] == [
        ("predict", 2, 3),
        ("gone", None, 7),
    ]
    assert [way.encrypted for way in found.entrances] == [True]
    (fault,) = faults(project)
    assert fault == "Function gone starts src/gone.handler, and no file src/gone is there."


def test_constructs_of_cdk_in_python(project_of):
    text = """\
from aws_cdk import aws_ecs as ecs

def stack(scope):
    return ecs.FargateService(scope, "Api", desired_count=2)
"""
    project = project_of({"infra/stack.py": text})
    found = cloud_services(read_cloud_resources(project, python_sources(project, NONE)))
    (service,) = found.services
    assert (service.resource.tool, service.resource.name, service.count) == ("CDK", "Api", 2)
    assert str(service.resource.location) == "infra/stack.py:4"


def test_no_infrastructure(project_of):
    assert isinstance(read(project_of({"a.yaml": "kind: x\n", "b.json": "{"})), Absent)
