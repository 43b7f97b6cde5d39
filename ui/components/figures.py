"""Plotly figures of measured numbers: readable at a distance, without colour, and with a table twin beside them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from readiness.report.figure_view import CurveFigure, Figure, FigureRow, IntervalFigure
from ui.components.tokens import COLOURS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as Drawing

# A picture: it can be read without pointing at it, and a finger that scrolls is not caught.
CONFIG = {"displayModeBar": False, "staticPlot": True, "responsive": True}
ROW, WIDE_ROW = 54, 74
SHORT = 22
TOP, BOTTOM = 34, 34
LONGEST = 44
FACE = "Source Sans, Source Sans Pro, sans-serif"
COLOUR = {"within": "proven", "below": "fail", "crossing": "unknown", "none": "bar"}
LEGEND_ROW = 22
# Curves of one figure differ by shape and dashes; their tones only repeat that.
SYMBOLS, DASHES, TONES = ("circle", "square", "triangle-up"), ("solid", "dash", "dot"), ("bar", "ink", "ink2")
SYMBOL = {"within": "circle", "below": "x", "crossing": "circle-open", "none": "circle"}


def drawing(figure: Figure, theme: str) -> Drawing:
    """Return the Plotly figure for a theme, light or dark."""
    return _curve(figure, theme) if isinstance(figure, CurveFigure) else _intervals(figure, theme)


def plain(words: str, longest: int = LONGEST) -> str:
    """Return words as Plotly prints them: its own markup is text, a long name ends with an ellipsis."""
    shown = words if len(words) <= longest else f"{words[: longest - 1]}…"
    return escape(shown, quote=False)


def _tone(name: str, theme: str) -> str:
    return COLOURS[name][1 if theme == "dark" else 0]


def _intervals(figure: IntervalFigure, theme: str) -> Drawing:
    from plotly import graph_objects

    made = graph_objects.Figure()
    count, wide = len(figure.rows), _is_wide(figure)
    for place, row in enumerate(figure.rows):
        _row(made, row, count - 1 - place, theme, wide)
        made.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=place - 0.5, y1=place - 0.5, layer="below",
            line={"color": _tone("line", theme), "width": 1},
        )  # fmt: skip
    _marks(made, figure, count, theme)
    top = TOP if figure.neutral is not None or any(row.limit for row in figure.rows) else 8
    height = top + (WIDE_ROW if wide else ROW) * count + BOTTOM
    made.update_layout(**_layout(theme, height, top))
    made.update_xaxes(
        range=_room(figure.start, figure.end), tickvals=[at for at, _ in figure.ticks],
        ticktext=[text for _, text in figure.ticks], gridcolor=_tone("line", theme),
        zeroline=False, tickfont={"size": 13, "color": _tone("ink3", theme)}, fixedrange=True,
    )  # fmt: skip
    made.update_yaxes(range=[-0.5, count - 0.5], visible=False, fixedrange=True)
    return made


def _is_wide(figure: IntervalFigure) -> bool:
    """Return whether a name takes a line of its own, because something stands beside the number or it is long."""
    return any(_beside(row) or len(row.label) > SHORT for row in figure.rows)


def _beside(row: FigureRow) -> str:
    """Return what stands beside the number: its rows, and its verdict unless the drawing shows it is within."""
    return ", ".join(part for part in (row.detail, "" if row.side == "within" else row.verdict) if part)


def _room(start: float, end: float) -> list[float]:
    """Return the ends of an axis with a little room, so that a mark on its end is whole."""
    pad = (end - start) * 0.015
    return [start - pad, end + pad]


def _layout(theme: str, height: int, top: int = TOP) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 2, "r": 2, "t": top, "b": BOTTOM},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FACE, "size": 15, "color": _tone("ink", theme)},
        "showlegend": False,
        "dragmode": False,
    }


def _row(made: Any, row: FigureRow, y: int, theme: str, wide: bool) -> None:
    """Draw one row: its name, its number with what is said about it, and under both the interval in its lane."""
    colour = _tone(COLOUR.get(row.side, "unknown"), theme)
    quiet = _tone("ink2", theme)
    span = f" <span style='color:{quiet}'>{plain(row.span_text)}</span>" if row.span_text else ""
    shown = f"<b>{plain(row.value_text)}</b>{span}" if row.value is not None else ""
    _words(made, f"<b>{plain(row.label)}</b>", y + (0.22 if wide else 0.06), theme)
    _words(made, shown, y - 0.08 if wide else y + 0.06, theme, right=True)
    said = plain(_beside(row), 60)
    if said:
        tone = colour if row.side in ("below", "crossing") else quiet
        _words(made, f"<span style='font-size:13px;color:{tone}'>{said}</span>", y - 0.08, theme)
    if row.value is None:
        return
    lane = y - (0.28 if wide else 0.2)
    if row.low is not None and row.high is not None:
        dash = "dash" if row.side == "crossing" else "solid"
        made.add_scatter(
            x=[row.low, row.high], y=[lane, lane], mode="lines", line={"color": colour, "width": 4, "dash": dash},
            hoverinfo="skip",
        )  # fmt: skip
        made.add_scatter(
            x=[row.low, row.high], y=[lane, lane], mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 13, "line": {"width": 2.5, "color": colour}, "opacity": 1},
        )  # fmt: skip
    made.add_scatter(
        x=[row.value], y=[lane], mode="markers", hoverinfo="skip",
        marker={
            "symbol": SYMBOL.get(row.side, "circle"), "size": 13, "color": colour, "opacity": 1,
            "line": {"width": 2.5 if row.side == "crossing" else 1.5,
                     "color": colour if row.side == "crossing" else _tone("paper", theme)},
        },
    )  # fmt: skip


def _words(made: Any, words: str, y: float, theme: str, *, right: bool = False) -> None:
    """Write words over the lines of the figure, at its left or right end, their foot at ``y``."""
    if words:
        made.add_annotation(
            x=1 if right else 0, xanchor="right" if right else "left", xref="paper", y=y, yref="y", yanchor="bottom",
            text=words, showarrow=False, bgcolor=_tone("paper", theme), borderpad=0,
            font={"color": _tone("ink", theme)},
        )  # fmt: skip


def _marks(made: Any, figure: IntervalFigure, count: int, theme: str) -> None:
    """Draw limits as full ink lines with their words above, and what means equal as a dotted one."""
    ink, quiet = _tone("ink", theme), _tone("edge", theme)
    limits = {row.limit.number: row.limit.text for row in figure.rows if row.limit is not None}
    one = len(limits) == 1 and all(row.limit is not None for row in figure.rows)
    for place, row in enumerate(figure.rows):
        if row.limit is None:
            continue
        y = count - 1 - place
        low, high = (-0.5, count - 0.5) if one else (y - 0.45, y + 0.02)
        made.add_shape(
            type="line",
            x0=row.limit.number,
            x1=row.limit.number,
            y0=low,
            y1=high,
            line={"color": ink, "width": 2},
            layer="above",
        )
        if one:
            break
    for at, words in limits.items():
        made.add_annotation(**_above(figure, at), text=f"<b>{plain(words)}</b>", font={"size": 14, "color": ink})
    if figure.neutral is not None and figure.start <= figure.neutral <= figure.end:
        made.add_shape(
            type="line",
            x0=figure.neutral,
            x1=figure.neutral,
            y0=-0.5,
            y1=count - 0.5,
            line={"color": quiet, "width": 1.5, "dash": "dot"},
            layer="below",
        )
        if not limits:
            words = plain(figure.neutral_text)
            made.add_annotation(
                **_above(figure, figure.neutral), text=words, font={"size": 13, "color": _tone("ink2", theme)}
            )


def _above(figure: IntervalFigure, at: float) -> dict[str, Any]:
    """Return where the words of a mark stand: above the lanes, inside the figure."""
    share = (at - figure.start) / ((figure.end - figure.start) or 1)
    anchor = "left" if share < 0.25 else "right" if share > 0.75 else "center"
    return {"x": at, "xanchor": anchor, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}


def _curve(figure: CurveFigure, theme: str) -> Drawing:
    from plotly import graph_objects

    made = graph_objects.Figure()
    quiet = _tone("ink2", theme)
    if figure.diagonal:
        made.add_shape(
            type="line", x0=0, y0=0, x1=1, y1=1, line={"color": _tone("edge", theme), "width": 1.5, "dash": "dot"}
        )
    _upright(made, figure, theme)
    for series in figure.series:
        _series(made, figure, series, theme)
    _names(made, figure, theme)
    named = [series for series in figure.series if series]
    top = (12 if not figure.upright else 36) + LEGEND_ROW * len(named)
    made.update_layout(**{**_layout(theme, 408 + top), "margin": {"l": 58, "r": 12, "t": top, "b": 56}})
    if named:
        made.update_layout(
            showlegend=True,
            legend={"orientation": "v", "x": 0, "xanchor": "left", "y": 1 if not figure.upright else 1.07,
                    "yanchor": "bottom", "font": {"size": 13, "color": quiet}, "bgcolor": "rgba(0,0,0,0)"},
        )  # fmt: skip
    for update, title, (start, end, ticks) in (
        (made.update_xaxes, figure.x_title, figure.x_axis),
        (made.update_yaxes, figure.y_title, figure.y_axis),
    ):
        update(
            title={"text": plain(title, 60), "font": {"size": 14, "color": quiet}, "standoff": 12},
            range=_room(start, end),
            tickvals=[at for at, _ in ticks], ticktext=[words for _, words in ticks], gridcolor=_tone("line", theme),
            zeroline=False, tickfont={"size": 13, "color": _tone("ink3", theme)}, fixedrange=True,
        )  # fmt: skip
    return made


def _series(made: Any, figure: CurveFigure, series: str, theme: str) -> None:
    """Draw one curve: intervals thin, points with the curve's own shape, and its line with its own dashes."""
    points = [point for point in figure.points if point.series == series]
    number = [name for name in figure.series if name].index(series) if series else 0
    colour = _tone(TONES[number % len(TONES)] if series else "bar", theme)
    thin = {"color": colour, "width": 1.5 if figure.joined else 3}
    for point in points:
        for low, high, sideways in ((point.low, point.high, False), (point.left, point.right, True)):
            if low is None or high is None:
                continue
            ends, still = [low, high], [point.y if sideways else point.x] * 2
            made.add_scatter(
                x=ends if sideways else still, y=still if sideways else ends, mode="lines", hoverinfo="skip",
                line=thin, opacity=0.45 if figure.joined else 1, showlegend=False,
            )  # fmt: skip
    line = figure.diagonal or (figure.joined and bool(series))
    symbols = ["diamond" if point.marked else SYMBOLS[number % len(SYMBOLS)] for point in points]
    made.add_scatter(
        x=[point.x for point in points], y=[point.y for point in points], hoverinfo="skip", name=plain(series, 60),
        showlegend=bool(series), mode="markers+lines" if line else "markers",
        line={"color": colour, "width": 1.5, "dash": DASHES[number % len(DASHES)] if series else "solid"},
        marker={
            "symbol": symbols, "size": [16 if point.marked else 11 for point in points], "opacity": 1,
            "color": [_tone("ink", theme) if point.marked else colour for point in points],
            "line": {"width": 1.5, "color": _tone("paper", theme)},
        },
    )  # fmt: skip


