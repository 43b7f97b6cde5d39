"""The tables as their readers see them: columns worst first, what moved between them, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.assessment import Assessment, FindingRecord, MeasurementRecord
from readiness.domain.table_record import ColumnRecord
from readiness.report import numbers, words
from readiness.report.evidence_view import in_brackets, links_to, why_absent
from readiness.report.figure_view import (
    IntervalFigure,
    PlainTable,
    Section,
    declared_limit,
    interval_figure,
)
from readiness.report.practice_view import FindingView, finding_view, number_view

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
# What a share of a table's rows does, in words.
WHOLE = {
    "duplicate_row_share": "repeat another row",
    "train_test_overlap_share": "also stand in the train table",
}
ORDER = ("train", "test", "production", "reference")
MOST_ROWS = 10
MOST_COLUMNS = 200
SEVERITIES = ("info", "low", "medium", "high", "critical")
PRACTICES = ("dq-basic-profile", "dq-representativeness", "mv-split-integrity", "dq-schema-suite", "dq-label-checks")


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


@dataclass(frozen=True)
class DataView:
    """Everything about the tables; ``absent`` says why there is none."""

    sentences: tuple[str, ...]
    tables: tuple[TableView, ...]
    sections: tuple[Section, ...]
    findings: tuple[FindingView, ...]
    absent: str


def data_view(assessment: Assessment) -> DataView:
    """Return the view of the tables."""
    found = [m for m in assessment.measurements if about_tables(m.check) and m.dataset]
    tables = tuple(_table(assessment, found, dataset) for dataset in _datasets(assessment, found))
    findings = tuple(f for f in assessment.findings if about_tables(f.check))
    sections = (*_figures(assessment, found), *_whole(found))
    absent = ""
    if not tables:
        absent = why_absent(assessment, "data_quality.missing_values", "data_quality.duplicate_rows")
        absent = absent or "No table was read."
    return DataView(_said(tables, sections), tables, sections, tuple(finding_view(f) for f in findings), absent)


def about_tables(check: str) -> bool:
    """Return whether a check speaks about the tables."""
    return check.startswith("data_quality.") or check in ABOUT_TABLES


def _datasets(assessment: Assessment, found: Iterable[MeasurementRecord]) -> list[str]:
    names = {table.dataset for table in assessment.tables} | {m.dataset or "" for m in found if m.column}
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def _table(assessment: Assessment, found: list[MeasurementRecord], dataset: str) -> TableView:
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


def _figures(assessment: Assessment, found: list[MeasurementRecord]) -> tuple[Section, ...]:
    """Return a section per measure that has intervals by column, its worst columns drawn."""
    families: dict[tuple[str, str], list[MeasurementRecord]] = {}
    for measurement in found:
        if measurement.column and measurement.name not in DEFECTS:
            families.setdefault((measurement.name, measurement.dataset or ""), []).append(measurement)
    sections = []
    for (name, dataset), members in families.items():
        if len({m.column for m in members}) > 1 and any(m.high is not None or m.low is not None for m in members):
            sections.append(_section(assessment, name, dataset, members))
    return tuple(sections)


def _section(assessment: Assessment, name: str, dataset: str, members: list[MeasurementRecord]) -> Section:
    ranked = sorted(members, key=lambda m: (m.value is None, -(m.value or 0)))
    title, drawn = _titles(name, dataset)
    limit = declared_limit(assessment, name, members[0].check)
    figure = interval_figure(
        drawn, ranked[:MOST_ROWS], lambda m: m.column or "", limit=lambda _: limit, heading="Column",
        bounds=(0.5, 1.0) if members[0].unit == "auc" else (0.0, 0.0),
    )  # fmt: skip
    rest = ranked[MOST_ROWS:]
    tables: tuple[PlainTable, ...] = ()
    if rest:
        rows = tuple((n.about, n.value, n.interval, n.n) for n in map(number_view, rest))
        tables = (PlainTable(f"{len(rest)} more columns", ("Column", "Value", "Interval", "Rows"), rows, folded=True),)
    return Section(
        f"{name}-{dataset}", title, _sentences(ranked, figure, name), (figure,) if figure else (), tables=tables,
        practices=links_to(assessment, *_fed(assessment, members[0].check)),
    )  # fmt: skip


def _titles(name: str, dataset: str) -> tuple[str, str]:
    """Return the title of a section and of its figure."""
    if name == "population_stability_index":
        return f"Drift: {dataset} data against train", "Population stability index by column"
    if name == "single_feature_auc":
        return f"What one column alone tells about the target, {dataset} data", "AUC of one column alone"
    measure = words.measure(name)
    return f"{measure[:1].upper()}{measure[1:]}, {dataset} data", "By column"


def _sentences(ranked: list[MeasurementRecord], figure: IntervalFigure | None, name: str) -> tuple[str, ...]:
    worst = ranked[0]
    if worst.value is None or figure is None:
        return ()
    number, interval = numbers.value(worst.value, worst.unit), in_brackets(worst)
    what = {"population_stability_index": "moved most", "single_feature_auc": "tells most"}.get(name, "stands highest")
    said = [f"{worst.column} {what}: {number}{interval}."]
    outside = sum(row.side == "below" for row in figure.rows)
    crossing = sum(row.side == "crossing" for row in figure.rows)
    if figure.rows[0].limit is not None:
        limit = figure.rows[0].limit.text
        said.append(
            f"{outside} of {len(ranked)} columns lie outside the {limit}, {crossing} cannot be told."
            if outside or crossing
            else f"All {len(ranked)} columns lie within the {limit}."
        )
    return tuple(said)


def _fed(assessment: Assessment, check: str) -> tuple[str, ...]:
    return tuple(
        practice.id
        for criterion in assessment.criteria
        for practice in criterion.practices
        if any(line.check == check for line in practice.checks)
    )[:2]


def _whole(found: list[MeasurementRecord]) -> tuple[Section, ...]:
    """Return the numbers about whole tables as one table."""
    whole = [m for m in found if not m.column]
    if not whole:
        return ()
    rows = tuple((n.name, n.about, n.value, n.interval, n.n, n.method) for n in map(number_view, whole))
    heads = ("Number", "Of", "Value", "Interval", "n", "How")
    table = PlainTable("Numbers of whole tables", heads, rows, folded=True)
    said = tuple(
        f"{numbers.value(m.value, m.unit)} of the {m.dataset} rows {WHOLE[m.name]}{in_brackets(m)}."
        for m in whole
        if m.name in WHOLE and m.value is not None
    )
    return (Section("whole", "Rows, duplicates and overlap", said, tables=(table,)),)


def _said(tables: tuple[TableView, ...], sections: tuple[Section, ...]) -> tuple[str, ...]:
    if not tables:
        return ()
    held = "; ".join(f"{table.dataset} has {table.rows} and {table.words}" for table in tables)
    return (f"{held[:1].upper()}{held[1:]}.", *(s for section in sections[:1] for s in section.sentences[:1]))
