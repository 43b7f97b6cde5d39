"""Access records: who reached the data is written down."""

from checks.data_quality._guard_facts import DataGuards
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence


@check(title="Access is recorded", effort=Effort.SMALL, states_fact=True)
def access_records(guards: DataGuards) -> CheckResult:
    """Return whether an infrastructure file switches on a record of who reaches the stores.

    What it measures
    ----------------
    A trail of the account (CloudTrail, audit configuration, diagnostic settings) or access logging of a bucket, not
    switched off.

    Why it matters
    --------------
    Without a record nobody can say after a leak what was taken, or show that nothing was.

    How to fix
    ----------
    Declare a trail, or the access logging of the bucket that holds the data, in the infrastructure files.

    Limits
    ------
    Read from files. Which stores a trail covers, and whether somebody looks at it, is not seen.

    Source
    ------
    NIST SP 800-53 rev. 5, AU-2 and AU-12, 2020; ISO/IEC 27002:2022, 8.15.
    """
    if not guards.audits:
        return no_evidence("no infrastructure file switches on a record of access to the data")
    return measured(holds=True, evidence=guards.audits[:5], strength=Strength.E1, reason=guards.audits[0].why)
