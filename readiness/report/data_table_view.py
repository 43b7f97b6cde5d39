"""One table as its readers see it: each column with its type, gaps and distribution in small, worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.assessment import Assessment, FindingRecord, MeasurementRecord
from readiness.domain.table_record import ColumnRecord
from readiness.report import numbers, words
from readiness.report.practice_view import finding_view

# Checks of other families whose numbers are about the tables.
ABOUT_TABLES = (
    "model_validation.target_leakage",
    "model_validation.row_overlap",
    "model_validation.group_overlap",
    "model_validation.time_order",
    "model_validation.fit_before_split",
)
# Shares of a column's cells that are named beside the column where they are above nothing.
DEFECTS = (
    "missing_share",
    "disguised_missing_share",
    "mixed_type_share",
    "string_variant_share",
    "outlier_share",
    "unseen_category_share",
    "identifier_share",
)
ORDER = ("train", "test", "production", "reference")
MOST_COLUMNS = 200
SEVERITIES = ("info", "low", "medium", "high", "critical")


@dataclass(frozen=True)
class Spread:
    """A column's distribution in small: positions 0 to 1 of quantiles, or heights of its most frequent values."""

    label: str
    quantiles: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class ColumnView:
    """One column: its type, missing cells, different values, defects in words, and its distribution in small."""

    name: str
    kind: str
    missing: str
    distinct: str
    defects: tuple[str, ...]
    worst: str
    spread: Spread | None
    grave: bool


@dataclass(frozen=True)
class TableView:
    """One table with its columns, worst first."""

    dataset: str
    path: str
    rows: str
    words: str
    columns: tuple[ColumnView, ...]
    more: int


def about_tables(check: str) -> bool:
    """Return whether a check speaks about the tables."""
    return check.startswith("data_quality.") or check in ABOUT_TABLES


def datasets(assessment: Assessment, found: Iterable[MeasurementRecord]) -> list[str]:
    """Return the datasets that are known, train first."""
    names = {table.dataset for table in assessment.tables} | {m.dataset or "" for m in found if m.column}
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def table_view(assessment: Assessment, found: list[MeasurementRecord], dataset: str) -> TableView:
    """Return one table with its columns, worst first."""
    record = next((table for table in assessment.tables if table.dataset == dataset), None)
    own = [m for m in found if m.dataset == dataset]
    known = {column.name: column for column in record.columns} if record else {}
    names = list(known) or list(dict.fromkeys(m.column for m in own if m.column))
    count = record.rows if record else max((m.n or 0 for m in own), default=0)
    ranked = sorted(names, key=lambda name: (-_weight(assessment, own, dataset, name), names.index(name)))
    columns = tuple(_column(assessment, own, dataset, name, known.get(name), count) for name in ranked[:MOST_COLUMNS])
    marked = sum(bool(column.defects) for column in columns)
    said = f"{len(names)} columns, {marked} of them with something to look at" if marked else f"{len(names)} columns"
    rows = f"{count:,} rows"
    return TableView(dataset, record.path if record else "", rows, said, columns, len(names) - len(columns))


def _weight(assessment: Assessment, own: list[MeasurementRecord], dataset: str, name: str) -> float:
    """Return how much a column is worth a look: the gravest finding first, then the shares of its defects."""
    rank = max((SEVERITIES.index(f.severity) for f in _findings_on(assessment, dataset, name)), default=0)
    return rank * 100 + sum(m.value or 0 for m in own if m.column == name and m.name in DEFECTS)


def _findings_on(assessment: Assessment, dataset: str, name: str) -> list[FindingRecord]:
    path = next((table.path for table in assessment.tables if table.dataset == dataset), None)
    return [
        finding
        for finding in assessment.findings
        if finding.column == name
        and about_tables(finding.check)
        and (path is None or finding.location is None or finding.location.path == path)
    ]


def _column(
    assessment: Assessment,
    own: list[MeasurementRecord],
    dataset: str,
    name: str,
    record: ColumnRecord | None,
    rows: int,
) -> ColumnView:
    measured = {m.name: m for m in own if m.column == name}
    missing = measured.get("missing_share")
    share = missing.value if missing is not None else record.missing / rows if record and rows else None
    limit = assessment.project.limits.get("missing")
    findings = _findings_on(assessment, dataset, name)
    defects = [
        f"{numbers.value(m.value, m.unit)} {_defect(m.name)}"
        for m in (measured.get(key) for key in DEFECTS[1:])
        if m is not None and m.value
    ]
    constant = measured.get("most_frequent_share")
    if constant is not None and constant.value == 1:
        defects.append("one value only")
    grave = any(SEVERITIES.index(finding.severity) >= 2 for finding in findings)
    over = share is not None and limit is not None and share > limit
    if over and limit is not None:
        defects.insert(0, f"more missing than your {numbers.value(limit, 'share')}")
    return ColumnView(
        name=name,
        kind=record.kind if record else "",
        missing="" if share is None else numbers.value(share, "share") if share else "none",
        distinct="" if record is None else f"{'' if record.distinct_exact else 'about '}{record.distinct:,}",
        defects=tuple(defects),
        worst=finding_view(findings[0]).message if findings and grave else "",
        spread=_spread(assessment, name, record) if record else None,
        grave=grave or over,
    )


def _defect(name: str) -> str:
    return {
        "mixed_type_share": "of another type",
        "string_variant_share": "spelled variants",
        "outlier_share": "outliers",
    }.get(name, words.measure(name.removesuffix("_share")))


def _spread(assessment: Assessment, name: str, record: ColumnRecord) -> Spread | None:
    """Return the small distribution; of numbers on one scale for all tables that have the column."""
    if record.top_shares:
        told = ", ".join(numbers.value(share, "share") for share in record.top_shares[:4])
        return Spread(f"most frequent values: {told}", shares=record.top_shares)
    if not record.quantiles:
        return None
    same = [c for table in assessment.tables for c in table.columns if c.name == name and c.quantiles]
    low = min(column.quantiles[0][1] for column in same)
    high = max(column.quantiles[-1][1] for column in same)
    room = (high - low) or 1.0
    by_share = dict(record.quantiles)
    middle = by_share.get(0.5)
    ends = f"5 to 95 %: {record.quantiles[0][1]:,.6g} to {record.quantiles[-1][1]:,.6g}"
    told = f"{ends}; median {middle:,.6g}" if middle is not None else ends
    kept = [by_share[share] for share in (0.05, 0.25, 0.5, 0.75, 0.95) if share in by_share]
    return Spread(told, quantiles=tuple((value - low) / room for value in kept)) if len(kept) == 5 else None
