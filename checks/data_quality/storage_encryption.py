"""Storage encryption: declared stores keep data encrypted and take encrypted connections only."""

from checks.data_quality._guard_facts import DataGuards
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Storage encryption", effort=Effort.SMALL, measures=(Measure("encrypted_store_share", Unit.SHARE),))
def storage_encryption(guards: DataGuards) -> CheckResult:
    """Return the share of declared stores that are encrypted at rest and refuse unencrypted connections (0 to 1).

    What it measures
    ----------------
    Buckets, volumes, file systems and databases in Terraform, CloudFormation, Serverless, Pulumi and CDK. A store that
    must be told to encrypt (EBS, EFS, RDS, Redshift, ElastiCache) counts when it is told; one that its provider always
    encrypts (S3 since 2023, Google Cloud Storage, Azure Storage) counts too, and the evidence says by which. A store
    that switches encrypted connections off does not count.

    Why it matters
    --------------
    Training data is often a wider copy of what the application protects.

    How to fix
    ----------
    Switch the named setting on, and name a key of your own where you have to be able to withdraw it.

    Limits
    ------
    Read from files: what was set by hand is not seen. Volumes that Kubernetes claims get their encryption from a
    storage class of the cluster, which is not read.

    Source
    ------
    Amazon S3, "Setting default server-side encryption", 2023; Google Cloud, "Default encryption at rest", 2024; CIS AWS
    Foundations Benchmark 3.0, section 2, 2024.
    """
    if not guards.stores:
        return no_evidence("no infrastructure file declares a bucket, volume or database")
    good = [store for store in guards.stores if store.encrypted and store.plain is None]
    evidence = [Evidence(store.location, f"{store.name} is encrypted: {store.why}.") for store in good]
    findings = [
        Finding(Severity.HIGH, f"{store.name} is not encrypted at rest: {store.why}.", store.location,
                fix=f"Switch encryption of {store.name} on in {store.location.path}.")
        for store in guards.stores
        if not store.encrypted
    ]  # fmt: skip
    findings += [
        Finding(Severity.HIGH, f"{store.name} takes unencrypted connections.", store.plain,
                fix=f"Require encrypted connections of {store.name} in {store.plain.path}.")
        for store in guards.stores
        if store.plain is not None
    ]  # fmt: skip
    total = len(guards.stores)
    value = Measurement("encrypted_store_share", len(good) / total, Unit.SHARE, n=total)
    reason = f"{len(good)} of {total} declared stores are encrypted"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
