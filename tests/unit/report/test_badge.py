from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

from readiness.domain.assessment import CapRecord, Interval
from readiness.report.badge import COLOUR, badge
from tests.unit.report.assessments import criterion, practice, small

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = small(criterion(practice()), completeness=0.8, overall=Interval(2.55, 6.99))


def parts(text: str) -> tuple[ElementTree.Element, list[str | None], str]:
    root = ElementTree.fromstring(text)
    return root, [node.text for node in root.iter(f"{SVG}text")], list(root.iter(f"{SVG}rect"))[1].attrib["fill"]


def test_it_shows_both_ends_of_the_score_with_a_name_for_screen_readers() -> None:
    root, texts, fill = parts(badge(KNOWN))
    assert texts == ["readiness", "2.5 to 6.9"]
    assert root.attrib["aria-label"] == "readiness 2.5 to 6.9 of 10, 80 % known"
    assert fill == COLOUR["known"]
    assert parts(badge(replace(KNOWN, overall=Interval(10, 10))))[1] == ["readiness", "10.0"]


def test_its_colour_says_capped_or_hardly_known() -> None:
    capped = replace(KNOWN, criteria=(criterion(practice(), caps=(CapRecord("is-nonroot", 3, "proven"),)),))
    assert parts(badge(capped))[2] == COLOUR["capped"]
    assert badge(capped).count(", capped") == 2
    unrefuted = replace(KNOWN, criteria=(criterion(practice(), caps=(CapRecord("is-nonroot", 3, "unrefuted"),)),))
    assert parts(badge(unrefuted))[2] == COLOUR["known"]
    assert parts(badge(replace(KNOWN, completeness=0.49)))[2] == COLOUR["open"]


def test_it_asks_nobody_for_anything() -> None:
    text = badge(KNOWN)
    assert "href" not in text
    assert "url(" not in text
    assert text.count("http") == 1
