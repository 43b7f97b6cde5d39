from __future__ import annotations

import json
from dataclasses import replace

from readiness.domain.assessment import LineRecord
from readiness.report.paper import document
from readiness.report.paper_practice import kept, listing, practice_entry, telling
from readiness.report.practice_view import practice_view
from readiness.report.printable import BREAK, Glyphs
from readiness.report.view import report_view
from tests.unit.report.assessments import assessed, evidence, finding, hostile, measurement, practice

GLYPHS = Glyphs.bundled()


def entries(**fields: object) -> dict[str, dict[str, object]]:
    return {entry["label"]: entry for entry in practice_entry(practice_view(practice(**fields)), GLYPHS)["entries"]}  # type: ignore[attr-defined]


def test_a_list_is_cut_and_says_how_many_are_left() -> None:
    assert kept([1, 2, 3], 3) == ([1, 2, 3], "")
    assert kept(list(range(1500)), 3) == ([0, 1, 2], "… and 1,497 more, see the JSON")


def test_a_listing_keeps_own_line_numbers_and_stays_around_the_marked_line() -> None:
    snippet = "\n".join(f"line {number}" for number in range(10, 30))
    rows = listing(snippet, 10, 25, GLYPHS)
    assert len(rows) == 8
    assert [row for row in rows if row[2]] == [("25", "line 25", True)]
    assert listing("a\nb", 1, None, GLYPHS) == [("1", "a", False), ("2", "b", False)]
    assert listing(" \n", 1, 1, GLYPHS) == []
    assert listing("a", 1, 900, GLYPHS) == [("1", "a", False)]


def test_a_pass_is_short_and_a_fail_says_what_to_do() -> None:
    assert list(entries(status="pass", evidence=(evidence(),))) == ["Verdict", "Evidence"]
    failed = entries(findings=(finding(),), cap=3.0)
    assert list(failed) == ["Verdict", "Findings", "Why it matters", "How to fix it", "What counts", "What does not"]
    assert failed["Verdict"]["lines"] == [
        "The last stage has no USER line. While it fails, its criterion is capped at 3."
    ]
    assert failed["How to fix it"]["lines"] == ["Add a USER line. Effort small; no gain alone."]


def test_signatures_waivers_and_contradictions_are_printed() -> None:
    shown = entries(
        status="waived", signed_by=("A",), lapsed=("B",), waiver="until 2027", conflict=True, signer_roles=("x", "y")
    )
    assert shown["Signed by"]["lines"] == ["A"]
    assert shown["Lapsed"]["lines"] == ["B"]
    assert shown["Waiver"]["lines"] == ["until 2027"]
    assert shown["Who signs"]["lines"] == ["x or y"]
    assert "Contradiction" in shown


def test_long_lists_of_a_practice_are_bounded() -> None:
    shown = entries(
        findings=tuple(finding(message=str(number)) for number in range(300)),
        evidence=tuple(evidence() for _ in range(50)),
        measurements=(
            *(measurement(group=str(number)) for number in range(90)),
            *(measurement(name="missing_share", attribute=None, value=number / 90) for number in range(90)),
        ),
    )
    assert (len(shown["Findings"]["items"]), shown["Findings"]["more"]) == (6, "… and 294 more, see the JSON")  # type: ignore[arg-type]
    assert shown["Evidence"]["more"] == "… and 44 more, see the JSON"
    assert shown["Numbers"]["more"] == "… and 78 more, see the JSON"
    (plot,) = shown["Intervals"]["items"]  # type: ignore[misc]
    assert (len(plot["rows"]), plot["more"]) == (14, "… and 76 more, see the JSON")
    with_lines = [item for item in shown["Findings"]["items"] if item["lines"]]  # type: ignore[attr-defined]
    assert len(with_lines) == 2


def test_every_string_of_a_hostile_assessment_is_printable() -> None:
    whole = hostile()
    text = json.dumps(document(report_view(whole), whole, GLYPHS), ensure_ascii=False).replace(BREAK, "")
    assert {char for char in text if ord(char) not in GLYPHS.points} == set()
    assert "[U+202E]" in text
    assert "[U+D800]" in text


def test_the_document_is_the_same_for_the_same_assessment_and_bounded() -> None:
    whole = hostile()
    first, second = (json.dumps(document(report_view(a), a, GLYPHS)) for a in (whole, hostile()))
    assert first == second
    many = replace(whole, skipped=whole.skipped * 100)
    assert len(json.dumps(document(report_view(many), many, GLYPHS))) < len(first) + 50


def test_unknown_reasons_that_say_no_more_than_their_group_run_on_by_criterion() -> None:
    whole = assessed({"dq-label-checks": "unknown"})
    groups = document(report_view(whole), whole, GLYPHS)["unknown_groups"]
    assert isinstance(groups, list)
    assert all(not group["plain"] and group["told"] for group in groups)


def test_of_many_numbers_the_largest_of_each_measure_are_printed_in_their_order() -> None:
    rows = [
        *(
            measurement(name="missing_share", column=f"c{number}", attribute=None, value=number / 30)
            for number in range(30)
        ),
        *(measurement(name="outlier_share", column=f"c{number}", attribute=None, value=0.5) for number in range(30)),
        measurement(name="outlier_share", column="odd", attribute=None, value=None, low=None, high=None, reason="text"),
    ]
    figures, more = telling(practice_view(practice(measurements=tuple(rows))).figures)
    assert more == "… and 49 more, see the JSON"
    assert [figure.about.partition(",")[0] for figure in figures if figure.name == "missing share"] == [
        "c24", "c25", "c26", "c27", "c28", "c29"
    ]  # fmt: skip
    assert [figure.about.partition(",")[0] for figure in figures][-1] == "odd"
    assert telling(figures) == (figures, "")


def test_a_pass_prints_few_numbers_and_no_reason_twice() -> None:
    rows = tuple(measurement(attribute=None, group=None, column=f"c{place}") for place in range(9))
    lines = tuple(LineRecord(f"f.{name}", name, "pass", "E2", "All is well.", measure="", passes="") for name in "ab")
    found = entries(status="pass", reason="All is well.", measurements=rows, checks=lines)
    assert (len(list(found["Numbers"]["items"])), found["Numbers"]["more"]) == (4, "… and 5 more, see the JSON")  # type: ignore[call-overload]
    assert found["Checks"]["lines"] == ["a: pass.", "b: pass."]


def test_what_nobody_looked_at_says_what_to_do_and_what_counts() -> None:
    found = entries(status="unknown", unknown="no_check", reason="no check yet")
    assert list(found) == ["Verdict", "How to fix it", "What counts"]
