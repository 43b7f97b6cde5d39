"""The comparison's pieces: the pair, every score with the parts of its change, every changed practice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.report.comparison_view import ComparisonView, PartView, PracticeRow, ScoreView, SideView
from ui.components.markup import block, link, prose, shape, text

UP, DOWN, TOTAL = "#2A86A6", "#BF3326", "#7F796F"
ROW, FRAME = 30, 44
SUMS = "The parts add up to the change: each cause's mean share over all orders in which they could act (Shapley)."


def pair(view: ComparisonView) -> str:
    """Return the two assessments beside each other, the older first."""
    return block(f"<div class='rd-sides'>{_side('Before', view.older)}{_side('After', view.newer)}</div>")


def _side(name: str, side: SideView) -> str:
    facts = "".join(f"<dt>{text(label)}</dt><dd class='mono'>{text(value)}</dd>" for label, value in side.facts)
    return (
        f"<div><div class='q'>{name}</div><h3>{link(side.at, 'scorecard', a=side.id)}</h3>"
        f"<div class='mono small i2'>{text(side.name)}</div><dl>{facts}</dl></div>"
    )


def notes(view: ComparisonView) -> str:
    """Return what a reader must know first, or nothing."""
    items = "".join(f"<li>{prose(note)}</li>" for note in view.notes)
    return block(f"<div class='rd-note' role='note'><ul class='rd-plain'>{items}</ul></div>") if items else ""


def scores(view: ComparisonView) -> str:
    """Return every score then and now as a table."""
    again = "" if view.same_rubric else "<th scope='col'>Before, under the newer rubric</th>"
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("After", "Proven", "Possible", "Through"))
    body = "".join(_score(score, again != "") for score in (view.overall, *view.criteria))
    return block(
        "<div class='scroll' tabindex='0' role='region' aria-label='Scores before and after'>"
        "<table class='rd-signed'><thead><tr><th scope='col'>Score</th><th scope='col'>Before</th>"
        f"{again}{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _score(score: ScoreView, again: bool) -> str:
    through = ", ".join(dict.fromkeys(part.cause for part in score.parts)) or "unchanged"
    rescored = f"<td class='nowrap'>{text(score.rescored)}</td>" if again else ""
    return (
        f"<tr><th scope='row'>{text(score.name)}</th><td class='nowrap'>{text(score.before)}</td>{rescored}"
        f"<td class='nowrap'><b>{text(score.after)}</b></td>{_change(score.low_change)}{_change(score.high_change)}"
        f"<td class='small i2'>{text(through)}</td></tr>"
    )


def _change(said: str) -> str:
    kind = "up" if said.startswith("+") else "down" if said.startswith("−") else "i2"
    return f"<td class='nowrap {kind}'>{text(said)}</td>"


def waterfall(score: ScoreView, *, proven: bool) -> dict[str, Any]:
    """Return the parts of one score's change as a Plotly waterfall, from before to after."""
    before, after = score.low if proven else score.high
    numbers = [part.low if proven else part.high for part in score.parts]
    said = [part.low_text if proven else part.high_text for part in score.parts]
    names = [part.cause for part in score.parts]
    data = {
        "type": "waterfall", "orientation": "h", "y": ["Before", *names, "After"],
        "measure": ["absolute", *("relative" for _ in names), "total"], "x": [before, *numbers, after],
        "text": [f"{before:.2f}", *said, f"{after:.2f}"], "textposition": "outside", "cliponaxis": False,
        "increasing": {"marker": {"color": UP}}, "decreasing": {"marker": {"color": DOWN}},
        "totals": {"marker": {"color": TOTAL}}, "connector": {"line": {"color": TOTAL, "width": 1, "dash": "dot"}},
        "hoverinfo": "skip",
    }  # fmt: skip
    axis = {"range": [0, 11.2], "tickvals": [1, 4, 7, 10], "fixedrange": True, "title": None}
    layout = {
        "height": ROW * (len(names) + 2) + FRAME, "margin": {"l": 8, "r": 8, "t": 8, "b": 28}, "showlegend": False,
        "xaxis": axis, "yaxis": {"autorange": "reversed", "fixedrange": True, "automargin": True, "title": None},
        "bargap": 0.35,
    }  # fmt: skip
    return {"data": [data], "layout": layout}


def end(name: str, change: str) -> str:
    """Return the head of one waterfall: which end, and its whole change."""
    return block(f"<h3>{text(name)}: {text(change)}</h3>")


def parts(score: ScoreView, assessment: str) -> str:
    """Return the parts of one score's change as a table, each with the practices through which it acts."""
    body = "".join(_part(part, assessment) for part in score.parts)
    sums = f"<tr><th scope='row'>Sum</th>{_change(score.low_change)}{_change(score.high_change)}<td></td></tr>"
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Cause", "Proven", "Possible", "Through"))
    table = f"<table class='rd-parts'><thead><tr>{heads}</tr></thead><tbody>{body}{sums}</tbody></table>"
    return block(f"<div class='scroll'>{table}</div>")


def _part(part: PartView, assessment: str) -> str:
    listed = ", ".join(link(title, "criteria", a=assessment, practice=identity) for identity, title in part.practices)
    many = len(part.practices)
    if many > 3:
        listed = f"<details><summary>{many} practices</summary>{listed}</details>"
    return (
        f"<tr><th scope='row'>{text(part.cause)}<div class='tiny i2'>{text(part.meaning)}</div></th>"
        f"{_change(part.low_text)}{_change(part.high_text)}<td class='small'>{listed}</td></tr>"
    )


def practices(view: ComparisonView) -> str:
    """Return the changed practices in groups, what got worse first."""
    if not view.groups:
        return block("<p class='i2'>No practice changed.</p>")
    return block("".join(_group(key, heading, rows, view) for key, heading, rows in view.groups))


def _group(key: str, heading: str, rows: Iterable[PracticeRow], view: ComparisonView) -> str:
    found = tuple(rows)
    newer = view.older.id if key == "removed" else view.newer.id
    body = "".join(_practice(row, newer) for row in found)
    shown = "" if key == "other" else " open"
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Practice", "Before", "After", "Because of"))
    return (
        f"<details class='rd-group'{shown}><summary>{text(heading)}: {len(found)}</summary><div class='scroll'>"
        f"<table class='rd-signed'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _practice(row: PracticeRow, assessment: str) -> str:
    title = link(row.title, "criteria", a=assessment, criterion=row.criterion, practice=row.id)
    return (
        f"<tr><th scope='row'>{title}<div class='tiny i2'>{text(row.criterion_name)}</div></th>"
        f"<td class='nowrap'>{shape(row.before, 'm')} {text(row.before_text)}</td>"
        f"<td class='nowrap'>{shape(row.after, 'm')} {text(row.after_text)}</td>"
        f"<td class='small'><b>{text(row.cause)}</b>: {prose(row.why)}.</td></tr>"
    )
