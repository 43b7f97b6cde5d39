"""Where cost is tagged, budgeted and estimated."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, walked
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.bounded_yaml import YamlMap

BUDGETS = (
    "aws_budgets_budget", "AWS::Budgets::Budget", "google_billing_budget", "azurerm_consumption_budget_subscription",
    "azurerm_consumption_budget_resource_group", "aws_ce_anomaly_subscription", "AWS::CE::AnomalySubscription",
)  # fmt: skip
TOLD = (
    "notification", "NotificationsWithSubscribers", "subscriber", "Subscribers", "all_updates_rule", "threshold_rules",
)  # fmt: skip
COMPUTE = re.compile(
    r"cluster|node_group|node_pool|ecs_service|ECS::Service|lambda_function|Lambda::Function|Serverless::Function"
    r"|endpoint_configuration|EndpointConfig|cloud_run|container_app|autoscaling_group|aws_instance|compute_instance"
    r"|virtual_machine|s3_bucket|S3::Bucket|storage_bucket|storage_account"
)
COST_KEY = re.compile(r"cost|team|owner|project|product|department|service|budget|business", re.IGNORECASE)
_HEADING = re.compile(r"\bcosts?\b|\bbudget|\bspend", re.IGNORECASE)
_MONEY = re.compile(r"(?:[$€£]\s?\d|\d\s?(?:[$€£]|EUR|USD|GBP|CHF|euros?|dollars?)\b|\b(?:EUR|USD|GBP|CHF)\s?\d)")
_VOLUME = re.compile(
    r"\d[\d,.]*\s*(?:million\s+|thousand\s+|k\s+)?(?:predictions?|requests?|forecasts?|rows?|calls?)\b"
    r"|(?:predictions?|requests?|forecasts?|rows?)\s+(?:a|per)\s+(?:second|day|month)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class CostControls(Fact):
    """What is declared about cost.

    Attributes
    ----------
    tagged, untagged
        Resources that cost money, by whether a tag says whom or what for.
    budget
        A budget that tells somebody; ``silent_budget`` one that tells nobody.
    estimate
        A section with money and with the volume it is for.
    """

    tagged: tuple[Location, ...]
    untagged: tuple[Location, ...]
    budget: Location | None = None
    silent_budget: Location | None = None
    estimate: Location | None = None


@provides("files")
def cost_controls(
    resources: CloudResources | Absent, kubernetes: Kubernetes | Absent, documents: Documents | Absent
) -> CostControls | Absent:
    """Return tags, budgets and estimates; absent when nothing that costs is declared and no document speaks of it."""
    held = resources if isinstance(resources, CloudResources) else CloudResources(())
    estimate = next(_estimates(documents), None) if isinstance(documents, Documents) else None
    tagged: list[Location] = []
    untagged: list[Location] = []
    for item in held.resources:
        if COMPUTE.search(item.type):
            (tagged if _has_tags(item, held) else untagged).append(item.location)
    if isinstance(kubernetes, Kubernetes) and not tagged and not untagged:
        for work in kubernetes.serving():
            named = any(re.search(r"cost|team|owner", key, re.IGNORECASE) for key in work.labels)
            (tagged if named else untagged).append(Location(work.path, work.line))
    budgets = list(held.of(*BUDGETS))
    loud = next((item.location for item in budgets if item.setting(*TOLD) is not None), None)
    if not (tagged or untagged or budgets or estimate):
        return Absent("no file declares what costs money, a budget or an estimate")
    silent = budgets[0].location if budgets and loud is None else None
    return CostControls(tuple(tagged), tuple(untagged), loud, silent, estimate)


def _has_tags(item: CloudResource, resources: CloudResources) -> bool:
    alias = str(item.body.get("provider") or "").rpartition(".")[2]
    kind = item.type.partition("_")[0]
    providers = [
        one for one in itertools.islice(resources.of("provider"), 50)
        if str(one.body.get("alias") or "") == alias and one.name.startswith(kind)
    ]  # fmt: skip
    shared = [one.body for one in providers if one.setting("default_tags", "default_labels") is not None]
    return any(_named(body) for body in (item.body, *shared))


def _named(body: YamlMap) -> bool:
    for part in walked(body):
        for key in ("tags", "Tags", "labels", "tag", "user_labels", "default_labels"):
            value = part.get(key)
            names = list(value) if isinstance(value, YamlMap) else [
                str(one.get("Key") or one.get("key")) for one in value if isinstance(one, YamlMap)
            ] if isinstance(value, list) else []  # fmt: skip
            if any(COST_KEY.search(name) for name in names):
                return True
    return False


def _estimates(documents: Documents) -> Iterator[Location]:
    for document in documents.documents:
        for section in document.matching(_HEADING):
            if _MONEY.search(section.body) and _VOLUME.search(section.body):
                yield Location(document.path, section.line)
