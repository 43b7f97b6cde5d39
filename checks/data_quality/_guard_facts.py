"""How declared stores of data are encrypted, who may reach them, and what records the access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Evidence, Location
from readiness.evidence.delivery.cloud import CloudResource, CloudResources, walked
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings, texts
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

YAML_LIMIT = 400_000
MOST_FILES = 2_000
# Stores that are encrypted unless nothing can be done about it: the provider's own documentation says so.
BY_DEFAULT = re.compile(
    r"^(aws_s3_bucket|AWS::S3::Bucket|aws_dynamodb_table|AWS::DynamoDB::Table|google_storage_bucket|"
    r"google_bigquery_(dataset|table)|google_sql_database_instance|google_compute_disk|azurerm_storage_account|"
    r"azurerm_managed_disk|azurerm_(mssql|postgresql|mysql)\w*server|azurerm_cosmosdb_account)$"
)
SWITCHES = {
    "aws_ebs_volume": "encrypted",
    "AWS::EC2::Volume": "Encrypted",
    "aws_efs_file_system": "encrypted",
    "AWS::EFS::FileSystem": "Encrypted",
    "aws_db_instance": "storage_encrypted",
    "aws_rds_cluster": "storage_encrypted",
    "AWS::RDS::DBInstance": "StorageEncrypted",
    "AWS::RDS::DBCluster": "StorageEncrypted",
    "aws_docdb_cluster": "storage_encrypted",
    "aws_neptune_cluster": "storage_encrypted",
    "aws_redshift_cluster": "encrypted",
    "AWS::Redshift::Cluster": "Encrypted",
    "aws_elasticache_replication_group": "at_rest_encryption_enabled",
    "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled",
}
KEYS = ("kms_master_key_id", "kms_key_id", "kms_key_arn", "KMSMasterKeyID", "KmsKeyId", "default_kms_key_name",
        "kms_key_name", "sse_algorithm", "SSEAlgorithm", "server_side_encryption", "SSESpecification",
        "customer_managed_key")  # fmt: skip
ROLES = ("policy_arn", "role", "role_definition_name", "ManagedPolicyArns", "managed_policy_arns")
PLAIN = ("enable_https_traffic_only", "https_traffic_only_enabled", "require_ssl", "ssl_enforcement_enabled",
         "transit_encryption_enabled", "TransitEncryptionEnabled", "SupportsHttpsTrafficOnly")  # fmt: skip
AUDITS = re.compile(
    r"^(aws_cloudtrail|AWS::CloudTrail::Trail|aws_s3_bucket_logging|google_project_iam_audit_config|"
    r"google_(folder|organization)_iam_audit_config|azurerm_monitor_diagnostic_setting|aws_rds_cluster_activity_stream)$"
)
WIDE_ROLES = re.compile(
    r"(AdministratorAccess|PowerUserAccess|\w+FullAccess|^roles/(owner|editor)$|^(Owner|Contributor)$|^cluster-admin$)"
)


@dataclass(frozen=True)
class Store:
    """A declared store: whether it is encrypted at rest (``why``), and where it takes unencrypted connections."""

    name: str
    encrypted: bool
    why: str
    location: Location
    plain: Location | None = None


@dataclass(frozen=True)
class Grant:
    """A role or policy; ``wide`` says what is too wide in it, empty when nothing is."""

    name: str
    wide: str
    location: Location


@dataclass(frozen=True)
class DataGuards(Fact):
    """Stores, grants and access records that files declare, in file order."""

    stores: tuple[Store, ...] = ()
    grants: tuple[Grant, ...] = ()
    audits: tuple[Evidence, ...] = ()


@provides("files")
def data_guards(project: Project, cloud: CloudResources | Absent) -> DataGuards | Absent:
    """Return what infrastructure files say of stores, grants and access records; absent when they declare none."""
    resources = cloud.resources if isinstance(cloud, CloudResources) else ()
    stores = tuple(store for item in resources if (store := _store(item, resources)) is not None)
    grants = tuple(grant for item in resources for grant in _grants(item)) + tuple(_cluster_grants(project))
    audits = tuple(_audits(resources))
    if not (stores or grants or audits):
        return Absent("no infrastructure file declares a store, a role or an access log")
    return DataGuards(stores, grants, audits)


def _store(item: CloudResource, resources: tuple[CloudResource, ...]) -> Store | None:
    name = f"{item.type} {item.name}"
    switch = SWITCHES.get(item.type)
    default = bool(BY_DEFAULT.match(item.type))
    if switch is None and not default:
        return None
    plain = next((item.at(key) for key in PLAIN if item.setting(key) is False), None)
    if switch is not None and item.setting(switch) is not True:
        word = "switched off" if item.setting(switch) is False else "not switched on"
        return Store(name, False, f"{switch} is {word}", item.at(switch), plain)
    key = next((key for key in (*KEYS, *([switch] if switch else [])) if item.setting(key) is not None), None)
    if key is not None:
        return Store(name, True, f"{key} is set", item.at(key), plain)
    beside = next((other for other in resources if "encryption" in other.type and other.names(item)), None)
    if beside is not None:
        return Store(name, True, f"{beside.type} {beside.name} encrypts it", beside.location, plain)
    return Store(name, True, "the provider encrypts it by default, with a key of its own", item.location, plain)


def _grants(item: CloudResource) -> Iterator[Grant]:
    document = item.type == "data" and "iam_policy_document" in item.name
    if not document and not re.search(r"iam|IAM|role_assignment|lakeformation|Policy$", item.type):
        return
    name = f"{item.type} {item.name}"
    wide, place = "", item.location
    for part in walked(item.body):
        actions = [*texts(part.get("Action")), *texts(part.get("actions"))]
        effect = part.get("Effect", part.get("effect", "Allow"))
        targets = [*texts(part.get("Resource")), *texts(part.get("resources"))]
        loose = next((action for action in actions if action == "*" or (action.endswith(":*") and "*" in targets)), "")
        if loose and effect == "Allow":
            wide, place = f"it allows {loose} on {', '.join(targets[:2]) or 'everything'}", _action_place(item, part)
        for key in ROLES:
            role = next((text for text in texts(part.get(key)) if WIDE_ROLES.search(_last(text))), "")
            if role:
                wide, place = f"it hands out {role}", Location(item.path, part.at(key))
    yield Grant(name, wide, place)


def _last(role: str) -> str:
    """Return the name at the end of an ARN, or the role as it is written."""
    return role.rpartition("/")[2] if role.startswith("arn:") else role


def _action_place(item: CloudResource, part: YamlMap) -> Location:
    """Return the line of the action in a statement, else that of the resource."""
    key = next((key for key in ("Action", "actions") if key in part), "")
    return Location(item.path, part.at(key) if key else item.line)


def _cluster_grants(project: Project) -> Iterator[Grant]:
    """Yield the roles and role bindings of Kubernetes files."""
    for file in list(own_files(project, "*.yaml", "*.yml"))[:MOST_FILES]:
        text = project.text(file.path, YAML_LIMIT) or ""
        if not re.search(r"^kind:\s*(Cluster)?Role", text, re.MULTILINE):
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for root in map(mapping, documents):
            kind, name = str(root.get("kind")), str(mapping(root.get("metadata")).get("name"))
            if kind in ("Role", "ClusterRole"):
                rule = next((rule for rule in mappings(root.get("rules")) if "*" in texts(rule.get("verbs"))), None)
                wide = "" if rule is None else f"it allows every verb on {', '.join(texts(rule.get('resources'))[:3])}"
                yield Grant(f"{kind} {name}", wide, Location(file.path, rule.at("verbs") if rule else root.at("kind")))
            elif kind in ("RoleBinding", "ClusterRoleBinding"):
                role = str(mapping(root.get("roleRef")).get("name"))
                wide = f"it hands out {role}" if WIDE_ROLES.search(role) else ""
                yield Grant(f"{kind} {name}", wide, Location(file.path, root.at("roleRef")))


def _audits(resources: tuple[CloudResource, ...]) -> Iterator[Evidence]:
    for item in resources:
        if AUDITS.match(item.type) and item.setting("enable_logging", "IsLogging") is not False:
            yield Evidence(item.location, f"{item.type} {item.name} records access.")
        elif item.type in ("aws_s3_bucket", "google_storage_bucket") and item.setting("logging") is not None:
            yield Evidence(item.at("logging"), f"{item.type} {item.name} logs access to it.")
        elif item.type == "AWS::S3::Bucket" and item.setting("LoggingConfiguration") is not None:
            yield Evidence(item.at("LoggingConfiguration"), f"{item.name} logs access to it.")
