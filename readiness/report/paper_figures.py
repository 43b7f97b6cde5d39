"""The measured segments on paper: sentences, tables and figures drawn as vectors; same data, same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from readiness.domain.assessment import Assessment
from readiness.report.data_table_view import TableView
from readiness.report.data_view import data_view
from readiness.report.evidence_view import QUESTIONS, SEGMENTS
from readiness.report.explain_view import explain_sections
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import (
    CurveFigure,
    CurvePoint,
    Figure,
    FigureRow,
    IntervalFigure,
    PlainTable,
    Section,
    table_of,
)
from readiness.report.model_view import model_sections
from readiness.report.printable import Glyphs, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Entry = dict[str, object]
WIDTH = 6.75  # inches between the margins
ROW, HEAD, FOOT, EDGE_ROOM, CURVE = 0.3, 0.24, 0.26, 0.04, 3.1  # inches
LANE = (0.35, 0.71)  # of the width: names at the left, numbers at the right
COLUMNS = 8
ROWS = 14
LABEL = 34
SENTENCES = 6
COLOUR = {"within": "#17506A", "below": "#98200F", "crossing": "#56524B", "few": "#56524B", "none": "#17506A"}
# Curves of one figure differ by shape and dashes.
SHAPES, DASHES = ("o", "s", "^"), ("-", "--", ":")
INK, QUIET, LINE, EDGE = "#211F1C", "#56524B", "#E2DED5", "#8A8479"
# Salt of the ids inside an SVG; without one they differ every time.
SALT = "readiness"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def measured_entries(assessment: Assessment, glyphs: Glyphs) -> list[Entry]:
    """Return the four measured segments as the template prints them."""
    data = data_view(assessment)
    tables = Section(
        "tables", "The tables, worst columns first", data.sentences, tables=tuple(_columns(t) for t in data.tables),
        absent=data.absent,
    )  # fmt: skip
    parts = {
        "data": (tables, *data.sections),
        "model": model_sections(assessment),
        "explain": explain_sections(assessment),
        "fairness": fairness_sections(assessment),
    }
    return [
        {
            "title": SEGMENTS[key],
            "question": QUESTIONS[key],
            "sections": [_section(section, glyphs) for section in found],
        }
        for key, found in parts.items()
    ]


def _columns(view: TableView) -> PlainTable:
    shown = view.columns[:COLUMNS]
    rows = tuple((c.name, c.kind, c.missing, c.distinct, ", ".join(c.defects)) for c in shown)
    left = len(view.columns) + view.more - len(shown)
    rest = f", the {len(shown)} worst of {len(shown) + left}" if left else ""
    title = f"{view.dataset}: {view.rows}, {view.words}{rest}"
    return PlainTable(title, ("Column", "Type", "Missing", "Different values", "To look at"), rows)


def _section(section: Section, glyphs: Glyphs) -> Entry:
    return {
        "title": glyphs.label(section.title, 160),
        "absent": glyphs.text(section.absent, 400),
        "sentences": [glyphs.text(sentence, 500) for sentence in section.sentences[:SENTENCES]],
        "figures": [_figure(figure, glyphs) for figure in section.figures],
        "tables": [_table(table, glyphs) for table in (*section.tables, *_steps(section)) if not table.folded],
    }


def _steps(section: Section) -> list[PlainTable]:
    """Return the tables of figures that compare ways with a marked point, because they do not name every way.

    The name of a way comes last, where the page gives room to words.
    """
    tables = (
        table_of(figure)
        for figure in section.figures
        if isinstance(figure, CurveFigure) and any(point.marked for point in figure.points)
    )
    return [
        PlainTable(table.title, (*table.heads[1:], table.heads[0]), tuple((*row[1:], row[0]) for row in table.rows))
        for table in tables
    ]


def _figure(figure: Figure, glyphs: Glyphs) -> Entry:
    return {
        "title": glyphs.text(figure.title, 160),
        "caption": glyphs.text(figure.caption, 300),
        "alt": glyphs.label(figure.label, 1500),
        "svg": svg(figure, glyphs),
    }


def _table(table: PlainTable, glyphs: Glyphs) -> Entry:
    return {
        "title": glyphs.text(table.title, 200),
        "heads": list(table.heads),
        "rows": [[glyphs.text(cell, 160) for cell in row] for row in table.rows[:ROWS]],
    }


def svg(figure: Figure, glyphs: Glyphs) -> str:
    """Return a figure as SVG in one line of ASCII; letters are outlines of the face that comes with matplotlib."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    # Set for good, not for a while: two reports may be drawn at once, and nothing else here draws SVG.
    matplotlib.rcParams["svg.hashsalt"] = SALT
    matplotlib.rcParams["svg.fonttype"] = "path"
    rows = () if isinstance(figure, CurveFigure) else figure.rows[:ROWS]
    head = HEAD if any(row.limit for row in rows) else EDGE_ROOM
    height = head + ROW * len(rows) + FOOT if rows else CURVE
    canvas = Canvas(figsize=(WIDTH, height))
    FigureCanvasSVG(canvas)
    canvas.patch.set_alpha(0)
    if isinstance(figure, CurveFigure):
        _curve(canvas.add_axes((0.11, 0.16, 0.6, 0.8)), figure, glyphs)
    else:
        span = (LANE[0], FOOT / height, LANE[1] - LANE[0], 1 - (FOOT + head) / height)
        _intervals(canvas.add_axes(span), figure, glyphs)
    drawn = io.StringIO()
    canvas.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return " ".join(_COMMENT.sub("", drawn.getvalue()).split())


