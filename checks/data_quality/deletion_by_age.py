"""Deletion by age: data goes when its retention period ends, by a rule or a job."""

from checks.data_quality._deletion_facts import Deletions
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="Deletion by age", effort=Effort.MEDIUM, states_fact=True)
def deletion_by_age(deletions: Deletions) -> CheckResult:
    """Return whether a storage rule that is on, or a job that a timer starts, deletes data by its age.

    What it measures
    ----------------
    Lifecycle rules that expire objects (S3, Google Cloud Storage, Azure), time to live of tables (DynamoDB, BigQuery),
    and code or commands that delete what is older than a limit and that an active timer leads to.

    Why it matters
    --------------
    A retention period that nothing enforces is a promise you break every day. Old copies also keep old risks.

    How to fix
    ----------
    Add a lifecycle rule with an expiration to the bucket, or let the scheduler start the deletion job. Keep its log and
    sign the last run.

    Limits
    ------
    Read from files: that the last run happened is shown by a signature. Whether the period is the right one, and
    whether copies elsewhere go too, is not seen.

    Source
    ------
    GDPR, Article 5(1)(e), storage limitation, 2016; ISO/IEC 27555:2021, deletion of personal data.
    """
    running = [item for item in deletions.found if item.active]
    if running:
        evidence = [Evidence(item.location, f"{item.why[:1].upper()}{item.why[1:]}.") for item in running[:5]]
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=running[0].why)
    first = deletions.found[0]
    if first.active is None:
        return measured(holds=None, strength=Strength.E1, reason=f"{first.why}; whether its timer is on cannot be told")
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{item.why[:1].upper()}{item.why[1:]}; it does not run by itself.",
            item.location,
            fix=f"Switch the rule on or let a timer start what {item.location.path} deletes.",
        )
        for item in deletions.found
    ]
    return measured(
        holds=False, findings=findings, strength=Strength.E1, reason=f"{first.why}; it does not run by itself"
    )
