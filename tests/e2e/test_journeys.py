"""Journeys through the dashboard in a real browser; the session asks no other machine (see conftest)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.assessments import assessment

pytestmark = pytest.mark.browser
LONG = 120_000
STORED = assessment().id
CRITERION = f"criteria?a={STORED}&criterion=ethical-considerations"
PAGES = (
    "",
    f"scorecard?a={STORED}",
    f"{CRITERION}&practice=ec-fairness-thresholds",
    CRITERION,
    f"plan?a={STORED}",
    "rules",
    "run",
)


def start_sample(page: Page, address: str, name: str) -> None:
    """Open the first page and start a sample."""
    page.goto(address)
    page.locator(f".st-key-assess_{name}").get_by_role("button").click()


def scorecard_opens(page: Page) -> None:
    """Wait until the run has ended; a run that failed says why instead of letting the time run out."""
    table = page.get_by_role("table", name="Six criteria on a scale of 1 to 10")
    failed = page.get_by_role("alert")
    expect(table.or_(failed).first).to_be_visible(timeout=LONG)
    assert not failed.count() or table.count(), failed.first.inner_text()
    expect(page).to_have_url(re.compile(r"/scorecard\?a="))


def test_from_a_sample_to_the_pdf(page: Page, address: str, tmp_path: Path) -> None:
    start_sample(page, address, "churn_notebook")
    scorecard_opens(page)

    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name="PDF report").click()
    download.value.save_as(tmp_path / "report.pdf")

    assert re.fullmatch(r"readiness-churn.notebook\.pdf", download.value.suggested_filename)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_reload_in_the_middle_loses_nothing(page: Page, address: str) -> None:
    start_sample(page, address, "resume_screening")
    page.wait_for_url("**/run?run=*")
    followed = page.url
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()

    page.reload()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("link", name="Rules").click()
    expect(page.get_by_role("heading", name="Rules", exact=True)).to_be_visible()
    page.get_by_role("link", name="Running").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert page.url == followed

    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled.")).to_be_visible()
    expect(page.get_by_role("button", name="Assess again")).to_be_visible()


def test_links_change_the_page_without_loading_the_app_again(page: Page, address: str) -> None:
    page.goto(f"{address}/scorecard?a={STORED}")
    page.get_by_role("table", name="Six criteria").get_by_role("link", name="Ethics").wait_for()
    page.evaluate("window.sameDocument = true")

    page.get_by_role("table", name="Six criteria").get_by_role("link", name="Ethics").click()
    expect(page.get_by_role("heading", name="Ethics", exact=True)).to_be_visible()
    page.get_by_role("navigation", name="Practices of Ethics").get_by_role("link", name="Proxies examined").click()
    expect(page.get_by_role("article", name="Proxies examined")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("article", name="Fairness limits met")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Plan").click()
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible()

    assert page.evaluate("window.sameDocument") is True
    assert f"a={STORED}" in page.url


def test_the_keyboard_alone_reaches_the_evidence(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("heading", name="Recent").wait_for()

    tab_to(page, "stored_project")
    page.keyboard.press("Enter")
    page.get_by_role("table", name="Six criteria").wait_for()
    tab_to(page, "See the evidence")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Fairness limits met")).to_be_visible()
    tab_to(page, "4 measured numbers as a table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="0.530 to 0.700 (95 %)")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what reads so, and see that the focus is visible."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText")[: len(words)] == words:
            style = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"[{style}.outlineStyle, {style}.boxShadow]") != ["none", "none"]
            return
    raise AssertionError(f"no way to {words} by keyboard")


@pytest.mark.parametrize("place", PAGES)
def test_a_phone_never_scrolls_sideways(browser: Browser, address: str, place: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/{place}")
    page.locator(".rd h1").first.wait_for()

    wide = page.evaluate(
        "[document.documentElement, document.querySelector('.stMain')].map(part => part.scrollWidth - part.clientWidth)"
    )

    context.close()
    assert wide == [0, 0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_follow_the_system(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/scorecard?a={STORED}")
    page.locator(".rd-tr .p").first.wait_for()

    bar = page.locator(".rd-tr .p").first.evaluate("part => getComputedStyle(part).backgroundColor")
    ground = page.locator(".stApp").evaluate("part => getComputedStyle(part).backgroundColor")

    context.close()
    assert bar == {"light": "rgb(23, 80, 106)", "dark": "rgb(97, 171, 197)"}[scheme]
    assert ground == {"light": "rgb(253, 252, 250)", "dark": "rgb(23, 22, 20)"}[scheme]


def test_no_page_asks_another_machine(page: Page, address: str, hosts: set[str]) -> None:
    for place in PAGES:
        page.goto(f"{address}/{place}")
        page.locator(".rd h1").first.wait_for()
        page.wait_for_load_state("networkidle")

    assert hosts <= {"localhost", ""}
