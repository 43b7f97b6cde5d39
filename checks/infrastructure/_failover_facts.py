"""Where the service runs, what leads callers away from a lost place, and how its replicas are spread."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, texts_in
from readiness.evidence.delivery.cloud_services import CloudServices
from readiness.evidence.delivery.helm import chart_manifests
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

CLUSTERS = (
    "aws_eks_cluster", "google_container_cluster", "azurerm_kubernetes_cluster", "aws_sagemaker_endpoint",
    "google_vertex_ai_endpoint", "azurerm_machine_learning_online_endpoint", "azurerm_linux_function_app", "module",
)  # fmt: skip
PLATFORM_SPREADS = (
    "google_cloud_run_service", "google_cloud_run_v2_service", "aws_lambda_function", "AWS::Lambda::Function",
    "AWS::Serverless::Function", "function", "google_cloudfunctions2_function", "azurerm_container_app",
)  # fmt: skip
_ALIAS = re.compile(r"^\w+\.([\w-]+)$")
_SERVICE = re.compile(r"serv|cluster|eks|gke|aks|\bapi\b|app|deploy|endpoint|region", re.IGNORECASE)
_LITERAL = re.compile(r"[a-z]{2,}[a-z0-9-]*\d?")
_ZONE = "topology.kubernetes.io/zone"


@dataclass(frozen=True)
class Failover(Fact):
    """What is declared for the loss of a place.

    Attributes
    ----------
    regions
        Region or cluster to the place in the files that puts the service there.
    routing
        Health-checked routing between them, or None; ``unchecked`` is routing without a health check.
    spread
        Where replicas are spread over zones, or None.
    deployed
        Where the files deploy the service first.
    """

    regions: Mapping[str, Location] = field(default_factory=dict)
    routing: Location | None = None
    unchecked: Location | None = None
    spread: Location | None = None
    deployed: Location | None = None


@provides("files")
def failover(
    project: Project,
    resources: CloudResources | Absent,
    services: CloudServices | Absent,
    kubernetes: Kubernetes | Absent,
) -> Failover | Absent:
    """Return regions, routing and spread; absent when no file deploys a service."""
    held = resources if isinstance(resources, CloudResources) else CloudResources(())
    running = [one.resource for one in services.services] if isinstance(services, CloudServices) else []
    regions = {**dict(_regions(held, running)), **dict(_clusters(project))}
    checked, unchecked = _routing(held)
    spread = next(_spread(project, kubernetes), None) if isinstance(kubernetes, Kubernetes) else None
    zoned = next((item.location for item in running if item.type in PLATFORM_SPREADS or _zones(item)), None)
    if not regions and not running and isinstance(kubernetes, Absent):
        return Absent("no file deploys a service")
    serving = kubernetes.serving() if isinstance(kubernetes, Kubernetes) else ()
    places = [*(Location(work.path, work.line) for work in serving), *(item.location for item in running)]
    return Failover(regions, checked, unchecked, spread or zoned, next(iter(places), None))


def _regions(resources: CloudResources, running: list[CloudResource]) -> Iterator[tuple[str, Location]]:
    providers: dict[str, str] = {}
    for item in resources.of("provider"):
        region = item.body.get("region") or item.body.get("location")
        if isinstance(region, str):
            providers[str(item.body.get("alias") or "")] = region
    for item in (*running, *resources.of(*CLUSTERS)):
        if item.type == "module" and not _SERVICE.search(f"{item.name} {item.body.get('source')}"):
            continue
        written = item.body.get("region") or item.body.get("location")
        named = [str(item.body.get("provider") or ""), *(text for text, _ in texts_in(item.body.get("providers")))]
        aliases = [match[1] for text in named if (match := _ALIAS.match(text))]
        region = written if isinstance(written, str) else next((providers.get(one) for one in aliases), None)
        region = region or (providers.get("") if item.type != "module" else None)
        if region and _LITERAL.fullmatch(region) and not region.startswith(("var.", "local.")):
            yield region, item.location


def _clusters(project: Project) -> Iterator[tuple[str, Location]]:
    """Yield the clusters that Argo CD or a multi-cluster ingress deploys to."""
    for file in list(own_files(project, "*.yaml", "*.yml"))[:2_000]:
        text = project.text(file.path, 300_000) or ""
        if not re.search(r"^kind:\s*(ApplicationSet|MultiClusterService|Application)\b", text, re.MULTILINE):
            continue
        for document in _documents(text):
            for generator in mappings(mapping(document.get("spec")).get("generators")):
                for element in mappings(mapping(generator.get("list")).get("elements")):
                    cluster = element.get("cluster") or element.get("url")
                    if isinstance(cluster, str):
                        yield cluster, Location(file.path, element.line)
            spec = mapping(document.get("spec"))
            single = [mapping(spec.get("destination"))] if document.get("kind") == "Application" else []
            for place in (*single, *mappings(spec.get("clusters"))):
                cluster = place.get("name") or place.get("server") or place.get("link")
                if isinstance(cluster, str):
                    yield cluster, Location(file.path, place.line)


def _routing(resources: CloudResources) -> tuple[Location | None, Location | None]:
    """Return routing between places that a health check moves, and routing that nothing checks."""
    unchecked: Location | None = None
    for item in resources.resources:
        checked = _leads_away(item, resources)
        if checked:
            return item.location, None
        unchecked = unchecked or (item.location if checked is False else None)
    return None, unchecked


def _leads_away(item: CloudResource, resources: CloudResources) -> bool | None:
    """Return whether a health check moves traffic here; False for routing without one, None for no routing."""
    if item.type in ("aws_route53_record", "AWS::Route53::RecordSet"):
        if (
            item.setting("failover_routing_policy", "latency_routing_policy", "Failover", "weighted_routing_policy")
            is None
        ):
            return None
        check = item.setting("health_check_id", "HealthCheckId")
        alike = [
            one
            for one in itertools.islice(resources.of(item.type), 200)
            if one.setting("name", "Name") == item.setting("name", "Name")
        ]
        return check is not None and len(alike) > 1
    if item.type in ("aws_globalaccelerator_endpoint_group", "azurerm_traffic_manager_profile"):
        return len(list(resources.of(item.type))) > 1 or "monitor_config" in item.body
    if item.type in ("azurerm_cdn_frontdoor_origin_group", "azurerm_frontdoor"):
        return item.setting("health_probe", "backend_pool_health_probe") is not None
    if item.type in ("google_compute_backend_service", "google_compute_region_backend_service"):
        several = isinstance(item.body.get("backend"), list) and len(item.body["backend"]) > 1
        return (item.setting("health_checks", "outlier_detection") is not None) if several else None
    if item.type in ("aws_cloudfront_distribution", "AWS::CloudFront::Distribution"):
        return True if item.setting("failover_criteria", "FailoverCriteria") is not None else None
    return None


def _zones(item: CloudResource) -> bool:
    zones = item.setting(
        "availability_zones", "vpc_zone_identifier", "AvailabilityZones", "VPCZoneIdentifier", "subnets"
    )
    return isinstance(zones, list) and len(zones) > 1


def _spread(project: Project, kubernetes: Kubernetes) -> Iterator[Location]:
    charted = dict(chart_manifests(project))
    names = {(work.path, work.name) for work in kubernetes.serving()}
    for path in sorted({path for path, _ in names}):
        for document in _documents(charted.get(path) or project.text(path, 1_000_000) or ""):
            if (path, str(mapping(document.get("metadata")).get("name"))) not in names:
                continue
            pod = mapping(mapping(mapping(document.get("spec")).get("template")).get("spec"))
            spreads = [*mappings(pod.get("topologySpreadConstraints")), *_apart(pod)]
            yield from (Location(path, one.line) for one in spreads if one.get("topologyKey") == _ZONE)


def _apart(pod: YamlMap) -> Iterator[YamlMap]:
    rules = mapping(mapping(pod.get("affinity")).get("podAntiAffinity"))
    yield from mappings(rules.get("requiredDuringSchedulingIgnoredDuringExecution"))
    for one in mappings(rules.get("preferredDuringSchedulingIgnoredDuringExecution")):
        yield mapping(one.get("podAffinityTerm"))


def _documents(text: str) -> list[YamlMap]:
    try:
        return list(mappings(load_documents(text)))
    except YamlRefused:
        return []
