"""Chapters of sentences and tables, as the template draws them."""

from __future__ import annotations

from readiness.report import paper_sections
from readiness.report.decision_view import DecisionView, Section, Table
from readiness.report.paper_sections import back, bundle, front, middle, section_entry
from readiness.report.printable import Glyphs
from readiness.report.view import report_view
from tests.unit.report.assessments import biased, hostile

GLYPHS = Glyphs.bundled()


def test_a_table_is_bounded_and_says_how_many_are_left() -> None:
    rows = tuple((str(number), "x") for number in range(75))
    (table,) = section_entry(Section("Actions", tables=(Table("", ("a", "b"), (1, 2), rows),)), GLYPHS)["tables"]  # type: ignore[misc]
    assert (len(table["rows"]), table["more"]) == (60, "… and 15 more, see the JSON")
    assert table["widths"] == [1, 2]
    assert table["empty"] == ""


def test_a_table_without_rows_says_so() -> None:
    (table,) = section_entry(Section("Risks", tables=(Table("", (), (1,), (), "No risk."),)), GLYPHS)["tables"]  # type: ignore[misc]
    assert table["empty"] == "No risk."


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    entry = section_entry(Section("Minutes", ("\u202ehidden", ""), (Table("", (), (1,), (("\ud800",),)),)), GLYPHS)
    assert entry["words"] == ["[U+202E]hidden"]
    assert entry["tables"][0]["rows"] == [["[U+D800]"]]  # type: ignore[index]


def test_conditions_and_minutes_without_chapters_of_their_own_still_have_one() -> None:
    made = DecisionView(
        "s", "go", conditions=(("Add a test", "Ada", "1 Dec"),), minutes=(("Dissent", (("Bob", "no"),)),)
    )
    (plain,) = back(made, GLYPHS)
    assert [table["rows"] for table in plain["tables"]] == [[["Add a test", "Ada", "1 Dec"]], [["Bob", "no"]]]  # type: ignore[attr-defined]
    assert front(made, GLYPHS) == back(None, GLYPHS) == front(None, GLYPHS) == []


def test_a_registered_chapter_is_printed_and_one_that_has_nothing_to_say_is_left_out(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    whole = biased()
    chapters = (lambda view, assessment: Section(assessment.project.name), lambda view, assessment: None)
    monkeypatch.setattr(paper_sections, "CHAPTERS", chapters)
    assert [entry["title"] for entry in middle(report_view(whole), whole, GLYPHS)] == ["resume_screening"]


def test_the_bundle_is_the_digest_of_the_stored_file() -> None:
    assert len(bundle(biased())) == 64
    assert bundle(biased()) == bundle(biased())
    assert bundle(hostile()) == ""  # half a character cannot be written as UTF-8
