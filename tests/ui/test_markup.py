"""Text from a project never becomes markup; shapes and links say what they mean."""

from __future__ import annotations

import pytest

from ui.components import markup
from ui.components.tokens import COLOURS, SHAPES, stylesheet

HOSTILE = "<script>alert(1)</script>\"'&"


def test_text_and_prose_escape_everything() -> None:
    safe = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;"
    assert markup.text(HOSTILE) == safe
    assert markup.prose(HOSTILE) == safe
    assert markup.prose("Add `<b>` after `x`.") == "Add <code>&lt;b&gt;</code> after <code>x</code>."
    assert markup.prose("a lone ` stays") == "a lone ` stays"


def test_a_link_carries_its_query_escaped_and_drops_what_is_empty() -> None:
    made = markup.link(HOSTILE, "criteria", a="x&y", criterion="", practice="'><b>")

    assert "href='criteria?a=x%26y&amp;practice=%27%3E%3Cb%3E'" in made
    assert "<script" not in made
    assert "aria-current" not in made
    assert "aria-current='page'" in markup.link("Ethics", "criteria", current=True)


@pytest.mark.parametrize("kind", ["pass", "partial", "pending", "fail", "unknown", "not_applicable", "waived"])
def test_every_status_has_a_shape_of_its_own(kind: str) -> None:
    assert f"rd-g {kind}" in markup.mark(kind, essential=True)
    assert markup.chip(kind, "Word").count("Word") == 1
    drawings = [drawing for _, drawing in SHAPES.values()]
    assert drawings.count(SHAPES[kind][1]) == 1


def test_an_unheard_of_status_is_drawn_as_unknown() -> None:
    assert "rd-g unknown" in markup.shape("' onload='x")
    assert "onload" not in markup.chip("' onload='x", "Word")


def test_marks_are_bare_and_large_shapes_carry_their_sign() -> None:
    assert "pass-large" in markup.shape("pass")
    assert "rd-g pass m e" in markup.mark("pass", essential=True)
    assert "rd-g pass m'" in markup.mark("pass", essential=False)


def test_a_known_share_stays_inside_its_bar() -> None:
    assert "width:0.0%" in markup.known_bar(-1)
    assert "width:100.0%" in markup.known_bar(2)


def test_the_style_sheet_has_every_colour_for_both_themes_and_asks_the_network_for_nothing() -> None:
    sheet = stylesheet()

    for name, (light, dark) in COLOURS.items():
        assert f"--rd-{name}:light-dark({light},{dark})" in sheet
    assert "http" not in sheet.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in sheet


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *(
            (ink, "paper", 4.5)
            for ink in ("ink", "ink2", "ink3", "proven", "partial", "fail", "unknown", "na", "waived")
        ),
        ("ink2", "sunken", 4.5),
        ("ink3", "sunken", 4.5),
        ("ink", "mark", 4.5),
        ("proven", "proven-bg", 4.5),
        ("partial", "partial-bg", 4.5),
        ("fail", "fail-bg", 4.5),
        ("waived", "waived-bg", 4.5),
        ("bar", "paper", 3.0),
        ("bar", "track", 3.0),
        ("edge", "paper", 3.0),
    ],
)
def test_contrast(theme: int, ink: str, ground: str, least: float) -> None:
    first, second = sorted((luminance(COLOURS[ink][theme]), luminance(COLOURS[ground][theme])), reverse=True)
    assert (first + 0.05) / (second + 0.05) >= least


def test_a_term_carries_its_meaning_for_pointer_and_keyboard() -> None:
    made = markup.term("<proven>", {"proven": "The low & end."}, "proven", "gone")

    assert "tabindex='0'" in made
    assert "&lt;proven&gt;<span class='tip' role='tooltip'><b>Proven</b> The low &amp; end.</span>" in made
    assert markup.term("<cap>", {}, "cap") == "&lt;cap&gt;"
