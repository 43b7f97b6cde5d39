"""Runbooks: whoever receives an alert finds out what to do."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Document, Documents, Section
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

STEP = re.compile(r"^\s*(?:\d+[.)]|[-*+])\s+\S", re.MULTILINE)
BACK = re.compile(r"roll(?:ing)?[ -]?back|undo|previous (?:version|model|release|revision)|restore", re.IGNORECASE)
OWNER = re.compile(r"owner|on[ -]?call|contact|escalat|responsible|@", re.IGNORECASE)


@check(title="Runbooks", effort=Effort.MEDIUM, measures=(Measure("runbook_share", Unit.SHARE),))
def runbooks(rules: AlertRules | Absent, documents: Documents) -> CheckResult:
    """Return the share (0 to 1) of alerts for which the project holds a runbook with steps, owner and a way back.

    What it measures
    ----------------
    For every alert a section is looked for: the one its ``runbook_url`` links to (the anchor has to exist in a document
    of the project), else one whose heading names the alert. It counts when it lists at least one step, holds no
    template text, and its document names an owner or contact and how to roll back. Without any alert, one runbook with
    those parts is looked for.

    Why it matters
    --------------
    At night the person on call is rarely the author of the model.

    How to fix
    ----------
    Write a section for each alert (what it means, steps, when to escalate), link it in ``runbook_url``, and add one
    section on rolling back.

    Limits
    ------
    Links to wikis outside the folder cannot be followed and do not count. Whether the steps work is shown by a drill.

    Source
    ------
    Beyer et al., "Site Reliability Engineering", 2016, chapter 11.
    """
    alerts = rules.alerts if isinstance(rules, AlertRules) else ()
    if not alerts:
        return _without_alerts(documents)
    found = {alert.name: _runbook(alert, documents) for alert in alerts}
    good = {name: place for name, place in found.items() if isinstance(place, Location)}
    findings = [
        Finding(
            Severity.LOW,
            f"Alert {alert.name}: {found[alert.name]}.",
            Location(alert.path, alert.line),
            fix=f"Write a section for {alert.name} with steps, owner and rollback, and link it in {alert.path}.",
        )
        for alert in alerts
        if alert.name not in good
    ]
    evidence = [Evidence(place, f"Alert {name} has a runbook with steps.") for name, place in good.items()]
    share = Measurement("runbook_share", len(good) / len(found), Unit.SHARE, n=len(found))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _runbook(alert: AlertRule, documents: Documents) -> Location | str:
    """Return where the alert's runbook is, or what is wrong."""
    linked, _, anchor = alert.runbook.partition("#")
    path = linked.split("://", 1)[-1]
    document = next((d for d in documents.documents if path and (path == d.path or path.endswith(f"/{d.path}"))), None)
    if document is not None and anchor:
        section = next((s for s in document.sections if slug(s.title) == anchor.lower()), None)
        if section is None:
            return f"its link leads to #{anchor}, which {document.path} does not have"
        return _judged(document, section)
    if document is not None:
        return _judged(document, document.sections[0], whole=True)
    for candidate in documents.documents:
        for section in candidate.sections:
            if section.title and slug(alert.name) in slug(section.title):
                return _judged(candidate, section)
    return "no runbook in the project is linked to it or named after it"


def _judged(document: Document, section: Section, *, whole: bool = False) -> Location | str:
    text = document.text if whole else document.under(section)
    if not STEP.search(text) or section.placeholders:
        return f"its runbook in {document.path} lists no steps"
    if not BACK.search(document.text):
        return f"{document.path} does not say how to roll back"
    if not OWNER.search(document.text):
        return f"{document.path} names no owner or contact"
    return Location(document.path, section.line)


def _without_alerts(documents: Documents) -> CheckResult:
    for document in documents.of_kind("runbook"):
        place = _judged(document, document.sections[0], whole=True)
        if isinstance(place, Location):
            share = Measurement("runbook_share", 1.0, Unit.SHARE, n=1)
            evidence = [Evidence(place, f"{document.path} is a runbook with steps; no alert links to it.")]
            return measured(measurements=[share], evidence=evidence, strength=Strength.E1)
    share = Measurement("runbook_share", 0.0, Unit.SHARE, n=1)
    finding = Finding(
        Severity.LOW, "No runbook with steps, owner and rollback was found.", fix="Write docs/runbook.md."
    )
    return measured(measurements=[share], findings=[finding], strength=Strength.E1)


def slug(title: str) -> str:
    """Return the anchor of a heading, as in rendered Markdown: lower case, blanks as dashes, no punctuation."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