def _face(*, bold: bool = False) -> Any:
    """Return the face by its file, so that no face of this machine is taken instead."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name))


def _write(axes: Axes, glyphs: Glyphs) -> Callable[..., None]:
    """Return a function that writes words: what cannot be shown is spelled out, and no mark of formulas is read."""

    def write(
        x: float, y: float, words: str, *, size: float = 7.5, bold: bool = False, tone: str = INK, **how: Any
    ) -> None:
        shown = glyphs.spelled(words)
        axes.text(x, y, shown, color=tone, fontproperties=_face(bold=bold), fontsize=size, parse_math=False, **how)

    return write


def _bare(axes: Axes) -> None:
    for side in axes.spines.values():
        side.set_visible(False)
    axes.patch.set_alpha(0)
    axes.tick_params(length=0, labelbottom=False, labelleft=False)


def _intervals(axes: Axes, figure: IntervalFigure, glyphs: Glyphs) -> None:
    rows = figure.rows[:ROWS]
    write = _write(axes, glyphs)
    _bare(axes)
    pad = (figure.end - figure.start) * 0.015
    axes.set_xlim(figure.start - pad, figure.end + pad)
    axes.set_ylim(-0.5, len(rows) - 0.5)
    bottom, top = axes.get_xaxis_transform(), axes.get_yaxis_transform()
    for at, words in figure.ticks:
        axes.axvline(at, color=LINE, lw=0.6, zorder=0)
        write(at, -0.02, words, size=6.5, tone=QUIET, ha="center", va="top", transform=bottom)
    if figure.neutral is not None:
        axes.axvline(figure.neutral, color=EDGE, lw=0.8, ls=":", zorder=1)
    for at, words in {row.limit.number: row.limit.text for row in rows if row.limit is not None}.items():
        write(at, 1.0, words, size=6.8, bold=True, ha="center", va="bottom", transform=bottom)
    for place, row in enumerate(rows):
        y = len(rows) - 1 - place
        if row.limit is not None:
            axes.plot([row.limit.number] * 2, [y - 0.5, y + 0.5], color=INK, lw=1.1, zorder=2)
        name_at, number_at = -LANE[0] / (LANE[1] - LANE[0]), 1 + 0.06
        write(name_at, y + 0.16, shortened(row.label, LABEL), bold=True, va="center", transform=top)
        write(name_at, y - 0.24, shortened(row.detail, LABEL), size=6.3, tone=QUIET, va="center", transform=top)
        write(number_at, y + 0.16, f"{row.value_text}   {row.span_text}".strip(), size=7, va="center", transform=top)
        said = shortened(row.verdict, LABEL)
        write(number_at, y - 0.24, said, size=6.3, tone=COLOUR[row.side], va="center", transform=top)
        _lane(axes, row, y)


def _lane(axes: Axes, row: FigureRow, y: int) -> None:
    if row.value is None:
        return
    colour = COLOUR[row.side]
    if row.low is not None and row.high is not None:
        dashes = (0, (2.2, 1.4)) if row.side == "crossing" else "solid"
        axes.plot([row.low, row.high], [y, y], color=colour, lw=1.7, ls=dashes, zorder=3, solid_capstyle="butt")
        axes.plot([row.low, row.high], [y, y], ls="none", marker="|", ms=5, mew=1.1, color=colour, zorder=3)
    marker = {"below": "x", "crossing": "o"}.get(row.side, "o")
    inside = "white" if row.side == "crossing" else colour
    axes.plot(
        [row.value], [y], ls="none", marker=marker, ms=4.6, mew=1.2, color=colour, markerfacecolor=inside, zorder=4
    )


def _curve(axes: Axes, figure: CurveFigure, glyphs: Glyphs) -> None:
    write = _write(axes, glyphs)
    _bare(axes)
    (left, right, across), (low, high, upward) = figure.x_axis, figure.y_axis
    axes.set_xlim(left - (right - left) * 0.02, right + (right - left) * 0.02)
    axes.set_ylim(low - (high - low) * 0.02, high + (high - low) * 0.02)
    bottom, side = axes.get_xaxis_transform(), axes.get_yaxis_transform()
    for at, words in across:
        axes.axvline(at, color=LINE, lw=0.6, zorder=0)
        write(at, -0.03, words, size=6.5, tone=QUIET, ha="center", va="top", transform=bottom)
    for at, words in upward:
        axes.axhline(at, color=LINE, lw=0.6, zorder=0)
        write(-0.015, at, words, size=6.5, tone=QUIET, ha="right", va="center", transform=side)
    write(0.5, -0.12, figure.x_title, tone=QUIET, ha="center", va="top", transform=axes.transAxes)
    write(-0.1, 0.5, figure.y_title, tone=QUIET, ha="right", va="center", rotation=90, transform=axes.transAxes)
    if figure.diagonal:
        axes.plot([0, 1], [0, 1], color=EDGE, lw=0.8, ls=":", zorder=1)
    if figure.upright is not None:
        axes.axvline(figure.upright[0], color=INK, lw=1.1, zorder=1)
        write(
            figure.upright[0], 1.0, figure.upright[1], size=6.8, bold=True, ha="center", va="bottom", transform=bottom
        )
    for point in figure.points:
        _spread(axes, point, joined=figure.joined)
        if point.label:
            _name(axes, point, glyphs)
    for series in figure.series:
        _series(axes, figure, series, write)


def _name(axes: Axes, point: CurvePoint, glyphs: Glyphs) -> None:
    """Write a point's name beside it; that of a marked one under its interval, where no other point is in the way."""
    under = point.marked and point.low is not None
    axes.annotate(
        glyphs.spelled(shortened(point.label, LABEL)), (point.x, point.low or 0.0) if under else (point.x, point.y),
        (0, -2) if under else (5, 0), textcoords="offset points", va="top" if under else "center",
        ha="center" if under else "left", color=INK if under else QUIET, fontproperties=_face(bold=point.marked),
        fontsize=6.5, parse_math=False,
    )  # fmt: skip


