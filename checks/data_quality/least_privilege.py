"""Least privilege: no declared role reaches everything."""

from checks.data_quality._guard_facts import DataGuards
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="Least privilege", effort=Effort.MEDIUM, states_fact=True)
def least_privilege(guards: DataGuards) -> CheckResult:
    """Return whether no declared role or policy allows every action.

    What it measures
    ----------------
    Policies and role assignments in infrastructure files and the roles of Kubernetes: none may allow ``*``, every
    action of a service on every resource, every verb, or hand out a role that does so (administrator, owner, editor,
    full access, cluster-admin).

    Why it matters
    --------------
    A role that reaches everything turns one leaked key into a leak of all data.

    How to fix
    ----------
    List the actions and resources that the job really needs in the named policy.

    Limits
    ------
    Read from files; roles given by hand are not seen. Whether a narrow role is narrow enough is not judged.

    Source
    ------
    NIST SP 800-53 rev. 5, AC-6, 2020; AWS IAM, "Security best practices", 2024.
    """
    if not guards.grants:
        return no_evidence("no infrastructure file declares a role or a policy")
    wide = [grant for grant in guards.grants if grant.wide]
    if not wide:
        evidence = [Evidence(grant.location, f"{grant.name} names what it allows.") for grant in guards.grants[:5]]
        return measured(holds=True, evidence=evidence, strength=Strength.E1)
    findings = [
        Finding(Severity.HIGH, f"{grant.name} is too wide: {grant.wide}.", grant.location,
                fix=f"List the actions and resources that are needed in {grant.location.path}.")
        for grant in wide
    ]  # fmt: skip
    reason = f"{len(wide)} of {len(guards.grants)} declared roles and policies allow everything"
    return measured(holds=False, findings=findings, strength=Strength.E1, reason=reason)
