"""A journey through the evidence in a real browser: segments, the drawn architecture, figures with their tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from readiness import api
from readiness.history.runs import Runs
from readiness.report.evidence_view import SEGMENTS
from tests.ui.assessments import assessment
from tests.unit.report.measured import measured

pytestmark = pytest.mark.browser
STORED = assessment().id
LONG = 20_000  # the first figure brings the library with it
NUMBERS = "5e9e" + "0" * 60


@pytest.fixture(scope="module")
def numbers(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the id of a stored assessment with numbers in every measured segment."""
    Runs(home).keep(api.as_json(replace(measured(), id=NUMBERS)), tmp_path_factory.mktemp("measured_project"))
    yield NUMBERS


def test_from_the_scorecard_to_a_piece_of_the_architecture(page: Page, address: str) -> None:
    page.goto(f"{address}/scorecard?a={STORED}")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Evidence").click()
    expect(page.get_by_role("heading", name="Data", exact=True).first).to_be_visible()
    page.evaluate("window.sameDocument = true")

    page.get_by_role("navigation", name="Segments").get_by_role("link", name="Infrastructure").click()
    drawing = page.get_by_role("region", name="Architecture as it was found")
    expect(drawing).to_be_visible()
    assert "segment=infrastructure" in page.url

    drawing.get_by_text("The architecture as a table").click()
    expect(drawing.get_by_role("row").nth(1)).to_be_visible()
    drawing.get_by_role("link", name="Container image").first.click()
    expect(page.get_by_role("article", name="Lean, hardened image")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", name="Infrastructure", exact=True)).to_be_visible()
    assert page.evaluate("window.sameDocument") is True


def test_the_keyboard_reaches_a_piece(page: Page, address: str) -> None:
    page.goto(f"{address}/evidence?a={STORED}&segment=monitoring")
    piece = page.get_by_role("region", name="Architecture as it was found").get_by_role("link", name="Alerts").first
    piece.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("article", name="Alerts reach someone")).to_be_visible()


def test_a_figure_has_words_and_a_table(page: Page, address: str, numbers: str) -> None:
    page.goto(f"{address}/evidence?a={numbers}&segment=fairness")
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Of 100 people with sex = women the model selects 61")).to_be_visible()

    page.get_by_text("Selected, by sex: as a table").click()
    expect(page.get_by_role("cell", name="55 % to 67 %")).to_be_visible()


def test_figures_take_the_colours_of_the_theme(browser: Browser, address: str, numbers: str) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{address}/evidence?a={numbers}&segment=explain")
        words = page.locator(".js-plotly-plot .annotation-text").first
        words.wait_for()
        page.wait_for_function(
            "wanted => getComputedStyle(document.querySelector('.js-plotly-plot .annotation-text')).fill === wanted",
            arg={"light": "rgb(33, 31, 28)", "dark": "rgb(237, 235, 230)"}[scheme],
        )
        colours[scheme] = words.evaluate("text => getComputedStyle(text).fill")
        context.close()

    assert colours == {"light": "rgb(33, 31, 28)", "dark": "rgb(237, 235, 230)"}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_phone_never_scrolls_sideways(browser: Browser, address: str, numbers: str, segment: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/evidence?a={numbers}&segment={segment}")
    page.get_by_role("heading", level=1).first.wait_for()
    page.locator(".rd-vw").wait_for()

    wide = page.evaluate(
        "[document.documentElement, document.querySelector('.stMain')].map(part => part.scrollWidth - part.clientWidth)"
    )

    context.close()
    assert wide == [0, 0]
