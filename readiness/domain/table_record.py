"""What an assessment keeps of each table it read: shapes and counts, never a cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnRecord:
    """One column of one table.

    Attributes
    ----------
    kind
        number, integer, text, boolean, datetime or other.
    missing, distinct
        Cells without a value; different values, estimated (about 2 % off) unless ``distinct_exact``.
    quantiles
        Share (0 to 1) and value, of numbers with more than 20 different values; empty where a single row could show.
    top_shares
        Shares (0 to 1) of the most frequent values, largest first, without the values; only of columns with at most 20.
    """

    name: str
    kind: str
    missing: int
    distinct: int
    distinct_exact: bool
    quantiles: tuple[tuple[float, float], ...] = ()
    top_shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class TableRecord:
    """One table: train, test, production or reference, and its first file."""

    dataset: str
    path: str
    rows: int
    columns: tuple[ColumnRecord, ...]