def _spread(axes: Axes, point: CurvePoint, *, joined: bool) -> None:
    """Draw the intervals of a point, upwards and sideways."""
    how: dict[str, Any] = {"color": COLOUR["none"], "lw": 0.7 if joined else 1.4, "alpha": 0.5 if joined else 1.0}
    if point.low is not None and point.high is not None:
        axes.plot([point.x] * 2, [point.low, point.high], zorder=2, **how)
    if point.left is not None and point.right is not None:
        axes.plot([point.left, point.right], [point.y] * 2, zorder=2, **how)


def _series(axes: Axes, figure: CurveFigure, series: str, write: Callable[..., None]) -> None:
    """Draw one curve with its own shape and dashes, and its name at the right of the figure."""
    number = [name for name in figure.series if name].index(series) if series else 0
    joined = figure.diagonal or (figure.joined and bool(series))
    dashes, shape = (DASHES[number % len(DASHES)] if joined else "none"), SHAPES[number % len(SHAPES)]
    face = COLOUR["none"] if number % 2 == 0 else "white"
    points = [point for point in figure.points if point.series == series]
    for marked in (False, True):
        own = [point for point in points if point.marked == marked]
        axes.plot(
            [point.x for point in own], [point.y for point in own], color=INK if marked else COLOUR["none"], lw=0.9,
            ls="none" if marked else dashes, marker="D" if marked else shape, ms=5.4 if marked else 4.4, zorder=4,
            markerfacecolor=INK if marked else face,
        )  # fmt: skip
    if series:
        at = 0.97 - 0.11 * number
        axes.plot(
            [1.03, 1.075], [at, at], color=COLOUR["none"], lw=0.9, ls=dashes, marker=shape, ms=3.6,
            markerfacecolor=face, clip_on=False, transform=axes.transAxes,
        )  # fmt: skip
        for line, words in enumerate(wrap(shortened(series, 2 * LABEL), LABEL)):
            write(1.09, at - 0.04 * line, words, size=6.3, tone=QUIET, va="center", transform=axes.transAxes)
