"""Chapters of the printed report that are tables and sentences: those of a review, and any that are registered here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from readiness.domain.assessment import Assessment
from readiness.report.decision_view import DecisionView, Section, Table
from readiness.report.json import as_json, read
from readiness.report.paper_practice import Entry, kept, plot_entry
from readiness.report.printable import Glyphs
from readiness.report.view import ReportView

MOST_ROWS = 60
MOST_PLOTS = 12
Chapter = Callable[[ReportView, Assessment], Section | None]
# Chapters printed between the six criteria and the records, in this order; None leaves one out.
CHAPTERS: tuple[Chapter, ...] = ()


def front(decision: DecisionView | None, glyphs: Glyphs) -> list[Entry]:
    """Return the chapters after the summary."""
    return [section_entry(section, glyphs) for section in decision.front] if decision is not None else []


def middle(view: ReportView, assessment: Assessment, glyphs: Glyphs) -> list[Entry]:
    """Return the registered chapters that have something to say about this assessment."""
    found = (chapter(view, assessment) for chapter in CHAPTERS)
    return [section_entry(section, glyphs) for section in found if section is not None]


def back(decision: DecisionView | None, glyphs: Glyphs) -> list[Entry]:
    """Return the chapters of a review after the six criteria."""
    if decision is None:
        return []
    return [section_entry(section, glyphs) for section in (*_plain(decision), *decision.back)]


def _plain(decision: DecisionView) -> Iterable[Section]:
    """Yield conditions and minutes where no chapter of the review prints them."""
    tables = []
    if decision.conditions and not decision.front:
        tables.append(Table("", ("Condition", "Owner", "Due"), (3, 1.2, 1), decision.conditions))
    tables += [Table(title, (), (1, 3), rows) for title, rows in decision.minutes]
    if tables:
        yield Section("Decision, conditions and minutes", (), tuple(tables))


def bundle(assessment: Assessment) -> str:
    """Return the SHA-256 of the assessment's JSON with all of its evidence; empty where it is no valid Unicode."""
    try:
        whole = as_json(read(as_json(assessment)))  # as a reader of the stored file writes it: 5.0 where 5 was given
        return hashlib.sha256(whole).hexdigest()
    except UnicodeEncodeError:
        return ""


def section_entry(section: Section, glyphs: Glyphs) -> Entry:
    """Return a chapter as the template draws it; what is left out is counted."""
    plots, more = kept(section.plots, MOST_PLOTS, "plots")
    return {
        "title": glyphs.label(section.title, 120),
        "words": [glyphs.text(words, 1200) for words in section.words if words],
        "tables": [_table(table, glyphs) for table in section.tables],
        "plots": [plot_entry(plot, glyphs) for plot in plots],
        "more": more,
    }


def _table(table: Table, glyphs: Glyphs) -> Entry:
    rows, more = kept(table.rows, MOST_ROWS)
    return {
        "title": glyphs.label(table.title, 120),
        "heads": [glyphs.text(head, 80) for head in table.heads],
        "widths": list(table.widths),
        "rows": [[glyphs.text(cell, 900) for cell in row] for row in rows],
        "empty": "" if table.rows else glyphs.text(table.empty, 300),
        "more": more,
    }
