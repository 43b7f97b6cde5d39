"""One practice as it stands on paper: labelled entries in reading order, each bounded."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

from readiness.report.interval_view import IntervalPlot
from readiness.report.practice_view import EvidenceView, FindingView, NumberView, PracticeView
from readiness.report.printable import Glyphs

T = TypeVar("T")
Entry = dict[str, object]

SNIPPET_LINES = 8
FINDINGS = 6
EVIDENCE = 6
NUMBERS = 12
NUMBERS_OF_A_PASS = 4
EVIDENCE_OF_A_PASS = 3
PLOTS = 3
PEOPLE = 6
PLOT_ROWS = 14


def kept(items: Sequence[T], most: int, kind: str = "") -> tuple[Sequence[T], str]:
    """Return the first ``most`` items, and in words how many more (of what kind) there are."""
    left = len(items) - most
    what = f" {kind}" if kind else ""
    return (items, "") if left <= 0 else (items[:most], f"… and {left:,} more{what}, see the JSON")


def practice_entry(view: PracticeView, glyphs: Glyphs) -> Entry:
    """Return a practice as the template draws it."""
    strength = f", {view.strength}" if view.strength else ""
    return {
        "id": glyphs.text(view.id),
        "title": glyphs.label(view.title, 160),
        "shape": view.shape,
        "status": view.status,
        "marks": glyphs.text(f"{view.marks}{strength}"),
        "statement": glyphs.text(view.statement),
        "entries": [entry for entry in _entries(view, glyphs) if entry["lines"] or entry["items"]],
    }


def _entries(view: PracticeView, glyphs: Glyphs) -> Iterable[Entry]:
    yield _text("Verdict", [_verdict(view)], glyphs)
    if view.conflict:
        yield _text("Contradiction", ["A signature says what the evidence contradicts. The evidence counts."], glyphs)
    findings, more = kept(view.findings, FINDINGS)
    yield _entry("Findings", "findings", finding_entries(findings, glyphs), more)
    plots, more = kept(view.plots, PLOTS, "plots")
    yield {**_entry("Intervals", "plots", [plot_entry(plot, glyphs) for plot in plots], more), "wide": True}
    passed = view.shape == "pass"
    most = NUMBERS_OF_A_PASS if passed else NUMBERS
    figures, more = telling([figure for figure in view.figures if not figure.plotted], most)
    yield _entry("Numbers", "figures", _figures(figures, glyphs), more)
    evidence, more = kept(view.evidence, EVIDENCE_OF_A_PASS if passed else EVIDENCE)
    shown = 1 if view.essential or not passed else 0
    yield _entry("Evidence", "evidence", _evidence(evidence, shown, glyphs), more)
    if len(view.checks) > 1:
        lines, more = kept(list(dict.fromkeys(_check_lines(view))), 8)
        yield {**_text("Checks", lines, glyphs), "more": more}
    yield from _people(view, glyphs)
    if view.shape not in ("pass", "not_applicable"):
        yield from _work(view, glyphs)


def _check_lines(view: PracticeView) -> Iterable[str]:
    """Yield each check with its verdict; a reason that is the practice's own is not said again."""
    for _, title, status, reason in view.checks:
        yield f"{title}: {status.lower()}. {'' if reason == view.reason else reason}".rstrip()


def _verdict(view: PracticeView) -> str:
    cap = f" While it fails, its criterion is capped at {view.cap:g}." if view.cap and view.shape == "fail" else ""
    return f"{view.reason}{cap}" or view.status


def _people(view: PracticeView, glyphs: Glyphs) -> Iterable[Entry]:
    for label, people in (("Signed by", view.signed_by), ("Lapsed", view.lapsed)):
        lines, more = kept(people, PEOPLE)
        yield {**_text(label, lines, glyphs), "more": more}
    yield _text("Waiver", [view.waiver] if view.waiver else [], glyphs)


def _work(view: PracticeView, glyphs: Glyphs) -> Iterable[Entry]:
    unseen = view.shape == "unknown" and not view.checks  # nothing was looked at: what would count is enough
    yield _text("Why it matters", [] if unseen else [view.why], glyphs)
    yield _text("How to fix it", [f"{view.remediation} Effort {view.effort}; {view.gain}."], glyphs)
    yield _text("What counts", [view.counts], glyphs)
    yield _text("What does not", [] if unseen else [view.does_not_count], glyphs)
    yield _text("Who signs", [" or ".join(view.signer_roles)], glyphs)


def _entry(label: str, kind: str, items: Sequence[object], more: str = "") -> Entry:
    return {"label": label, "kind": kind, "items": items, "lines": [], "more": more, "wide": False}


def _text(label: str, lines: Iterable[str], glyphs: Glyphs) -> Entry:
    return {**_entry(label, "text", []), "lines": [glyphs.text(line) for line in lines if line]}


