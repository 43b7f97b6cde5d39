"""The tables as their readers see them: columns worst first, what moved between them, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers, words
from readiness.report.data_table_view import DEFECTS, TableView, about_tables, datasets, table_view
from readiness.report.evidence_view import in_brackets, links_to, why_absent
from readiness.report.figure_view import (
    IntervalFigure,
    PlainTable,
    Section,
    declared_limit,
    interval_figure,
)
from readiness.report.practice_view import FindingView, finding_view, number_view

# What a share of a table's rows does, in words.
WHOLE = {
    "duplicate_row_share": "repeat another row",
    "train_test_overlap_share": "also stand in the train table",
}
NAMES = {
    "jensen_shannon_distance": "Jensen-Shannon distance",
    "kolmogorov_smirnov_distance": "Kolmogorov-Smirnov distance",
    "wasserstein_distance": "Wasserstein distance",
    "cramers_v": "Cramér's V",
}
MOST_ROWS = 10
MOST_MOVED = 8
PRACTICES = ("dq-basic-profile", "dq-representativeness", "mv-split-integrity", "dq-schema-suite", "dq-label-checks")


@dataclass(frozen=True)
class DataView:
    """Everything about the tables.

    Attributes
    ----------
    moved
        Columns that are drawn side by side for every table: those whose drift is largest.
    absent
        Why there is no table.
    """

    sentences: tuple[str, ...]
    tables: tuple[TableView, ...]
    moved: tuple[str, ...]
    sections: tuple[Section, ...]
    findings: tuple[FindingView, ...]
    absent: str


def data_view(assessment: Assessment) -> DataView:
    """Return the view of the tables."""
    found = [m for m in assessment.measurements if about_tables(m.check) and m.dataset]
    tables = tuple(table_view(assessment, found, dataset) for dataset in datasets(assessment, found))
    findings = tuple(f for f in assessment.findings if about_tables(f.check))
    sections = (*_figures(assessment, found), *_whole(found))
    absent = ""
    if not tables:
        absent = why_absent(assessment, "data_quality.missing_values", "data_quality.duplicate_rows")
        absent = absent or "No table was read."
    return DataView(
        _said(tables, sections), tables, _moved(found), sections, tuple(finding_view(f) for f in findings), absent
    )


def _moved(found: list[MeasurementRecord]) -> tuple[str, ...]:
    drift = [m for m in found if m.name == "population_stability_index" and m.column and m.value is not None]
    ranked = sorted(drift, key=lambda m: -(m.value or 0))
    return tuple(dict.fromkeys(m.column or "" for m in ranked))[:MOST_MOVED]


def _figures(assessment: Assessment, found: list[MeasurementRecord]) -> tuple[Section, ...]:
    """Return a section per check and table whose numbers have intervals by column, its worst columns drawn.

    Where a check gives several such numbers, or several checks speak of drift, the first is drawn and the others are
    folded.
    """
    families: dict[tuple[str, str], list[MeasurementRecord]] = {}
    for measurement in found:
        if measurement.column and measurement.name not in DEFECTS:
            families.setdefault((measurement.dataset or "", measurement.name), []).append(measurement)
    sections: dict[tuple[str, str], Section] = {}
    for (dataset, name), members in families.items():
        if len({m.column for m in members}) > 1 and any(m.high is not None or m.low is not None for m in members):
            check = members[0].check
            key = (dataset, "drift" if "drift" in check else check)
            made, before = _section(assessment, name, dataset, members), sections.get(key)
            folded = replace(before, more=(*before.more, *made.figures)) if before else made
            sections[key] = folded
    return tuple(sections.values())


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
    measure = NAMES.get(name) or words.measure(name)
    drawn = f"{measure[:1].upper()}{measure[1:]} by column"
    if name == "population_stability_index":
        return f"Drift: {dataset} data against train", drawn
    if name == "single_feature_auc":
        return f"What one column alone tells about the target, {dataset} data", "AUC of one column alone"
    return f"{measure[:1].upper()}{measure[1:]}, {dataset} data", drawn


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
