"""The architecture says what is there, what is missing and what is not known, and never takes one for the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.report.architecture_view import AROUND, LINKS, STATIONS, PieceView, architecture_view, place_of, state_of
from tests.unit.report.assessments import altered, assessed, evidence, practice, rubric


def pieces(view: object) -> dict[str, PieceView]:
    assert hasattr(view, "stations")
    return {piece.practice: piece for station in view.stations for piece in station.pieces}


@pytest.mark.parametrize(
    ("status", "shown", "state"),
    [
        ("pass", False, "found"),
        ("partial", True, "part"),
        ("fail", True, "defect"),
        ("fail", False, "missing"),
        ("waived", False, "missing"),
        ("unknown", True, "open"),
        ("unknown", False, "unknown"),
        ("not_applicable", False, "not_needed"),
    ],
)
def test_states(status: str, shown: bool, state: str) -> None:
    assert state_of(practice(status=status), shown) == state


def test_every_piece_is_a_practice_of_the_rubric() -> None:
    known = {p.id for _, p in rubric().practices()}
    named = [piece[1] for _, _, _, found in (*STATIONS, AROUND) for piece in found] + [link[2][1] for link in LINKS]

    assert set(named) <= known
    assert len(named) == len(set(named))


def test_the_links_close_the_loop() -> None:
    starts, ends = [link[0] for link in LINKS], [link[1] for link in LINKS]

    assert starts == [station[0] for station in STATIONS]
    assert ends == [*starts[1:], starts[0]]


def test_the_place_with_a_line_comes_first() -> None:
    found = practice(
        evidence=(evidence(path="model.json", line=None), evidence(path="src/serve.py", line=9, why="answers"))
    )

    assert place_of(found, (), {}) == ("src/serve.py:9", "Answers.")


def test_a_signal_shows_a_place_where_the_verdict_has_none() -> None:
    signals = {
        "dockerfile": {"present": True, "evidence": [{"path": "Dockerfile", "line": 5, "why": "builds an image"}]}
    }

    assert place_of(practice(evidence=()), ("dockerfile",), signals) == ("Dockerfile:5", "Builds an image.")
    assert place_of(practice(evidence=()), ("dockerfile",), {"dockerfile": {"present": False, "evidence": []}}) == (
        "",
        "",
    )


def test_a_failed_piece_without_a_place_is_missing_and_says_so() -> None:
    found = altered(assessed({"cl-registry": "fail"}), "cl-registry", evidence=())

    piece = pieces(architecture_view(found))["cl-registry"]

    assert (piece.state, piece.word, piece.place) == ("missing", "missing", "")


def test_not_known_is_not_missing() -> None:
    ids = [piece[1] for station in STATIONS for piece in station[3]]
    found = assessed(dict.fromkeys(ids, "unknown"))
    for identity in ids:
        found = altered(found, identity, evidence=())

    view = architecture_view(found)

    assert {station.empty for station in view.stations} == {"not known"}
    assert "missing" not in view.text


def test_a_station_where_all_fails_says_nothing_found() -> None:
    found = assessed({piece[1]: "fail" for piece in STATIONS[4][3]})
    for piece in STATIONS[4][3]:
        found = altered(found, piece[1], evidence=())

    station = architecture_view(found).stations[4]

    assert station.empty == "nothing found"
    assert station.words == f"0 of {len(station.pieces)} found, {len(station.pieces)} missing"


def test_practices_that_another_rubric_lacks_are_left_out() -> None:
    whole = assessed()
    none = replace(whole, criteria=tuple(replace(c, practices=c.practices[:1]) for c in whole.criteria))

    view = architecture_view(none)

    assert sum(len(station.pieces) for station in view.stations) < 10
