"""What people signed and waived: two lists, and the scores with and without."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.signatures_view import ScoreRow, SignedRow, Standing
from ui.components.markup import block, link, prose, shape, text

SHAPES = {
    Standing.SOON: "pending",
    Standing.RUNNING: "pass",
    Standing.AHEAD: "unknown",
    Standing.ENDED: "fail",
    Standing.LAPSED: "fail",
}
RULE = (
    "A waiver never raises a score: a waived gap scores as a fail. The last column but one shows what closing the "
    "waived gaps would give. By machine: the same rule without any signature."
)


def signed(rows: Iterable[SignedRow], assessment: str, *, by: str) -> str:
    """Return a list of attestations or waivers as a table; ``by`` heads the column of the person."""
    body = "".join(_row(row, assessment) for row in rows)
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Practice", by, "From", "Until", "State", "Says"))
    table = f"<table class='rd-signed'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return block(f"<div class='scroll'>{table}</div>")


def _row(row: SignedRow, assessment: str) -> str:
    title = link(row.title, "criteria", a=assessment, criterion=row.criterion, practice=row.practice)
    facts = "".join(f"<div><span class='i2'>{text(name)}:</span> {prose(value)}</div>" for name, value in row.facts)
    return (
        f"<tr><th scope='row'>{title}<div class='tiny mono i2'>{text(row.practice)}</div></th>"
        f"<td>{text(row.who)}<div class='tiny i2'>{text(row.verified)}</div></td><td class='nowrap'>{text(row.dated)}"
        f"</td><td class='nowrap'>{text(row.ends)}</td><td><span class='nowrap'>{shape(SHAPES[row.standing], 'm')} "
        f"{text(row.standing.value)}</span><div class='tiny i2'>{text(row.said)}</div></td>"
        f"<td class='small'>{facts}</td></tr>"
    )


def scores(rows: Iterable[ScoreRow]) -> str:
    """Return the scores with and without waivers and signatures."""
    names = ("Score", "As signed", "Without waivers", "If waived gaps were closed", "By machine")
    heads = "".join(f"<th scope='col'>{name}</th>" for name in names)
    body = "".join(
        f"<tr><th scope='row'>{text(row.name)}</th><td class='nowrap'><b>{text(row.score)}</b></td>"
        f"<td class='nowrap'>{text(row.unwaived)}</td><td class='nowrap'>{text(row.closed)}</td>"
        f"<td class='nowrap'>{text(row.machine)}</td></tr>"
        for row in rows
    )
    return block(
        "<div class='scroll' tabindex='0' role='region' aria-label='Scores with and without'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        f"<p class='tiny i2' style='margin-top:8px'>{RULE}</p>"
    )
