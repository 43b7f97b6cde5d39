"""The radar: the six criteria as two polygons, proven and possible, with the target; the ladder's other picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from readiness.report.view import LadderRow
from ui.components.ladder import BANDS

HEIGHT = 460
# Both themes are coloured by the style sheet; these stand where it does not reach.
LINE, QUIET = "#2A86A6", "#7F796F"


def radar(rows: Iterable[LadderRow]) -> dict[str, Any]:
    """Return the figure for Plotly: proven solid, possible dashed, target dotted, the three bands as rings."""
    found = tuple(rows)
    zones = [_zone(found, low, high) for _, low, high in BANDS]
    possible = _polygon(found, [row.high for row in found], "possible", "dash", 1.8)
    proven = _polygon(found, [row.low for row in found], "proven", "solid", 3)
    target = _polygon(found, [row.target for row in found], "target", "dot", 1.6)
    target |= {
        "mode": "lines+markers",
        "marker": {"symbol": "triangle-down", "size": 10, "color": QUIET},
        "fill": "none",
    }
    radial = {
        "range": [1, 10],
        "tickvals": [1, 4, 8, 10],
        "ticktext": ["1", "4", "8", "10"],
        "angle": 90,
        "tickangle": 90,
        "showline": False,
        "gridcolor": "rgba(0,0,0,0)",
        "tickfont": {"size": 12},
    }
    angular = {"direction": "clockwise", "rotation": 90, "tickfont": {"size": 14}, "gridcolor": "rgba(127,121,111,.35)"}
    layout = {
        "height": HEIGHT,
        "margin": {"l": 84, "r": 84, "t": 48, "b": 48},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Source Sans, sans-serif", "color": QUIET},
        "dragmode": False,
        "polar": {"radialaxis": radial, "angularaxis": angular, "bgcolor": "rgba(0,0,0,0)"},
    }
    return {"data": [*zones, possible, proven, target], "layout": layout}


def _zone(rows: Sequence[LadderRow], low: float, high: float) -> dict[str, Any]:
    return {
        "type": "barpolar",
        "theta": [_label(row) for row in rows],
        "base": [low] * len(rows),
        "r": [high - low] * len(rows),
        "width": [1] * len(rows),
        "marker": {"color": "rgba(127,121,111,.14)", "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _polygon(rows: Sequence[LadderRow], values: Sequence[float], name: str, dash: str, width: float) -> dict[str, Any]:
    names = [_label(row) for row in rows]
    return {
        "type": "scatterpolar",
        "mode": "lines",
        "name": name,
        "theta": [*names, *names[:1]],
        "r": [*values, *values[:1]],
        "line": {"color": LINE if name != "target" else QUIET, "dash": dash, "width": width},
        "fill": "toself",
        "fillcolor": "rgba(42,134,166,.12)",
        "text": [f"{row.name}: {row.in_words}" for row in (*rows, *rows[:1])],
        "hovertemplate": "%{text}<extra></extra>" if name != "target" else "target %{r}<extra></extra>",
    }


def _label(row: LadderRow) -> str:
    """Return a criterion's name in narrow lines, so that it fits beside the circle on a phone; the names are ours."""
    return row.name.replace(" ", "<br>")


def alt(rows: Iterable[LadderRow]) -> str:
    """Return the radar in words."""
    return "Radar of six criteria. " + "; ".join(f"{row.label}, target {row.target:g}" for row in rows)
