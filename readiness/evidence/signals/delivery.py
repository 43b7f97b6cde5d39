"""Infrastructure as code, platform deployments, regions and the division of traffic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import YamlMap, mapping, mappings, texts
from readiness.evidence.signals.deploy_commands import PLATFORM_COMMAND, is_push_to_platform
from readiness.evidence.signals.files import is_example, line_of, under_tests, walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_PULUMI_OR_CDK = r"^(aws_cdk|pulumi_\w+|constructs|cdktf)\b"
_PLATFORM_FILES = {
    "procfile": "process file of a platform service", "render.yaml": "Render blueprint",
    "fly.toml": "Fly.io application", "railway.json": "Railway service", "railway.toml": "Railway service",
    "vercel.json": "Vercel project", "zappa_settings.json": "Zappa deployment to Lambda",
    "serverless.yml": "Serverless Framework service", "serverless.yaml": "Serverless Framework service",
    "samconfig.toml": "AWS SAM deployment", "host.json": "Azure Functions application",
    "function.json": "Azure Function", "cog.yaml": "Replicate model",
    "apprunner.yaml": "AWS App Runner service", "truss.yaml": "Truss deployment",
    "heroku.yml": "Heroku application", "cloudbuild.yaml": "", "app.yaml": "", "app.yml": "",
    "dockerrun.aws.json": "Elastic Beanstalk application", "netlify.toml": "",
    "nixpacks.toml": "Railway service", "manifest.yml": "",
}  # fmt: skip
_PLATFORM_RESOURCES = re.compile(
    r"^(aws_lambda_function|aws_sagemaker_endpoint|aws_ecs_service|aws_apprunner|"
    r"aws_elastic_beanstalk|google_cloud_run|"
    r"google_cloudfunctions|google_app_engine|google_vertex_ai_endpoint|azurerm_(linux_|"
    r"windows_)?(function_app|web_app)|"
    r"azurerm_app_service$|azurerm_container_(app|group)|azurerm_machine_learning_inference|heroku_app|"
    r"AWS::(Serverless::Function|Lambda::Function|SageMaker::Endpoint|ECS::Service|AppRunner|ElasticBeanstalk)|"
    r"(lambda\w*\.)?(DockerImage|Nodejs|Python)?Function$|(\w+\.)?(CfnEndpoint|FargateService|"
    r"ApplicationLoadBalancedFargateService|PythonFunction)$|"
    r"Microsoft\.(Web/sites|App/containerApps|ContainerInstance|MachineLearningServices/workspaces/\w*[eE]ndpoints))"
)
_PLATFORM_CALLS = (
    r"^sagemaker\..*\.(deploy|transform)$|\.create_endpoint$|\.update_endpoint$|^azureml\..*Model\.deploy$|"
    r"^azure\.ai\.ml\..*(ManagedOnlineDeployment|ManagedOnlineEndpoint|BatchEndpoint|BatchDeployment|"
    r"ModelBatchDeployment)$|"
    r"online_(endpoints|deployments)\.begin_create|batch_(endpoints|deployments)\.begin_create|"
    r"^google\.cloud\.aiplatform\..*\.(deploy|batch_predict)$|^modal\.(App|Stub)$|^huggingface_hub\..*(upload_folder|"
    r"create_repo|create_inference_endpoint|upload_file|upload_large_folder)$|^chalice\.Chalice$|^zappa\.|"
    r"mlflow\.deployments\..*create_(deployment|endpoint)|^databricks\..*serving_endpoints\.create|^beam\.endpoint|"
    r"\.create_transform_job$|^truss\.|(ModelDeployOp|EndpointCreateOp|ModelBatchPredictOp)$|"
    r"^firebase_functions\.|^functions_framework\."
)
_ROUTING = re.compile(
    r"aws_route53_record|aws_globalaccelerator_endpoint_group|azurerm_traffic_manager|azurerm_(cdn_)?frontdoor|"
    r"AWS::Route53::RecordSet|AWS::GlobalAccelerator|Microsoft\.Network/trafficManager|google_compute_backend_service|"
    r"aws_cloudfront_distribution|aws_route53_health_check|Microsoft\.Network/frontDoors"
)
_FAILS_OVER = re.compile(
    r"(?i)failover|health_check|health_probe|priority|origin_group|endpoint_group|latency_routing|"
    r"outlier|traffic_routing"
)
_REGION = re.compile(
    r"\b((?:us|eu|ap|ca|sa|me|af|il)-(?:gov-)?[a-z]+-?[a-z]*-?\d|(?:us|europe|asia|australia)-[a-z]+\d|"
    r"(?:east|west|central|north|south)\w*(?:us|europe|asia|india|uk)\d?|(?:westus|"
    r"eastus|northeurope|westeurope)\d?)\b"
)


def iac(seen: Seen) -> Signal:
    """Declarative infrastructure: Terraform, CloudFormation, CDK, Pulumi, Bicep, ARM, Ansible.

    Not: shell scripts that call a cloud's command line; Kubernetes manifests alone.
    """

    def declared() -> Iterator[Evidence]:
        for resource in seen.resources:
            if not resource.type.startswith("provider.") and not under_tests(resource.path):
                yield place(resource.path, resource.line, f"{resource.tool} declares {resource.type}")
        for used in seen.live.calls(_PULUMI_OR_CDK, notebooks=False):
            yield used.at(f"declares infrastructure with {used.name.partition('.')[0]}")
        for path in seen.files.ending(".yml", ".yaml"):
            yield from _ansible(seen, path)
        for path in seen.files.named("serverless.yml", "serverless.yaml"):
            root = mapping(next(iter(seen.files.yaml(path)), None))
            if mapping(root.get("provider")) and "functions" in root:
                yield place(path, root.at("functions"), "functions declared for the Serverless Framework")
        for path, root in seen.files.yaml_with("eksctl.io", "ClusterConfig"):
            yield place(path, root.line, "cluster declared for eksctl")
        for path in seen.files.ending(".ts", ".js"):
            for line, _, found in seen.files.lines(path, re.compile(r"from ['\"](aws-cdk-lib|@aws-cdk/|@pulumi/)")):
                yield place(path, line, f"declares infrastructure with {found.group(1)}")

    return shown_by(declared(), "no declarative infrastructure (Terraform, CloudFormation, Pulumi, Bicep, Ansible)")


def _ansible(seen: Seen, path: str) -> Iterator[Evidence]:
    text = seen.files.text(path)
    if "hosts:" not in text or not ("tasks:" in text or "roles:" in text) or is_example(path):
        return
    for document in seen.files.yaml(path):
        for play in mappings(document):
            if "hosts" in play and ("tasks" in play or "roles" in play):
                yield place(path, play.at("hosts"), "Ansible play")


def serverless_or_managed_deploy(seen: Seen) -> Signal:
    """Deployment to a platform service by code, configuration or a written procedure.

    A managed endpoint or batch, a serverless function or container, a platform for applications.
    Not: an own virtual machine; a link to a live demo that nothing in the repository deploys.
    """

    def deployments() -> Iterator[Evidence]:
        for resource in seen.resources:
            if _PLATFORM_RESOURCES.search(resource.type):
                yield place(resource.path, resource.line, f"{resource.tool} declares {resource.type}")
        for used in seen.live.calls(_PLATFORM_CALLS):
            yield used.at(f"{used.name[-60:]} deploys to a platform service")
        for name, why in _PLATFORM_FILES.items():
            for path in seen.files.named(name):
                yield from _platform_file(seen, path, name, why)
        yield from _by_workflow(seen)
        for written in seen.commands:
            if PLATFORM_COMMAND.search(written.text) or is_push_to_platform(written.text):
                yield written.at(f"'{written.text[:60]}' deploys to a platform service")
        yield from _configured(seen)
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            pattern = re.compile(
                r"\b(vetiver_deploy_\w+|vetiver_sm_(endpoint|model)|rsconnect::deploy\w+|deployApp|"
                r"lambdr::|vetiver_write_lambda\w*)\s*\(?"
            )
            for line, _, found in seen.files.lines(path, pattern):
                yield place(path, line, f"{found.group(1)} deploys to a platform service")

    return shown_by(deployments(), "nothing deploys to a platform service")


def _platform_file(seen: Seen, path: str, name: str, why: str) -> Iterator[Evidence]:
    text = seen.files.text(path)
    if under_tests(path) or not text.strip():
        return
    if name in ("app.yaml", "app.yml"):
        found = re.search(r"^(runtime|env):\s*\S+", text, re.MULTILINE)
        if found:
            yield place(path, line_of(text, found.group()), "Google App Engine service")
    elif name == "manifest.yml":
        if re.search(r"^applications:", text, re.MULTILINE):
            yield place(path, 1, "Cloud Foundry application")
    elif name == "function.json":
        if '"bindings"' in text:
            yield place(path, 1, why)
    elif why:
        yield place(path, 1, why)


def _configured(seen: Seen) -> Iterator[Evidence]:
    for readme in seen.files.named("README.md"):
        head = seen.files.text(readme)[:3_000]
        found = re.match(r"---\s*\n(.*?)\n---", head, re.DOTALL)
        if found and re.search(r"^sdk:\s*\S+", found.group(1), re.MULTILINE):
            yield place(readme, line_of(head, "sdk:"), "definition of a Hugging Face Space")
    for words, why in (
        (("managedOnlineDeployment",), "managed online deployment"),
        (("managedOnlineEndpoint",), "managed endpoint"),
        (("batchDeployment",), "managed batch deployment"),
        (("entryScript", "runtime"), "Azure ML inference configuration"),
        (("computeType", "containerResourceRequirements"), "Azure ML deployment configuration"),
        (("serving.knative.dev", "containers"), "serverless container"),
    ):
        for path, root in seen.files.yaml_with(*words):
            yield place(path, root.line, why)
    for image in seen.images:
        if "aws/lambda" in image.final.base.text or "aws-lambda" in image.final.base.text:
            yield place(image.path, image.final.line, "image for AWS Lambda")
    for path in seen.files.paths:
        if "/.ebextensions/" in f"/{path}" or path.startswith(".platform/"):
            yield place(path, None, "configuration of Elastic Beanstalk")


_DEPLOY_ACTION = re.compile(
    r"(?i)azure/(webapps-deploy|functions-action|container-apps|aci-deploy)|deploy-cloudrun|deploy-appengine|"
    r"deploy-cloud-functions|heroku-deploy|amazon-ecs-deploy|beanstalk-deploy|flyctl|AzureWebApp|AzureFunctionApp|"
    r"AzureRmWebApp|serverless/github-action|setup-sam|apprunner|render-deploy|huggingface|railway|"
    r"azureml-model-deploy|"
    r"appleboy/lambda-action"
)


def _by_workflow(seen: Seen) -> Iterator[Evidence]:
    for workflow in seen.workflows:
        for _, step in workflow.active_steps():
            if step.uses and _DEPLOY_ACTION.search(step.uses):
                yield place(workflow.path, step.line, f"{step.uses} deploys to a platform service")


def multi_region_failover(seen: Seen) -> Signal:
    """Serving in two or more regions, with routing that fails over.

    Not: a variable for the region.
    """

    def routed() -> Iterator[Evidence]:
        regions = {name for resource in seen.resources for name in _REGION.findall(resource.body)}
        providers = sum(
            resource.type.startswith("provider.") and "alias" in resource.body for resource in seen.resources
        )
        if len(regions) < 2 and not providers:
            return
        for resource in seen.resources:
            if _ROUTING.search(resource.type) and _FAILS_OVER.search(resource.body):
                yield place(resource.path, resource.line, f"{resource.type} routes between regions")

    def meshed() -> Iterator[Evidence]:
        for path, root in seen.files.yaml_with("localityLbSetting", "failover"):
            yield place(path, root.line, "locality failover in the mesh")
        for path, root in seen.files.yaml_with("MultiClusterIngress"):
            yield place(path, root.line, "ingress over several clusters")

    return shown_by([*routed(), *meshed()], "no routing that fails over between regions")


def canary_or_traffic_split(seen: Seen) -> Signal:
    """Traffic is divided between model versions: mesh weights, progressive rollouts, endpoint variants, proxies."""
    return shown_by(_splits(seen), "no traffic is divided between versions")


def _splits(seen: Seen) -> Iterator[Evidence]:
    for path, item in _split_objects(seen):
        yield from _object_split(path, item)
    for path in seen.files.ending(".conf", ".nginx", ".tmpl"):
        pattern = re.compile(r"^\s*split_clients\b|^\s*server\s+[\w.:-]+\s+weight=\d+")
        hits = list(seen.files.lines(path, pattern))
        if any("split_clients" in text for _, text, _ in hits) or len(hits) > 1:
            yield place(path, hits[0][0], "the proxy divides requests by weight")
    yield from _split_calls(seen)
    for written in seen.commands:
        if re.search(
            r"--traffic\s+\S*=\d+\S*[ ,]\S*=\d+|--to-(revisions|tags)\s+\S+=\d{1,2},|--traffic-split=\S+", written.text
        ):
            yield written.at("divides the endpoint's traffic")
    for resource in seen.resources:
        variants = len(re.findall(r"production_variants\s*\{|VariantName", resource.body))
        if variants > 1 or re.search(
            r"AdditionalVersionWeights|additional_version_weights|Type:\s*(Canary|Linear)\d+|"
            r"CANARY|canary_settings|traffic_percentage\s*=\s*[1-9]\d?\b",
            resource.body,
        ):
            yield place(resource.path, resource.line, f"{resource.type} divides traffic")


def _split_objects(seen: Seen) -> Iterator[tuple[str, YamlMap]]:
    for word in ("weight", "canary", "traffic", "Canary"):
        for path, root in seen.files.yaml_with(word):
            yield from ((path, item) for item in walk(root))


def _object_split(path: str, item: YamlMap) -> Iterator[Evidence]:
    for key in ("route", "backendRefs", "services", "weightedBackends"):
        held = list(mappings(item.get(key)))
        weighted = [part for part in held if part.get("weight") is not None]
        if len(held) > 1 and len(weighted) > 1:
            yield place(path, weighted[0].at("weight"), f"{len(weighted)} destinations with weights")
    steps = mapping(item.get("canary")).get("steps")
    if mappings(steps) and isinstance(steps, list) and any("setWeight" in part for part in mappings(steps)):
        yield place(path, item.at("canary"), "canary steps of a rollout")
    if item.get("kind") == "Canary" or "canaryTrafficPercent" in item:
        yield place(path, item.at("canaryTrafficPercent"), "canary release")
    shares = [part for part in mappings(item.get("predictors")) if part.get("traffic") is not None]
    if len(shares) > 1:
        yield place(path, shares[0].at("traffic"), "predictors with shares of the traffic")
    split = item.get("traffic")
    numbers = [value for value in mapping(split).values() if isinstance(value, int)]
    percents = [part.get("percent") for part in mappings(split)]
    if len(numbers) > 1 or any(isinstance(value, int) and 0 < value < 100 for value in (*numbers, *percents)):
        yield place(path, item.at("traffic"), "traffic is divided between deployments")
    for key in item:
        if key.endswith(("ingress.kubernetes.io/canary-weight", "ingress.kubernetes.io/canary-by-header")):
            yield place(path, item.at(key), "canary ingress")
    if any("canary" in text.lower() for text in texts(item.get("deploymentPreference"))):
        yield place(path, item.line, "canary deployment preference")


def _split_calls(seen: Seen) -> Iterator[Evidence]:
    for used in seen.live.calls(
        r"\.(create_endpoint_config|create_endpoint|deploy|update_endpoint_weights_and_capacities)$|"
        r"production_variant$"
    ):
        variants = used.call.keywords.get("ProductionVariants") or used.call.keywords.get("production_variants")
        share = used.call.literal("traffic_percentage")
        split = used.call.keywords.get("traffic_split")
        if isinstance(variants, tuple) and len(variants) > 1:
            yield used.at("an endpoint with several weighted variants")
        elif (isinstance(share, int) and 0 < share < 100) or (isinstance(split, tuple) and len(split) > 1):
            yield used.at("divides the endpoint's traffic")
        elif used.last == "update_endpoint_weights_and_capacities":
            yield used.at("changes the weights of endpoint variants")
    nodes = seen.serving.nodes if seen.serving is not None and seen.serving.kind == "online" else frozenset()
    for used in seen.live.within(nodes):
        if re.search(r"^random\.(random|choices|uniform|randint)$|^numpy\.random\.(rand|choice|random)$", used.name):
            near = {text.value for text in used.module.texts if text.scope == used.call.scope}
            known = near | {call.name for call in used.module.calls if call.scope == used.call.scope}
            if any(re.search(r"(?i)challenger|canary|model_?b\b|variant|treatment|shadow", name) for name in known):
                yield used.at("requests are drawn to one of several models")
