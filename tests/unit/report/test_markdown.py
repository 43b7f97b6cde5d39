from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from readiness.report.markdown import LONGEST, code, escaped, markdown
from readiness.report.view import report_view
from tests.unit.report.assessments import HOSTILE, assessed, biased, finding, hostile, rubric


def parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def flat(text: str) -> Iterator[Token]:
    for token in parser().parse(text):
        yield token
        yield from token.children or []


def shown(text: str) -> str:
    """Return what a reader sees of one inline text."""
    kinds = {"text": "content", "code_inline": "content", "text_special": "content"}
    return "".join(getattr(token, kinds[token.type]) for token in flat(text) if token.type in kinds)


def written(assessment: object) -> str:
    return markdown(report_view(assessment), assessment)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_reads_as_it_stands_and_forms_nothing(text: str) -> None:
    out = f"Reason: {escaped(text, 5000)}"
    kinds = {token.type for token in flat(out)}
    assert kinds <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
        "code_inline",
        "html_inline",
    }
    assert {token.content for token in flat(out) if token.type == "html_inline"} <= {"<!-- -->"}
    if "`" not in text and text.isprintable():
        assert shown(out) == f"Reason: {text}"


def test_what_control_characters_hide_is_spelled_out() -> None:
    assert escaped("a\u202eb\nc\ud800") == "a\\[U+202E\\]b\\[U+000A\\]c\\[U+D800\\]"
    assert escaped("日本") == "日本"


def test_pairs_of_backticks_are_code_and_a_single_one_is_text() -> None:
    assert escaped("Add `USER 1000` to it.") == "Add `USER 1000` to it."
    assert shown(escaped("a ` b")) == "a ` b"
    assert escaped("`<b>`") == "`<b>`"


@pytest.mark.parametrize("text", ["a`b", "``", "`", "a|b", "<b>", " x ", "[a](b)"])
def test_nothing_leaves_a_code_span(text: str) -> None:
    tokens = [token for token in flat(f"x {code(text)} y") if token.type not in ("inline", "text")]
    assert [t.type for t in tokens] == ["paragraph_open", "code_inline", "paragraph_close"]
    assert tokens[1].content.strip() == text.strip()


def test_an_empty_code_span_is_nothing() -> None:
    assert code("") == code("  ") == ""


def test_mentions_and_issue_numbers_are_parted() -> None:
    assert escaped("@everyone #12") == "@<!-- -->everyone \\#<!-- -->12"
    assert "https\\://" in escaped("https://evil.example")
    assert escaped("a_b") == "a_b"
    assert escaped("_b_") == "\\_b\\_"


def test_the_summary_comes_first_and_has_score_table_plan_and_unknowns() -> None:
    text = written(biased())
    head = text[: text.index("<details>")]
    assert head.startswith("## Not ready at tier standard: 1.6 of 10\n")
    assert "> **No-go at tier standard.** Women are selected at 0.61" in head
    assert "| Ethics | **1.6** | 2.1 | short, target 4, 2.4 below | 85 % | Beginner, capped at 3 |" in head
    assert "### What to do next" in head
    assert "### What we do not know" in head
    assert len(head) < 6000
    assert sum(token.type == "tr_open" for token in flat(head)) == 7


def test_every_criterion_folds_out_and_names_what_is_open() -> None:
    text = written(biased())
    assert text.count("<details>") == text.count("</details>") == 6
    assert "✗ **Fairness limits met** (fail, essential)" in text
    assert "`readiness.yaml:31`" in text
    assert "Fix: Train `model.py` with a constraint" in text
    assert text.rstrip().endswith("Draft, not signed.</sub>")


def test_a_hostile_project_forms_no_link_image_html_or_table_of_its_own() -> None:
    text = written(hostile())
    tokens = list(flat(text))
    assert not [t for t in tokens if t.type in ("link_open", "image", "s_open", "fence", "code_block")]
    html = [t.content.strip() for t in tokens if t.type in ("html_block", "html_inline")]
    ours = ("<details>", "</details>", "<!-- -->", "<sub>", "</sub>")
    assert [part for part in html if not part.startswith(ours)] == []
    assert "<script" not in "".join(html)
    assert sum(t.type == "table_open" for t in tokens) == 1


def test_it_is_short_enough_for_a_comment_whatever_is_found() -> None:
    many = tuple(finding(message="x" * 5000, fix="y" * 5000) for _ in range(400))
    whole = assessed({p.id: "fail" for _, p in rubric().practices()})
    crowded = replace(
        whole,
        criteria=tuple(
            replace(c, practices=tuple(replace(p, findings=many) for p in c.practices)) for c in whole.criteria
        ),
    )
    text = written(crowded)
    assert len(text) <= LONGEST + 500
    assert "are left out here; they are in the PDF and the JSON" in text


def test_the_same_assessment_gives_the_same_text() -> None:
    assert written(biased()) == written(biased())
