"""Parts of a measured segment as HTML: what the numbers say, tables beside figures, why something is absent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from readiness.report.figure_view import CurveFigure, Figure, PlainTable, Section, table_of
from readiness.report.interval_view import IntervalPlot, IntervalRow
from ui.components.intervals import interval_plot
from ui.components.markup import block, chip, link, prose, text


def opening(section: Section, assessment: str) -> str:
    """Return title, sentences, and the ways to the practices that judge these numbers."""
    ways = ", ".join(link(title, "criteria", a=assessment, practice=identity) for identity, title in section.practices)
    beside = f"<span class='tiny i2'>judged in {ways}</span>" if ways else ""
    said = "".join(f"<p>{prose(sentence)}</p>" for sentence in section.sentences)
    absent = ""
    if section.absent:
        absent = f"<p class='rd-gone'>{chip('unknown', 'Not measured')}<span>{prose(section.absent)}</span></p>"
    return block(
        f"<div class='between'><h2 class='top' id='{text(section.key)}'>{text(section.title)}</h2>{beside}</div>"
        f"{absent}<div class='rd-says'>{said}</div>"
    )


def caption(figure: Figure) -> str:
    """Return the figure's title and, under it, how it was made."""
    return block(f"<h3>{text(figure.title)}</h3><p class='tiny i2'>{text(figure.caption)}</p>")


def twin(figure: Figure) -> str:
    """Return the table that says what the figure shows, folded."""
    return table(table_of(figure))


def table(found: PlainTable) -> str:
    """Return a table of strings."""
    heads = "".join(f"<th scope='col'>{text(head)}</th>" for head in found.heads)
    rows = "".join(
        f"<tr><th scope='row'>{text(row[0])}</th>{''.join(f'<td>{text(cell)}</td>' for cell in row[1:])}</tr>"
        for row in found.rows
    )
    body = (
        f"<div class='scroll' tabindex='0' role='group' aria-label='{text(found.title)}'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if found.folded:
        return block(f"<details class='small'><summary>{text(found.title)}: as a table</summary>{body}</details>")
    return block(f"<section class='small'><h3>{text(found.title)}</h3>{body}</section>")


def more(figures: Iterable[Figure]) -> str:
    """Return further figures, folded, as rows with intervals, a curve as its table; nothing without any."""
    drawn = [
        table(replace(table_of(figure), folded=False))
        if isinstance(figure, CurveFigure)
        else interval_plot(_plot(figure))
        for figure in figures
    ]
    if not drawn:
        return ""
    words = f"{len(drawn)} more figure{'' if len(drawn) == 1 else 's'}"
    return block(f"<details class='small'><summary>{words}</summary>{''.join(drawn)}</details>")


def _plot(figure: Figure) -> IntervalPlot:
    assert not isinstance(figure, CurveFigure)
    limits = {row.limit for row in figure.rows if row.limit is not None}
    rows = tuple(
        IntervalRow(r.label, r.detail, r.value, r.low, r.high, r.value_text, r.span_text, r.side, r.verdict)
        for r in figure.rows
    )
    limit = next(iter(limits)) if len(limits) == 1 else None
    return IntervalPlot(figure.title, figure.start, figure.end, figure.ticks, limit, None, rows, figure.caption)
