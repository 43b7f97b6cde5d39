"""The history's pieces: the state of the chain, the list of assessments, the trend of each criterion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.report.history_view import ChainView, Listed, Trend, Trends
from ui.components.markup import block, link, prose, shape, text

LINE, FILL, QUIET = "#2A86A6", "rgba(42,134,166,.22)", "#7F796F"
HEIGHT = 190
LEGEND = (
    "Solid line: proven. Dotted line: possible. Between them lies what is not known. Dashed line: target of the tier. "
    "Scores from 1 to 10; each holds until the next assessment."
)


def chain(view: ChainView) -> str:
    """Return whether the chain of records holds."""
    role = "status" if view.holds else "alert"
    said = f" <span class='i2'>{prose(view.text)}</span>" if view.text else ""
    return block(
        f"<div class='rd-note rd-chain{'' if view.holds else ' fail'}' role='{role}'>"
        f"{shape('pass' if view.holds else 'fail')}<span><b>{text(view.lead)}</b>{said}</span></div>"
    )


def rows(found: Iterable[Listed], *, project: bool) -> str:
    """Return the list as a table; with ``project`` it names the project of each."""
    heads = ["Assessed", *(["Project"] if project else []), "Overall", "Known", "Commit", "Rubric", "Trust"]
    heads += ["Changed since the one before"]
    head = "".join(f"<th scope='col'>{name}</th>" for name in heads)
    body = "".join(_row(row, project) for row in found)
    return block(
        f"<div class='scroll'><table class='rd-history'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        "</div>"
    )


def _row(row: Listed, project: bool) -> str:
    name = f"<td>{link(row.project, 'history', kind='mono', project=row.project)}</td>" if project else ""
    changes = text(f"{'; '.join(row.changes).rstrip('.')}.")
    commit = f"<span class='mono'>{text(row.commit or 'none')}</span>"
    compare = f" {link('Compare', 'compare', a=row.id, b=row.before)}" if row.before else ""
    return (
        f"<tr><th scope='row' class='nowrap'>{link(row.at, 'scorecard', a=row.id)}</th>{name}"
        f"<td class='nowrap'><b>{text(row.score)}</b> <span class='i2'>to {text(row.most)}</span></td>"
        f"<td class='nowrap'>{text(row.known)}</td><td class='nowrap'>{commit}</td>"
        f"<td class='small i2'>{text(row.rubric)}</td><td>{text(row.trust)}</td>"
        f"<td class='small'>{changes}{compare}</td></tr>"
    )


def pager(number: int, pages: int, total: int, **query: str) -> str:
    """Return where in the list this page is, with the way to newer and older ones."""
    newer = link("Newer", "history", sheet=str(number - 1) if number > 2 else "", **query) if number > 1 else ""
    older = link("Older", "history", sheet=str(number + 1), **query) if number < pages else ""
    counted = f"{total:,} assessment{'' if total == 1 else 's'}"
    where = f"{counted}, page {number} of {pages}" if pages > 1 else counted
    return block(f"<nav class='rd-pager small' aria-label='Pages of the list'><span>{where}</span>{newer}{older}</nav>")


def trend_figure(trend: Trend, breaks: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return one criterion over time as a Plotly figure: proven and possible end, the target, changes of the rubric."""
    times = [point.at for point in trend.points]
    said = [point.text for point in trend.points]
    step = {"type": "scatter", "mode": "lines+markers" if len(times) <= 60 else "lines", "x": times}
    marker = {"size": 6, "color": LINE}
    data = [
        {
            **step, "y": [point.high for point in trend.points], "name": "possible", "hoverinfo": "skip",
            "line": {"color": LINE, "width": 1.5, "dash": "dot", "shape": "hv"}, "marker": {**marker, "size": 4},
        },
        {
            **step, "y": [point.low for point in trend.points], "name": "proven", "customdata": said, "fill": "tonexty",
            "fillcolor": FILL, "line": {"color": LINE, "width": 2.5, "shape": "hv"}, "marker": marker,
            "hovertemplate": "%{x|%d %b %Y}<br>%{customdata}<extra></extra>",
        },
        {
            **step, "mode": "lines", "y": [point.target for point in trend.points], "name": "target",
            "hoverinfo": "skip", "line": {"color": QUIET, "width": 1.5, "dash": "dash", "shape": "hv"},
        },
    ]  # fmt: skip
    marks = [
        {
            "type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": QUIET, "width": 1, "dash": "dot"},
        }
        for at, _ in breaks
    ]  # fmt: skip
    axis = {"range": [0.7, 10.3], "tickvals": [1, 4, 7, 10], "fixedrange": True, "title": None}
    layout = {
        "height": HEIGHT, "margin": {"l": 24, "r": 8, "t": 8, "b": 24}, "showlegend": False, "shapes": marks,
        "yaxis": axis, "xaxis": {"fixedrange": True, "nticks": 4, "title": None}, "hovermode": "closest",
    }  # fmt: skip
    return {"data": data, "layout": layout}


def trend_head(trend: Trend) -> str:
    """Return a criterion's name with its first and last score in words."""
    return block(f"<h3>{text(trend.name)}</h3><p class='tiny i2'>{text(trend.said)}</p>")


def trend_notes(trends: Trends, drawn: int, total: int) -> str:
    """Return how the drawings are read, and where the rules changed."""
    notes = [LEGEND]
    if drawn < total:
        notes.append(f"The newest {drawn} of {total:,} are drawn.")
    if trends.breaks:
        changes = "; ".join(said for _, said in trends.breaks)
        notes.append(f"Upright dotted line: the rules changed ({changes}). Scores on its two sides do not compare.")
    return block(f"<p class='tiny i2'>{text(' '.join(notes))}</p>")


def trend_table(trends: Trends) -> str:
    """Return the drawings as a table, newest first, folded."""
    points: dict[str, tuple[str, dict[str, str]]] = {}
    for trend in trends.criteria:
        for point in trend.points:
            points.setdefault(point.id, (point.day, {}))[1][trend.code] = point.text
    heads = "".join(f"<th scope='col'>{text(trend.name)}</th>" for trend in trends.criteria)
    body = "".join(
        f"<tr><th scope='row' class='nowrap'>{link(day, 'scorecard', a=identity)}</th>"
        + "".join(f"<td class='nowrap'>{text(scores.get(trend.code, 'none'))}</td>" for trend in trends.criteria)
        + "</tr>"
        for identity, (day, scores) in reversed(points.items())
    )
    return block(
        "<details class='small'><summary>The trend as a table</summary><div class='scroll'><table><thead><tr>"
        f"<th scope='col'>Assessed</th>{heads}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
