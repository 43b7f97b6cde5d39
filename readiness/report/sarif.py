"""The findings as SARIF 2.1.0 (OASIS, 2020), for code hosts and editors that show results beside the lines."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import quote

from readiness.domain.assessment import Assessment, FindingRecord, LocationRecord, PracticeRecord
from readiness.report import words
from readiness.report.printable import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "PROJECT"
LEVEL = {"info": "note", "low": "note", "medium": "warning", "high": "error", "critical": "error"}
# Priority from 0 to 100 as SARIF defines it. Not "security-severity": most results here are no security matter.
RANK = {"info": 10.0, "low": 30.0, "medium": 55.0, "high": 80.0, "critical": 95.0}
Json = dict[str, object]
_NUMBER = re.compile(r"[0-9][0-9.,]*")


def sarif(assessment: Assessment) -> Json:
    """Return a SARIF log with one run: checks as rules, findings as results, gravest first.

    A practice that fails without a finding is a result of the practice itself, so that nothing failed is missing. An
    unknown is no result: it is counted in the run's properties. Paths are relative to the project's root.
    """
    results = [*_of_checks(assessment), *_of_practices(assessment)]
    order: dict[str, int] = {}
    for result in results:
        order.setdefault(str(result["ruleId"]), len(order))
    rules = _rules(assessment, order)
    for result in results:
        result["ruleIndex"] = order[str(result["ruleId"])]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(assessment, rules)},
                "automationDetails": {"id": f"readiness/{quote(visible(assessment.project.name), safe='')}/"},
                "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the assessed project."}}},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(assessment)],
                "results": results,
                "properties": _properties(assessment),
            }
        ],
    }


def _driver(assessment: Assessment, rules: list[Json]) -> Json:
    return {
        "name": assessment.tool.name,
        "version": assessment.tool.version,
        "semanticVersion": assessment.tool.version,
        "rules": rules,
    }


def _invocation(assessment: Assessment) -> Json:
    """Return whether every check ran; an error of ours is a notification, never a result about the project."""
    return {
        "executionSuccessful": not assessment.errors,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": visible(f"{error.where}: {error.reason}")}}
            for error in assessment.errors
        ],
    }


def _properties(assessment: Assessment) -> Json:
    unknown = sum(p.status == "unknown" for criterion in assessment.criteria for p in criterion.practices)
    return {
        "assessment": assessment.id,
        "rubric": f"{assessment.rubric.id} {assessment.rubric.version} {assessment.rubric.digest}",
        "trust": assessment.trust,
        "overall": {"low": assessment.overall.low, "high": assessment.overall.high},
        "completeness": assessment.completeness,
        "unknownPractices": unknown,
    }


def _of_checks(assessment: Assessment) -> Iterable[Json]:
    for finding in assessment.findings:
        result = _result(finding.check, finding.severity, _message(finding), finding.location)
        if finding.practice:
            result["properties"] = {"practice": finding.practice}
        yield result


def _message(finding: FindingRecord) -> str:
    return f"{finding.message} Fix: {finding.fix}" if finding.fix else finding.message


def _of_practices(assessment: Assessment) -> Iterable[Json]:
    """Yield a result per failed practice that no finding speaks for."""
    for criterion in assessment.criteria:
        for practice in criterion.practices:
            if practice.status == "fail" and not practice.findings:
                severity = "high" if practice.cap is not None else "medium" if practice.essential else "low"
                text = f"{practice.statement} Not shown: {practice.reason}. Fix: {practice.remediation}"
                yield _result(practice.id, severity, text, _first(practice))


def _first(practice: PracticeRecord) -> LocationRecord | None:
    return next((LocationRecord(e.path, e.line, e.snippet, e.snippet_line) for e in practice.evidence), None)


def _result(rule: str, severity: str, text: str, location: LocationRecord | None) -> Json:
    shown = visible(text)
    # Without numbers, so that a finding stays the same finding when only its figure moves.
    wording = _NUMBER.sub("#", f"{location.path if location else ''}\n{shown}")
    return {
        "ruleId": rule,
        "level": LEVEL[severity],
        "rank": RANK[severity],
        "message": {"text": shown},
        "locations": [_location(location)] if location and location.path else [],
        "partialFingerprints": {"readiness/v1": _digest(f"{rule}\n{wording}")},
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _location(location: LocationRecord) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(location.path), "uriBaseId": ROOT}}
    if location.line is not None:
        physical["region"] = {"startLine": max(1, location.line)}
        if location.snippet:
            physical["contextRegion"] = _context(location)
    return {"physicalLocation": physical}


def _uri(path: str) -> str:
    """Return a relative path percent-encoded by its bytes, those of file names that are no UTF-8 included."""
    relative = path.lstrip("/")
    try:
        return quote(relative.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:
        return quote(relative.encode("utf-8", "replace"), safe="/")


def _context(location: LocationRecord) -> Json:
    start = max(1, location.snippet_line or location.line or 1)
    lines = location.snippet.splitlines()
    text = "\n".join(visible(line) for line in lines)
    return {"startLine": start, "endLine": start + max(0, len(lines) - 1), "snippet": {"text": text}}


def _rules(assessment: Assessment, used: Iterable[str]) -> list[Json]:
    """Return one rule per check or practice that has a result, in the order of the results."""
    practices = {p.id: p for criterion in assessment.criteria for p in criterion.practices}
    titles = {line.check: line.title for practice in practices.values() for line in practice.checks}
    feeds: dict[str, PracticeRecord] = {}
    for practice in practices.values():
        for line in practice.checks:
            feeds.setdefault(line.check, practice)
    severities: dict[str, list[str]] = {}
    for finding in assessment.findings:
        severities.setdefault(finding.check, []).append(finding.severity)
    gravest = {check: max(found, key=list(words.SEVERITY).index) for check, found in severities.items()}
    return [_rule(name, titles.get(name), practices.get(name) or feeds.get(name), gravest.get(name)) for name in used]


def _rule(name: str, title: str | None, practice: PracticeRecord | None, severity: str | None) -> Json:
    short = title or (practice.title if practice else name)
    rule: Json = {
        "id": name,
        "name": "".join(part.capitalize() for part in name.replace(".", "_").replace("-", "_").split("_")),
        "shortDescription": {"text": visible(short)},
    }
    if practice is not None:
        rule["fullDescription"] = {"text": visible(f"{practice.statement} {practice.why}")}
        rule["help"] = {"text": visible(practice.remediation)}
    if severity is not None:
        rule["defaultConfiguration"] = {"level": LEVEL[severity]}
    return rule