def finding_entries(findings: Iterable[FindingView], glyphs: Glyphs) -> list[Entry]:
    """Return findings as the template draws them; the first two places are shown with their source lines."""
    entries: list[Entry] = []
    for finding in findings:
        shown = sum(bool(entry["lines"]) for entry in entries) < 2
        entries.append(
            {
                "severity": finding.severity,
                "grave": finding.severity in ("High", "Critical"),
                "message": glyphs.text(finding.message, 600),
                "place": glyphs.text(finding.place, 200),
                "fix": glyphs.text(finding.fix, 600),
                "lines": listing(finding.snippet, finding.first_line, finding.line, glyphs) if shown else [],
            }
        )
    return entries


def _evidence(entries: Sequence[EvidenceView], shown: int, glyphs: Glyphs) -> list[Entry]:
    return [
        {
            "place": glyphs.text(entry.place, 200),
            "why": glyphs.text(entry.why, 400),
            "digest": excerpt_digest(entry.snippet),
            "lines": listing(entry.snippet, entry.first_line, entry.line, glyphs) if place < shown else [],
        }
        for place, entry in enumerate(entries)
    ]


def excerpt_digest(snippet: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the source lines shown, empty where there are none."""
    return hashlib.sha256(snippet.encode("utf-8", "replace")).hexdigest()[:12] if snippet.strip() else ""


def listing(snippet: str, first: int, line: int | None, glyphs: Glyphs) -> list[tuple[str, str, bool]]:
    """Return source lines with their numbers and whether each is the line in question; at most eight, around it."""
    if not snippet.strip():
        return []
    lines = glyphs.code(snippet, lines=200)
    marked = (line or first) - first
    start = max(0, min(marked - SNIPPET_LINES // 2, len(lines) - SNIPPET_LINES))
    return [
        (str(first + place), text, line is not None and place == marked)
        for place, text in enumerate(lines)
        if start <= place < start + SNIPPET_LINES
    ]


def telling(figures: Sequence[NumberView], most: int = NUMBERS) -> tuple[Sequence[NumberView], str]:
    """Return at most so many numbers, where that cuts: the largest of every measure in turn, and how many are left."""
    if len(figures) <= most:
        return figures, ""
    ranked: list[tuple[int, int]] = []
    for name in {figure.name: None for figure in figures}:
        places = [place for place, figure in enumerate(figures) if figure.name == name]
        places.sort(key=lambda place: -_size(figures[place]))
        ranked += enumerate(places)
    chosen = sorted(place for _, place in sorted(ranked)[:most])
    return [figures[place] for place in chosen], kept(figures, most)[1]


def _size(figure: NumberView) -> float:
    """Return the number, and infinity where there is none: that nothing could be measured comes first."""
    return math.inf if figure.number is None else figure.number


def _figures(figures: Iterable[NumberView], glyphs: Glyphs) -> list[Entry]:
    """Return the rows of the table of numbers; a method is printed where it differs from the row above."""
    rows: list[Entry] = []
    last = ""
    for figure in figures:
        method = ", ".join(part for part in (figure.method, "differs between runs" if figure.volatile else "") if part)
        rows.append(
            {
                "name": glyphs.text(figure.name, 120),
                "about": glyphs.text(figure.about, 160),
                "method": "" if method == last else glyphs.text(method, 200),
                "value": glyphs.text(figure.value, 120),
                "interval": figure.interval,
                "n": figure.n,
            }
        )
        last = method
    return rows


def plot_entry(plot: IntervalPlot, glyphs: Glyphs) -> Entry:
    """Return an interval plot as the template draws it; a bound beyond the axis ends at its edge."""
    rows, more = kept(plot.rows, PLOT_ROWS)
    return {
        "title": glyphs.text(plot.title, 160),
        "label": glyphs.label(plot.label, 900),
        "start": plot.start,
        "end": plot.end,
        "ticks": plot.ticks,
        "limit": plot.limit.number if plot.limit else None,
        "limit_text": plot.limit.text if plot.limit else "",
        "neutral": plot.neutral,
        "caption": glyphs.text(plot.caption, 300),
        "more": more,
        "rows": [
            {
                "label": glyphs.text(row.label, 60),
                "detail": row.detail,
                "value": _drawn(row.value, plot),
                "low": _drawn(row.low, plot),
                "high": _drawn(row.high, plot),
                "value_text": row.value_text,
                "span_text": row.span_text,
                "side": row.side,
                "verdict": glyphs.text(row.verdict, 80),
            }
            for row in rows
        ],
    }


def _drawn(number: float | None, plot: IntervalPlot) -> float | None:
    return None if number is None else min(max(number, plot.start), plot.end)
