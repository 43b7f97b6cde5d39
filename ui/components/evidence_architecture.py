"""The project's architecture as a loop of six stations; what is missing is drawn dashed and says so."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.report.architecture_view import ArchitectureView, LinkView, PieceView, StationView
from ui.components.markup import block, link, shape, text

SHAPES = {
    "found": "pass",
    "part": "partial",
    "defect": "fail",
    "missing": "fail",
    "open": "unknown",
    "unknown": "unknown",
    "not_needed": "not_applicable",
}
QUIET = ("found", "not_needed")


def architecture(view: ArchitectureView, segment: str, assessment: str) -> str:
    """Return the drawing: the segment's stations with every piece and its place, the others in short."""
    parts = []
    for station in view.stations:
        parts.append(_station(station, assessment, full=station.segment == segment))
        parts += [_link(arrow, assessment) for arrow in view.links if arrow.start == station.key]
    around = _station(view.around, assessment, full=view.around.segment == segment)
    body = f"<div class='rd-arch'>{''.join(parts)}{around}</div>"
    return block(
        f"<section aria-label='Architecture as it was found'>{body}{table(view, assessment)}</section>", "rd-ar"
    )


def _station(station: StationView, assessment: str, *, full: bool) -> str:
    shown = station.pieces if full else tuple(piece for piece in station.pieces if piece.state not in QUIET)
    left = "" if full else _left(station)
    items = "".join(_piece(piece, assessment, full) for piece in shown)
    rest = f"<p class='tiny i2 rest'>{left}</p>" if left else ""
    kind = " here" if full else ""
    kind += (" empty" if station.empty == "nothing found" else " dark") if station.empty else ""
    nothing = f"<p class='none'>{text(station.empty)}</p>" if station.empty else ""
    name = station.title
    if not full:
        title = link(name, "evidence", a=assessment, segment=station.segment)
    else:
        title = text(name)
    return (
        f"<div class='st {station.key}{kind}'><div class='hd'><h3>{title}</h3>"
        f"<span class='tiny i2'>{text(station.words)}</span></div>{nothing}<ul>{items}</ul>{rest}</div>"
    )


def _left(station: StationView) -> str:
    """Return how many pieces the short form leaves out."""
    states = [piece.state for piece in station.pieces]
    found, idle = states.count("found"), states.count("not_needed")
    more = "more " if found < len(states) - idle else ""
    return ", ".join([f"{found} {more}found"] * (found > 0) + [f"{idle} not needed"] * (idle > 0))


def _piece(piece: PieceView, assessment: str, full: bool) -> str:
    way = link(piece.label, "criteria", a=assessment, criterion=piece.criterion, practice=piece.practice)
    said = f"<span class='w'>{text(piece.word)}</span>" if piece.state != "found" else ""
    place = f"<span class='mono p' title='{text(piece.why)}'>{_broken(piece.place)}</span>" if piece.place else ""
    hidden = "<span class='rd-hidden'>, found</span>" if piece.state == "found" else ""
    return (
        f"<li class='{piece.state}'>{shape(SHAPES[piece.state])}<span class='t'>{way}{hidden} {said}"
        f"{place if full else ''}</span></li>"
    )


def _broken(place: str) -> str:
    """Return a path that may break behind its slashes."""
    return text(place).replace("/", "/<wbr>")


def _link(arrow: LinkView, assessment: str) -> str:
    piece = arrow.piece
    way = link(piece.label, "criteria", a=assessment, criterion=piece.criterion, practice=piece.practice)
    said = "" if piece.state == "found" else f" <span class='w'>{text(piece.word)}</span>"
    return (
        f"<div class='ar {arrow.start}-{arrow.end} {piece.state}'><i aria-hidden='true'></i>"
        f"<span class='tiny'><span class='rd-hidden'>from {arrow.start} to {arrow.end}: </span>{way}{said}</span></div>"
    )


def table(view: ArchitectureView, assessment: str) -> str:
    """Return the same as a table, folded."""
    rows = "".join(_rows(station.title, station.pieces, assessment) for station in (*view.stations, view.around))
    rows += "".join(_rows(f"From {arrow.start} to {arrow.end}", (arrow.piece,), assessment) for arrow in view.links)
    heads = "".join(f"<th scope='col'>{name}</th>" for name in ("Station", "Piece", "State", "Where", "What it shows"))
    return (
        "<details class='small'><summary>The architecture as a table</summary><div class='scroll' tabindex='0'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _rows(station: str, pieces: Iterable[PieceView], assessment: str) -> str:
    return "".join(
        f"<tr><td>{text(station)}</td><th scope='row'>"
        f"{link(piece.label, 'criteria', a=assessment, criterion=piece.criterion, practice=piece.practice)}</th>"
        f"<td class='num'>{text(piece.word)}</td><td><span class='mono'>{_broken(piece.place)}</span></td>"
        f"<td class='i2'>{text(piece.why)}</td></tr>"
        for piece in pieces
    )