def _upright(made: Any, figure: CurveFigure, theme: str) -> None:
    """Draw the line that stands for a limit or a choice, its words above the figure."""
    if figure.upright is None:
        return
    at, words = figure.upright
    ink, (start, end, _) = _tone("ink", theme), figure.x_axis
    made.add_shape(type="line", x0=at, x1=at, yref="paper", y0=0, y1=1, line={"color": ink, "width": 2}, layer="above")
    share = (at - start) / ((end - start) or 1)
    anchor = "left" if share < 0.25 else "right" if share > 0.75 else "center"
    made.add_annotation(
        x=at, xanchor=anchor, yref="paper", y=1, yanchor="bottom", showarrow=False, text=f"<b>{plain(words)}</b>",
        font={"size": 14, "color": ink},
    )  # fmt: skip


def _names(made: Any, figure: CurveFigure, theme: str) -> None:
    """Write a point's name beside it; that of a marked one under its interval, where no other point is in the way."""
    start, end, _ = figure.x_axis
    for point in figure.points:
        if not point.label:
            continue
        share, words = (point.x - start) / ((end - start) or 1), plain(point.label, 30)
        under = point.marked and point.low is not None
        anchor = (
            "left" if share < (0.15 if under else 0.66) else "right" if share > (0.85 if under else 0.66) else "center"
        )
        made.add_annotation(
            x=point.x, y=point.low if under else point.y, text=f"<b>{words}</b>" if point.marked else words,
            showarrow=False, xanchor=anchor, yanchor="top" if under else "middle",
            xshift=0 if under else -9 if anchor == "right" else 9,
            font={"size": 13, "color": _tone("ink" if point.marked else "ink2", theme)},
        )  # fmt: skip
