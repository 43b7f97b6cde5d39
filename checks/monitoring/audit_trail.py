"""Audit trail: predictions are kept with version and input, unchangeable, for a set time."""

from __future__ import annotations

from checks.monitoring._audit_facts import KeptUnchanged
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.stored_predictions import VERSION, StoredPredictions


@check(
    title="Durable audit trail",
    effort=Effort.MEDIUM,
    measures=(Measure("audit_part_share", Unit.SHARE), Measure("audit_retention_days", Unit.DAYS)),
)
def audit_trail(stored: StoredPredictions, kept: KeptUnchanged | Absent) -> CheckResult:
    """Return the share (0 to 1) of four parts of an audit trail, and for how many days it is kept.

    What it measures
    ----------------
    The four parts: the serving path writes input and answer to a table, stream or object store; the entry names the
    model version; entries cannot be changed (rights to update and delete are revoked or refused for that table, or the
    store is locked); a retention period is set. ``audit_retention_days`` is the shortest period found.

    Why it matters
    --------------
    A complaint may come a year after the decision. You then need the input, the model version and the output, from a
    record that nobody can quietly change.

    How to fix
    ----------
    Insert every prediction into a table of its own, with the model version. Revoke UPDATE and DELETE on it, and let a
    scheduled job drop what is older than the retention period.

    Limits
    ------
    Read from code, SQL and infrastructure files. Whether the rules are in force in the running database is not seen;
    for object stores, the lock found is taken to be that of the bucket the code writes to.

    Source
    ------
    Regulation (EU) 2024/1689, articles 12 and 19 (six months at least, for high-risk systems); NIST AI RMF 1.0, 2023,
    Manage 4.3.
    """
    write = stored.writes[0]
    versioned = write.names(VERSION)
    parts = [
        (write.location, "It keeps input and answer of every prediction.", "a write of predictions", ""),
        (write.location if versioned else None, "The entry names the model version.", "the model version",
         f"Add the model version to what {write.location.path} writes."),
        (kept.locked if isinstance(kept, KeptUnchanged) else None, "Entries cannot be changed or deleted.",
         "a protection against changes", f"Revoke UPDATE and DELETE on {write.target or 'the store'}."),
        (kept.retained if isinstance(kept, KeptUnchanged) else None, "It says how long entries are kept.",
         "a retention period", f"Write down and enforce how long {write.target or 'the store'} keeps its entries."),
    ]  # fmt: skip
    evidence = [Evidence(place, why) for place, why, _, _ in parts if place is not None]
    findings = [
        Finding(Severity.LOW, f"The audit trail at {write.location} lacks {name}.", write.location, fix=fix)
        for place, _, name, fix in parts
        if place is None
    ]
    days = kept.days if isinstance(kept, KeptUnchanged) else None
    values = [
        Measurement("audit_part_share", len(evidence) / len(parts), Unit.SHARE, n=len(parts)),
        Measurement("audit_retention_days", days, Unit.DAYS, reason="" if days else "no period was found"),
    ]
    lacking = [name for place, _, name, _ in parts if place is None]
    reason = f"{write.how} at {write.location} keeps predictions" + (
        f", without {', '.join(lacking)}" if lacking else ""
    )
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)
