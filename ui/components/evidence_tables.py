"""The project's tables: each column with its type, gaps, different values and distribution in small, worst first."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.data_table_view import ColumnView, Spread, TableView
from readiness.report.practice_view import FindingView
from ui.components.code import evidence_card
from ui.components.markup import block, prose, text

HEADS = ("Column", "Type", "Distribution", "Missing", "Different values", "To look at")
SHOWN_AT_ONCE = 12
MOST_FINDINGS = 30


def tables(found: Iterable[TableView]) -> str:
    """Return every table, the first unfolded."""
    return block("".join(_table(view, first=place == 0) for place, view in enumerate(found)), "rd-tb")


def side_by_side(found: Iterable[TableView], names: tuple[str, ...]) -> str:
    """Return some columns with their distribution in each table on one scale; nothing where only one table has it."""
    views = tuple(found)
    drawn = {
        view.dataset: {column.name: column.spread for column in view.columns if column.spread is not None}
        for view in views
    }
    shown = [name for name in names if sum(name in spreads for spreads in drawn.values()) > 1]
    if not shown:
        return ""
    heads = "".join(f"<th scope='col'>{text(view.dataset)}</th>" for view in views)
    rows = "".join(
        f"<tr><th scope='row'><span class='mono'>{text(name)}</span></th>"
        + "".join(f"<td>{_spread_of(drawn[view.dataset].get(name))}</td>" for view in views)
        + "</tr>"
        for name in shown
    )
    return block(
        "<h3>The columns that moved most, table by table</h3>"
        "<p class='tiny i2'>Boxes of the middle half with the median, lines from 5 to 95 %, on one scale; bars of the "
        "most frequent values by rank, whatever they are.</p>"
        "<div class='scroll' tabindex='0' role='group' aria-label='Distributions by table'>"
        f"<table><thead><tr><th scope='col'>Column</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _spread_of(view: Spread | None) -> str:
    if view is None:
        return ""
    said = view.label.partition("; ")[2] or view.label.partition(": ")[2]
    return f"{spread(view)}<div class='tiny i2'>{text(said)}</div>"


def _table(view: TableView, *, first: bool) -> str:
    path = f" <span class='mono i2'>{text(view.path)}</span>" if view.path else ""
    shown = _columns(view, view.columns[:SHOWN_AT_ONCE])
    rest = view.columns[SHOWN_AT_ONCE:]
    more = (
        f"<details class='small'><summary>{len(rest)} more columns</summary>{_columns(view, rest)}</details>"
        if rest
        else ""
    )
    left = f"<p class='tiny i2'>{view.more} more columns stand in the JSON.</p>" if view.more else ""
    return (
        f"<details{' open' if first else ''}><summary><b>{text(view.dataset)}</b>{path} "
        f"<span class='i2'>{text(view.rows)}, {text(view.words)}</span></summary>{shown}{more}{left}</details>"
    )


def _columns(view: TableView, columns: Iterable[ColumnView]) -> str:
    heads = "".join(f"<th scope='col'>{head}</th>" for head in HEADS)
    rows = "".join(_column(column) for column in columns)
    return (
        f"<div class='scroll' tabindex='0' role='group' aria-label='Columns of {text(view.dataset)}'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _column(column: ColumnView) -> str:
    worst = f"<p class='tiny'>{prose(column.worst)}</p>" if column.worst else ""
    said = f"<b>{text(', '.join(column.defects))}</b>" if column.defects else ""
    bad = " class='bad'" if column.grave else ""
    return (
        f"<tr><th scope='row'><span class='mono'>{text(column.name)}</span></th><td>{text(column.kind)}</td>"
        f"<td>{spread(column.spread) if column.spread else ''}</td>"
        f"<td class='num' data-h='Missing'>{text(column.missing)}</td>"
        f"<td class='num' data-h='Different'>{text(column.distinct)}</td><td{bad}>{said}{worst}</td></tr>"
    )


def spread(view: Spread) -> str:
    """Return a distribution in small: a box over its quantiles, or one bar per frequent value."""
    if view.quantiles:
        low, first, middle, third, high = (min(max(q, 0), 1) * 100 for q in view.quantiles)
        inside = (
            f"<i class='a' style='left:{low:.1f}%;width:{high - low:.1f}%'></i>"
            f"<i class='b' style='left:{first:.1f}%;width:{max(third - first, 1):.1f}%'></i>"
            f"<i class='c' style='left:{middle:.1f}%'></i>"
        )
    else:
        width = 100 / max(len(view.shares), 3)
        most = max(view.shares, default=1) or 1
        inside = "".join(
            f"<i class='v' style='left:{place * width:.1f}%;width:{width * 0.8:.1f}%;"
            f"height:{max(share / most * 100, 6):.0f}%'></i>"
            for place, share in enumerate(view.shares)
        )
    return f"<span class='rd-sp' role='img' aria-label='{text(view.label)}' title='{text(view.label)}'>{inside}</span>"


def findings(found: tuple[FindingView, ...]) -> str:
    """Return what was found in the tables, gravest first, with the lines where there are some."""
    if not found:
        return block("<p class='small i2'>Nothing was found in the tables.</p>")
    items = "".join(_finding(finding) for finding in found[:MOST_FINDINGS])
    left = len(found) - MOST_FINDINGS
    rest = f"<p class='tiny i2'>{left} more in the JSON.</p>" if left > 0 else ""
    return block(f"{items}{rest}")


def _finding(finding: FindingView) -> str:
    place = f", <span class='mono'>{text(finding.place)}</span>" if finding.place else ""
    card = evidence_card(finding, "") if finding.snippet else ""
    fix = f"<p class='small'>{prose(finding.fix)}</p>" if finding.fix else ""
    grave = f"<p class='tiny i2'>{text(finding.severity)}{place}</p>"
    return f"<div class='rd-fi'><p>{prose(finding.message)}</p>{grave}{fix}{card}</div>"
