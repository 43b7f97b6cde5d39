"""The report as Markdown: a summary that fits a pull-request comment, then details to fold out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.domain.assessment import Assessment
from readiness.report import numbers, words
from readiness.report.paper_practice import kept
from readiness.report.practice_view import PracticeView
from readiness.report.printable import shortened, visible
from readiness.report.view import CriterionView, ReportView

SIGN = {"pass": "✓", "partial": "◐", "pending": "◔", "fail": "✗", "unknown": "○", "not_applicable": "–", "waived": "◇"}
# What can start a span, a cell, an entity, maths, or a link; an underscore only where it could mean emphasis.
_SPECIAL = re.compile(r"[\\`*\[\]|~$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.")
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Mentions and issue numbers are found in the finished text, where a backslash is gone: an empty comment parts them.
_MENTION = re.compile(r"(@|#)(?=\w)")
STEPS = 5
PRACTICES = 12
FINDINGS = 3
# A comment on a pull request may hold 65,536 characters on the common forges.
LONGEST = 60_000


def markdown(view: ReportView, assessment: Assessment) -> str:
    """Return the report as GitHub-flavoured Markdown of at most 60,000 characters.

    Everything from the project is escaped: it cannot form links, tables, headings, HTML, mentions or emoji.
    """
    head = "\n".join(_summary(view, assessment))
    parts = [head]
    left = 0
    for criterion in view.criteria:
        part = "\n".join(_details(criterion))
        if sum(map(len, parts)) + len(part) > LONGEST:
            left += 1
        else:
            parts.append(part)
    if left:
        parts.append(f"Details of {left} criteria are left out here; they are in the PDF and the JSON.\n")
    parts.append(_foot(view, assessment))
    return "\n".join(parts)


def escaped(text: str, limit: int = 600) -> str:
    """Return text that Markdown and HTML show as it stands, in one line; what stands between backticks is code."""
    plain = visible(shortened(text, limit))
    parts = plain.split("`")
    if len(parts) % 2 == 0:
        return _escaped(plain)
    return "".join(code(part) if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(plain: str) -> str:
    plain = _SPECIAL.sub(r"\\\g<0>", plain)
    plain = "".join(_ENTITY.get(char, char) for char in plain)
    return _MENTION.sub(r"\1<!-- -->", plain)


def code(text: str, limit: int = 200) -> str:
    """Return text as a code span that nothing inside it can close; empty for empty text. Not for table cells."""
    plain = visible(shortened(text, limit))
    if not plain.strip():
        return ""
    longest = max((len(run) for run in re.findall(r"`+", plain)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if longest else f"{fence}{plain}{fence}"


def _summary(view: ReportView, assessment: Assessment) -> Iterable[str]:
    yield f"## {escaped(view.verdict_text)}: {view.score} of 10"
    yield ""
    yield f"{code(view.name)}, {view.score_words}. **{view.level}.** {escaped(view.reason)}"
    yield f"{view.unknown} of {view.total} practices are unknown; {view.known_text}."
    yield ""
    if view.alert:
        yield f"> **{escaped(view.alert.lead)}** {escaped(view.alert.text)}"
        yield ""
    if view.shortfall:
        yield f"{escaped(view.shortfall)}"
        yield ""
    yield "| Criterion | Proven | At most | Target | Known | Level |"
    yield "|---|--:|--:|---|--:|---|"
    for row in view.rows:
        capped = f", capped at {row.cap:g}" if row.cap is not None else ""
        against = f"{words.VERDICT[row.verdict].lower()}, {row.against}"
        cells = (escaped(row.name), f"**{row.low_text}**", row.high_text, against, row.known_text, row.level + capped)
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield ", ".join(f"{count.number} {count.label.lower()}" for count in view.statuses) + "."
    yield ""
    yield from _next(view)
    yield from _unknown(view)


def _next(view: ReportView) -> Iterable[str]:
    yield "### What to do next"
    yield ""
    yield escaped(view.next_text)
    yield ""
    steps, more = kept(view.steps, STEPS)
    for step in steps:
        lift = f"{escaped(step.criterion_name)}, {step.before} → {step.after}, {step.effort}"
        if len(step.actions) == 1:
            yield f"{step.number}. **{escaped(step.title)}** ({lift}): {escaped(step.text)}"
            continue
        yield f"{step.number}. **{escaped(step.title)}** ({lift})"
        for _, title, fix, _ in step.actions[:STEPS]:
            yield f"   - {escaped(title)}: {escaped(fix)}"
    if more:
        yield ""
        yield more
    yield ""


def _unknown(view: ReportView) -> Iterable[str]:
    if view.unknowns:
        yield "### What we do not know"
        yield ""
        for count in view.unknowns:
            yield f"- {count.label}: {count.number} ({count.detail})"
        yield ""


def _details(criterion: CriterionView) -> Iterable[str]:
    row = criterion.row
    span = row.low_text if row.low_text == row.high_text else f"{row.low_text} to {row.high_text}"
    yield f"<details><summary>{escaped(row.name)}: {span}</summary>"
    yield ""
    yield escaped(criterion.summary)
    yield ""
    order = {key: place for place, key in enumerate(("fail", "waived", "partial", "pending", "unknown"))}
    open_ones = sorted((p for p in criterion.practices if p.shape in order), key=lambda p: order[p.shape])
    practices, more = kept(open_ones, PRACTICES)
    for practice in practices:
        yield from _practice(practice)
    if more:
        yield f"- {more}"
    passed = [escaped(p.title) for p in criterion.practices if p.shape == "pass"]
    if passed:
        yield f"- {SIGN['pass']} Pass: {', '.join(passed)}."
    yield ""
    yield "</details>"
    yield ""


def _practice(practice: PracticeView) -> Iterable[str]:
    essential = ", essential" if practice.essential else ""
    status = f"{practice.status.lower()}{essential}"
    yield f"- {SIGN[practice.shape]} **{escaped(practice.title)}** ({status}): {escaped(practice.reason)}"
    findings, more = kept(practice.findings, FINDINGS)
    for finding in findings:
        place = f" {code(finding.place)}" if finding.place else ""
        fix = f" Fix: {escaped(finding.fix)}" if finding.fix else ""
        yield f"  - {finding.severity}: {escaped(finding.message)}{place}{fix}"
    if more:
        yield f"  - {more}"


def _foot(view: ReportView, assessment: Assessment) -> str:
    stamp = ", ".join(f"{escaped(label)} {code(value)}" for label, value in view.stamp)
    return f"<sub>Assessed {numbers.moment(assessment.created_at)}, {stamp}. Draft, not signed.</sub>\n"
