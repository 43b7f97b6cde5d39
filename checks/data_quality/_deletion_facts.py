"""What deletes data by age: storage rules in infrastructure files, and jobs that a timer starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.function_bodies import FunctionBodies, names_in
from readiness.evidence.code.schedules import Schedule, Schedules
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, walked
from readiness.evidence.files.project import Project

DELETES = re.compile(
    r"(^os\.(remove|unlink)|^shutil\.rmtree|\.(unlink|rmtree|rm|rm_file|delete_objects?|delete_blobs?|delete_many|"
    r"delete_one|delete_rows|delete_partition|batch_delete|delete|bulk_delete|remove_object))$"
)
AGE = re.compile(
    r"^(timedelta|relativedelta|cutoff\w*|older_than|retention\w*|max_age\w*|st_mtime|keep_days|expir\w*|"
    r"days_to_keep|age_days|ttl\w*)$",
    re.IGNORECASE,
)
SQL = re.compile(
    r"(?is)\bdelete\s+from\b.{0,400}?\bwhere\b.{0,400}?(interval|current_date|now\s*\(|getdate|date_sub|dateadd|"
    r"timestamp_sub|cutoff|%s|:\w+|\?|\{)"
)
SHELL = re.compile(
    r"find\s[^\n]*-(?:mtime|mmin|ctime)\s+\+\S+[^\n]*(?:-delete|-exec\s+rm)|delete\s+from\s[^\n]*(?:interval|now\(\)|"
    r"current_date)|(?:gsutil|aws s3|az storage)[^\n]*lifecycle",
    re.IGNORECASE,
)
EXPIRY = ("default_partition_expiration_ms", "default_table_expiration_ms", "expiration_ms")
RUNS_SQL = ("execute", "executemany", "sql", "query", "run")
TEXT_LIMIT = 200_000


@dataclass(frozen=True)
class Deletion:
    """A rule or job that deletes by age.

    Attributes
    ----------
    active
        True when it runs; False when it is switched off or nothing starts it; None when that cannot be told.
    why
        What it is, in one sentence.
    """

    active: bool | None
    why: str
    location: Location


@dataclass(frozen=True)
class Deletions(Fact):
    """Every rule and job that deletes by age, those that run first."""

    found: tuple[Deletion, ...]


@provides("code")
def deletions(
    project: Project, cloud: CloudResources | Absent, schedules: Schedules | Absent, reachability: Reachability | Absent
) -> Deletions | Absent:
    """Return what deletes data by age; absent when no rule and no code does."""
    found = [*_rules(cloud.resources if isinstance(cloud, CloudResources) else ())]
    timers = schedules.schedules if isinstance(schedules, Schedules) else ()
    found += _commands(project, timers)
    if isinstance(reachability, Reachability):
        found += _jobs(project, timers, reachability)
    if not found:
        return Absent("no storage rule and no job deletes data by its age")
    order = {True: 0, None: 1, False: 2}
    return Deletions(tuple(sorted(found, key=lambda item: (order[item.active], str(item.location)))))


def _rules(resources: tuple[CloudResource, ...]) -> Iterator[Deletion]:
    for item in resources:
        name = f"{item.type} {item.name}"
        if re.search(r"^aws_s3_bucket|S3::Bucket$", item.type):
            yield from _expirations(item, name)
        elif item.type == "google_storage_bucket":
            for part in walked(item.body):
                if part.get("type") == "Delete":
                    yield Deletion(True, f"{name} deletes objects by a lifecycle rule", item.at("lifecycle_rule"))
        elif item.type == "azurerm_storage_management_policy":
            key = "delete_after_days_since_modification_greater_than"
            if item.setting(key, "delete_after_days_since_creation_greater_than") is not None:
                yield Deletion(item.setting("enabled") is not False, f"{name} deletes blobs by age", item.at(key))
        elif item.type in ("aws_dynamodb_table", "AWS::DynamoDB::Table"):
            if item.setting("ttl", "TimeToLiveSpecification") is not None:
                active = item.setting("enabled", "Enabled") is not False
                yield Deletion(active, f"{name} expires its items", item.at("ttl", "TimeToLiveSpecification"))
        else:
            expiry = next((word for word in EXPIRY if item.setting(word) is not None), None)
            if expiry is not None and item.type.startswith("google_bigquery"):
                yield Deletion(True, f"{name} expires its rows ({expiry})", item.at(expiry))


def _expirations(item: CloudResource, name: str) -> Iterator[Deletion]:
    """Yield the rules of a bucket that expire objects; moving them elsewhere or tidying uploads deletes nothing."""
    for part in walked(item.body):
        inner = [entry for entry in walked(part.get("expiration", {})) if "days" in entry or "date" in entry]
        if inner or "ExpirationInDays" in part:
            active = (
                str(part.get("status", part.get("Status", "Enabled"))) == "Enabled" and part.get("enabled") is not False
            )
            days = inner[0].get("days", inner[0].get("date")) if inner else part["ExpirationInDays"]
            place = Location(item.path, part.at("expiration" if inner else "ExpirationInDays"))
            yield Deletion(active, f"{name} deletes objects after {days} days", place)


def _commands(project: Project, timers: tuple[Schedule, ...]) -> Iterator[Deletion]:
    """Yield shell and SQL commands in the files of timers that are not Python."""
    for path in dict.fromkeys(timer.location.path for timer in timers if not timer.location.path.endswith(".py")):
        text = project.text(path, TEXT_LIMIT) or ""
        match = SHELL.search(text)
        if match is not None:
            active = next((timer.active for timer in timers if timer.location.path == path and timer.active), None)
            line = text.count("\n", 0, match.start()) + 1
            yield Deletion(active, f"a timer in {path} deletes by age", Location(path, line))


def _jobs(project: Project, timers: tuple[Schedule, ...], reach: Reachability) -> Iterator[Deletion]:
    """Yield definitions that delete by age, with whether a timer leads to them."""
    bodies = FunctionBodies(project)
    for path, name in sorted(reach.reached_from("script", "scheduled", "startup")):
        module = reach.sources.by_path[path]
        if module.test or module.notebook or not _deletes_by_age(reach, bodies, (path, name)):
            continue
        definition = module.definitions.get(name)
        place = Location(path, definition.line if definition else 1)
        leading = [timer for timer in timers if (path, name) in reach.closure(timer.starts)]
        active = max((timer.active for timer in leading), key=lambda a: {True: 2, None: 1, False: 0}[a], default=False)
        what = f"{name or path} deletes by age"
        yield Deletion(
            active, f"{what}, started by {leading[0].title}" if leading else f"{what}, and no timer starts it", place
        )


def _deletes_by_age(reach: Reachability, bodies: FunctionBodies, node: Node) -> bool:
    module = reach.sources.by_path[node[0]]
    if any(SQL.search(text.value) for text in module.texts if text.scope == node[1]):
        return any(
            call.last in ("execute", "executemany", "sql", "query", "run")
            for call in module.calls
            if call.scope == node[1]
        )
    calls = [reach.full_name(call.name, module) for call in module.calls if call.scope == node[1]]
    if not any(DELETES.search(call) for call in calls):
        return False
    return any(AGE.match(word) for word in names_in(list(bodies.nodes(module, node[1]))))
