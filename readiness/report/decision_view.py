"""The review meeting's decision as it is printed: who signed what, under which conditions, until when."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.report.interval_view import IntervalPlot

EMPTY = "None."


@dataclass(frozen=True)
class Table:
    """Rows under their headings; a cell may hold the project's words between backticks.

    Attributes
    ----------
    widths
        Shares of the line, one per column.
    empty
        What stands there where there are no rows.
    """

    title: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = EMPTY


@dataclass(frozen=True)
class Section:
    """A chapter of the printed report: sentences, tables and interval plots."""

    title: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[IntervalPlot, ...] = ()


@dataclass(frozen=True)
class DecisionView:
    """A decision in words, bound to one snapshot.

    Attributes
    ----------
    snapshot
        Id of the assessment that was decided on.
    decision
        The decision in a few words ("go", "go with conditions", "no-go").
    signed_on
        Day of the last signature that was needed, in words; empty while one is missing: the report stays a draft.
    valid_until
        Day on which the decision ends, in words; empty where it does not.
    signatures
        Function, name, state ("signed", "not signed", "dissents") and day of each signer.
    conditions
        What must be done, by whom, until when.
    minutes
        Headed lists of what was said: attendance, dissent, parked items, risks; each row a label and a text.
    front, back
        Chapters after the summary, and after the six criteria.
    """

    snapshot: str
    decision: str
    signed_on: str = ""
    valid_until: str = ""
    signatures: tuple[tuple[str, str, str, str], ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = ()
    minutes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    front: tuple[Section, ...] = ()
    back: tuple[Section, ...] = ()


class OtherSnapshot(Exception):
    """The decision was made on another snapshot than the one that is to be printed."""
