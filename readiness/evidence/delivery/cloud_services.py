"""Services, scaling rules and entrances that cloud resources declare."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, texts_in

# services, rules and policies related to each other; more than these are left out
MOST = 200
# type of the resource -> what it is for people, settings that state how many run
_COUNTED = {
    "aws_ecs_service": ("ECS service", ("desired_count",)),
    "AWS::ECS::Service": ("ECS service", ("DesiredCount",)),
    "aws_sagemaker_endpoint_configuration": ("SageMaker endpoint", ("initial_instance_count",)),
    "AWS::SageMaker::EndpointConfig": ("SageMaker endpoint", ("InitialInstanceCount",)),
    "azurerm_linux_web_app": ("web app", ("worker_count",)),
    "aws_apprunner_service": ("App Runner service", ("min_size",)),
    "aws_cdk.aws_ecs.FargateService": ("ECS service", ("desired_count",)),
    "aws_cdk.aws_ecs_patterns.ApplicationLoadBalancedFargateService": ("ECS service", ("desired_count",)),
    "aws_cdk.aws_sagemaker.CfnEndpointConfig": ("SageMaker endpoint", ("initial_instance_count",)),
    "pulumi_aws.ecs.Service": ("ECS service", ("desired_count",)),
    "aws:ecs:Service": ("ECS service", ("desiredCount",)),
}
_FUNCTIONS = {
    "aws_lambda_function": ("reserved_concurrent_executions",),
    "AWS::Lambda::Function": ("ReservedConcurrentExecutions",),
    "AWS::Serverless::Function": ("ReservedConcurrentExecutions", "ProvisionedConcurrentExecutions"),
    "function": ("reservedConcurrency", "provisionedConcurrency"),
    "aws_cdk.aws_lambda.Function": ("reserved_concurrent_executions",),
    "aws_cdk.aws_lambda.DockerImageFunction": ("reserved_concurrent_executions",),
    "pulumi_aws.lambda_.Function": ("reserved_concurrent_executions",),
}
_CONCURRENCY = ("aws_lambda_provisioned_concurrency_config",)
# these scale between bounds of their own: smallest, largest
_SELF_SCALED = {
    "google_cloud_run_service": (("autoscaling.knative.dev/minScale",), ("autoscaling.knative.dev/maxScale",)),
    "google_cloud_run_v2_service": (("min_instance_count",), ("max_instance_count",)),
    "google_cloudfunctions2_function": (("min_instance_count",), ("max_instance_count",)),
    "azurerm_container_app": (("min_replicas",), ("max_replicas",)),
    "aws_autoscaling_group": (("min_size",), ("max_size",)),
    "AWS::AutoScaling::AutoScalingGroup": (("MinSize",), ("MaxSize",)),
    "pulumi_gcp.cloudrunv2.Service": (("min_instance_count",), ("max_instance_count",)),
}
_NEEDS_POLICY = ("aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup")
_SCALERS = {
    "aws_appautoscaling_target": (("min_capacity",), ("max_capacity",)),
    "AWS::ApplicationAutoScaling::ScalableTarget": (("MinCapacity",), ("MaxCapacity",)),
    "azurerm_monitor_autoscale_setting": (("minimum",), ("maximum",)),
    "aws_apprunner_auto_scaling_configuration_version": (("min_size",), ("max_size",)),
    "aws:appautoscaling:Target": (("minCapacity",), ("maxCapacity",)),
}
_POLICIES = (
    "aws_appautoscaling_policy", "aws_autoscaling_policy", "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::AutoScaling::ScalingPolicy", "aws:appautoscaling:Policy",
)  # fmt: skip
_ALWAYS_TLS = frozenset({
    "aws_apigatewayv2_api", "aws_api_gateway_rest_api", "AWS::Serverless::Api", "AWS::Serverless::HttpApi",
    "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "aws_lambda_function_url", "google_cloud_run_service",
    "google_cloud_run_v2_service", "aws_apprunner_service", "aws_sagemaker_endpoint", "AWS::SageMaker::Endpoint",
})  # fmt: skip
_ENDPOINTS = ("aws_sagemaker_endpoint", "AWS::SageMaker::Endpoint")
_LISTENERS = ("aws_lb_listener", "aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener")


@dataclass(frozen=True)
class CloudService:
    """Something that may serve the model.

    Attributes
    ----------
    count
        Instances or replicas the files state (for a function its concurrency), or None.
    elastic
        True for functions: the platform starts as many as it needs.
    """

    kind: str
    resource: CloudResource
    count: int | None
    elastic: bool = False


@dataclass(frozen=True)
class CloudScaling:
    """A scaling rule: bounds, what it scales (None where that is not declared), and the policy that moves it."""

    resource: CloudResource
    target: CloudResource | None
    minimum: int | None
    maximum: int | None
    policy: Location | None


@dataclass(frozen=True)
class CloudEntrance:
    """A way in for callers, and whether it is encrypted."""

    what: str
    location: Location
    encrypted: bool


@dataclass(frozen=True)
class CloudServices(Fact):
    """Services, scaling rules and entrances of the infrastructure files."""

    services: tuple[CloudService, ...]
    scaling: tuple[CloudScaling, ...] = ()
    entrances: tuple[CloudEntrance, ...] = ()


@provides("files")
def cloud_services(resources: CloudResources) -> CloudServices | Absent:
    """Return what the infrastructure files run for callers; absent when they declare no service."""
    services = tuple(itertools.islice(_services(resources), MOST))
    if not services:
        return Absent("the infrastructure files declare no service of a kind that is known here")
    return CloudServices(
        services, tuple(itertools.islice(_scaling(resources, services), MOST)), tuple(_entrances(resources))
    )


def _services(resources: CloudResources) -> Iterator[CloudService]:
    for item in resources.resources:
        if item.type in _COUNTED:
            kind, keys = _COUNTED[item.type]
            yield CloudService(kind, item, item.number(*keys))
        elif item.type in _SELF_SCALED:
            low, high = _SELF_SCALED[item.type]
            least = item.number(*low)
            yield CloudService("service", item, least if least is not None else item.number(*high))
        elif item.type in _FUNCTIONS:
            beside = (other.number("provisioned_concurrent_executions") for other in resources.of(*_CONCURRENCY)
                      if other.names(item))  # fmt: skip
            stated = item.number(*_FUNCTIONS[item.type]) or next(beside, None)
            yield CloudService("function", item, stated, elastic=True)


def _scaling(resources: CloudResources, services: tuple[CloudService, ...]) -> Iterator[CloudScaling]:
    policies = list(itertools.islice(resources.of(*_POLICIES), MOST))
    for item in resources.resources:
        if item.type in _SELF_SCALED:
            low, high = _SELF_SCALED[item.type]
            policy = _policy(item, policies) if item.type in _NEEDS_POLICY else item.at(*high)
            yield CloudScaling(item, item, item.number(*low) or 0, item.number(*high), policy)
        elif item.type in _SCALERS:
            low, high = _SCALERS[item.type]
            policy = _policy(item, policies)
            if item.setting("metric_trigger") is not None or item.type.startswith("aws_apprunner"):
                policy = item.at("metric_trigger", *high)
            ends = list(itertools.islice(resources.of(*_ENDPOINTS), MOST))
            yield CloudScaling(item, _target(item, services, ends), item.number(*low), item.number(*high), policy)


def _policy(item: CloudResource, policies: list[CloudResource]) -> Location | None:
    return next((policy.location for policy in policies if policy.names(item)), None)


def _target(
    item: CloudResource, services: tuple[CloudService, ...], endpoints: list[CloudResource]
) -> CloudResource | None:
    for service in services:
        own = service.resource
        # a rule names the endpoint, which names the configuration that states the instances
        between = any(item.names(end) and end.names(own) for end in endpoints)
        if between or item.names(own) or own.names(item) or _named(item, own):
            return own
    return None


def _named(item: CloudResource, service: CloudResource) -> bool:
    """Return whether the rule holds the service's own name as a part of a path (``service/cluster/name``)."""
    names = {str(part) for key in ("name", "Name", "ServiceName") if (part := service.body.get(key))}
    written = item.setting("resource_id", "ResourceId", "resourceId")
    return isinstance(written, str) and any(name in written.split("/") for name in names)


def _entrances(resources: CloudResources) -> Iterator[CloudEntrance]:
    for item in resources.resources:
        if item.type in _ALWAYS_TLS:
            yield CloudEntrance(f"{item.type} {item.name}", item.location, True)
        elif item.type in _LISTENERS:
            protocol = str(item.setting("protocol", "Protocol") or "HTTP").upper()
            sent_on = any("redirect" in text.lower() for text, _ in texts_in(item.body))
            if protocol in ("HTTPS", "TLS") or (protocol == "HTTP" and not sent_on):
                yield CloudEntrance(f"listener {item.name}", item.at("protocol", "Protocol"), protocol != "HTTP")
        elif item.type == "azurerm_container_app" and item.setting("ingress") is not None:
            plain = item.setting("allow_insecure_connections") is True
            yield CloudEntrance(f"container app {item.name}", item.at("allow_insecure_connections"), not plain)
        elif item.type == "function" and item.setting("httpApi", "http") is not None:
            yield CloudEntrance(f"function {item.name}", item.at("httpApi", "http"), True)
