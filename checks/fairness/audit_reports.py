"""Bias audits recur: dated reports or a scheduled job, the last within the cadence and about the shipped model."""

from __future__ import annotations

from checks.fairness._audit_facts import BiasAudits
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest

RECURS, CADENCE, RECENT, SHIPPED = (
    "a second dated report or a scheduled job",
    "a declared cadence",
    "a report within the cadence",
    "the SHA-256 of the shipped model in the last report",
)


@check(
    title="Bias audits recur",
    effort=Effort.SMALL,
    measures=(Measure("audit_part_share", Unit.SHARE), Measure("audit_age", Unit.DAYS)),
)
def audit_reports(audits: BiasAudits, manifest: Manifest, settings: Settings) -> CheckResult:
    """Return the share (0 to 1) of four parts of recurring audits, and the age of the last report in days.

    What it measures
    ----------------
    Documents and JSON files that are reports of a bias or fairness audit (by title or name, with figures by group) and
    carry a date that is not in the future; a scheduled job that computes a fairness metric; a cadence in a sentence
    about such audits; the age of the last report against it; and whether that report names the SHA-256 of the shipped
    model.

    Why it matters
    --------------
    Every new model and every shift of the data can open a new gap. One audit shows one day.

    How to fix
    ----------
    Declare the cadence ("a fairness audit every quarter"), run it on the shipped model, write date and model hash into
    ``docs/audits/2026-01_fairness_audit.md``, and have an auditor sign it.

    Limits
    ------
    Dates are taken as written. What the audit found, and whether the auditor was independent, is for people to judge.

    Source
    ------
    NIST AI RMF 1.0, Measure 1.2 and 1.3 (2023); Raji et al., "Closing the AI Accountability Gap", 2020.
    """
    today = settings.now.date()
    reports = [report for report in audits.reports if report.day <= today]
    last = reports[0] if reports else None
    age = (today - last.day).days if last is not None else None
    recent = age is not None and audits.cadence_days is not None and age <= audits.cadence_days
    parts = {
        RECURS: len({report.day for report in reports}) > 1 or audits.scheduled is not None,
        CADENCE: audits.cadence is not None,
        RECENT: recent,
        SHIPPED: last is not None and last.names_model,
    }
    evidence = [Evidence(report.location, f"Report of a bias audit of {report.day}.") for report in reports[:3]]
    if audits.scheduled is not None:
        evidence.append(Evidence(audits.scheduled, "A scheduled job computes a fairness metric."))
    if audits.cadence is not None:
        evidence.append(Evidence(audits.cadence, f"Audits are declared for every {audits.cadence_days} days at most."))
    if last is not None and last.names_model:
        evidence.append(Evidence(last.location, f"Names the SHA-256 of {manifest.model.path}."))
    place = last.location if last is not None else next(iter(audits.undated), audits.scheduled)
    findings = [_finding(part, place, age, manifest) for part, there in parts.items() if not there]
    findings += [
        Finding(
            Severity.LOW, f"{item.path} carries no date.", item, fix=f"Write the date of the audit into {item.path}."
        )
        for item in audits.undated[:3]
    ]
    share = sum(parts.values()) / len(parts) if last is not None or audits.scheduled is not None else 0.0
    values = [Measurement("audit_part_share", share, Unit.SHARE, n=len(parts))]
    values.append(Measurement("audit_age", age, Unit.DAYS, reason="" if last else "no report carries a date"))
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E1)


def _finding(part: str, place: Location | None, age: int | None, manifest: Manifest) -> Finding:
    fixes = {
        RECURS: "Audit again, or let a timer run the fairness check, and keep every report.",
        CADENCE: "Write how often the model is audited for bias, such as every quarter, into the governance document.",
        RECENT: "Audit the shipped model now" + (f"; the last report is {age} days old." if age is not None else "."),
        SHIPPED: f"Write the SHA-256 of {manifest.model.path or 'the shipped model'} into the report.",
    }
    severity = Severity.HIGH if part in (RECENT, SHIPPED) else Severity.MEDIUM
    return Finding(severity, f"The bias audits lack {part}.", place, fix=fixes[part])
