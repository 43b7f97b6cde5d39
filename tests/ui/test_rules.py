"""The rubric as it is read and searched."""

from __future__ import annotations

from readiness import api
from ui.components import rules


def test_every_practice_is_readable_with_what_feeds_it() -> None:
    rubric, checks = api.rubric(), api.checks()
    drawn = "".join(rules.practices(criterion.practices, rubric, checks) for criterion in rubric.criteria)

    for _, practice in rubric.practices():
        assert f">{practice.id}<" in drawn
        for line in practice.lines:
            assert line.check in drawn
    unchecked = sum(not practice.lines for _, practice in rubric.practices())
    assert drawn.count("No check yet. The practice") == unchecked


def test_a_search_finds_practices_that_hold_all_words() -> None:
    rubric = api.rubric()

    found = rules.found_practices(rubric, "Fairness GROUPS")

    assert found
    for _, practice in found:
        assert "fairness" in rules._searched(practice)
        assert "groups" in rules._searched(practice)
    assert rules.found_practices(rubric, "zzz") == ()


def test_found_words_are_marked_in_text_only() -> None:
    assert (
        rules.marked("<p class='drift'>Drift of data</p>", "drift") == "<p class='drift'><mark>Drift</mark> of data</p>"
    )
    assert rules.marked("<p>a</p>", "<script>") == "<p>a</p>"
    assert rules.marked("<p>a.b axb</p>", "a.b") == "<p><mark>a.b</mark> axb</p>"


def test_parts_questions_and_glossary_are_complete() -> None:
    rubric = api.rubric()

    assert rules.tabs(rubric, "glossary").count("aria-current='page'") == 1
    for term in rubric.glossary:
        assert f"<b>{term}</b>" in rules.glossary(rubric)
    assert rules.questions(rubric).count("<details") == len(rubric.questions)
    drawn = rules.score(rubric, 3, 108)
    assert "108 in 6 criteria; 3 of them have no check yet" in drawn
    assert "75 %" in drawn
