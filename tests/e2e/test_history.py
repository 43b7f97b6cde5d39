"""The history in a real browser: two assessments, what changed, a copy taken out, a page for a phone."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from readiness import history_api
from readiness.domain.assessment import Assessment
from tests.ui.assessments import assessment

pytestmark = pytest.mark.browser
PROJECT = "kept_loans"
FIRST, SECOND = "1a" * 32, "2b" * 32


def older_and_newer() -> tuple[Assessment, Assessment]:
    """Return two assessments of one project; in the newer one a person has signed for a practice of monitoring."""
    older = replace(assessment(PROJECT), id=FIRST, created_at="2026-10-01T10:00:00+00:00")
    monitoring = next(c for c in older.criteria if c.code == "MO")
    chosen = next(p for p in monitoring.practices if p.status == "unknown")
    signed = replace(
        chosen, status="partial", waiting=True, credit=replace(chosen.credit, low=0.5), unknown=None,
        signed_by=("Ada Byron (operations), 2026-11-01, stated, not verified",),
    )  # fmt: skip
    changed = replace(
        monitoring,
        score=replace(monitoring.score, low=3.1),
        practices=tuple(signed if p.id == chosen.id else p for p in monitoring.practices),
    )
    criteria = tuple(changed if c.code == "MO" else c for c in older.criteria)
    return older, replace(older, id=SECOND, created_at="2026-11-01T10:00:00+00:00", criteria=criteria)


@pytest.fixture(scope="module")
def kept(home: Path) -> Iterator[None]:
    """Keep the two in the history of the served dashboard, and in no run."""
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(home)})) as history:
        for one in older_and_newer():
            history_api.keep(history, one)
    yield


@pytest.mark.usefixtures("kept")
def test_from_the_history_to_what_changed_and_back(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/history?project={PROJECT}")
    expect(page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    expect(page.get_by_text("The chain holds:")).to_be_visible()
    expect(page.get_by_text("Last 3.1 to 6.4, first 2.8 to 6.4; target 5.")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(6)
    page.get_by_text("The trend as a table").click()
    expect(page.get_by_role("row", name=re.compile("^1 Nov 2026 .*3.1 to 6.4"))).to_be_visible()

    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"^Monitoring 2\.8 to 6\.4 3\.1 to 6\.4 \+0\.30"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Attestation: it was signed"))).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    expect(page).to_have_url(re.compile(f"a={SECOND}"))

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Scorecard").click()
    expect(page.get_by_text("Since 1 Oct 2026, 10:00 UTC:")).to_be_visible()
    page.get_by_role("link", name="Compare practice by practice").click()
    expect(page.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Signatures").click()
    expect(page.get_by_role("heading", name="Scores with and without")).to_be_visible()


@pytest.mark.usefixtures("kept")
def test_a_copy_is_taken_out_and_a_name_erased(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/history")
    page.get_by_text("Keep a copy, or take one in").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the history").click()
    download.value.save_as(tmp_path / "history.json")
    written = json.loads((tmp_path / "history.json").read_text())
    assert {FIRST, SECOND} <= {record["subject"] for record in written["records"]}

    page.locator("input[type=file]").set_input_files(tmp_path / "history.json")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("0 records were new and here now.")).to_be_visible()

    page.get_by_text("Erase a person's name").click()
    page.get_by_label("Name as it was written").fill("Ada Byron")
    page.get_by_label("Name as it was written").press("Enter")
    page.get_by_label("Reason, without the name").fill("her request")
    page.get_by_label("Reason, without the name").press("Enter")
    page.get_by_text("Erase it for good; 1 record names this person.").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_text("Erased from 1 record.")).to_be_visible()
    page.get_by_role("button", name="Check everything").click()
    expect(page.get_by_text("every record and every whole assessment")).to_be_visible()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("where", [f"history?project={PROJECT}", f"compare?a={SECOND}", f"signatures?a={SECOND}"])
def test_a_phone_shows_each_page_without_sideways_scrolling(page: Page, address: str, where: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{where}")
    expect(page.locator(".rd h1").first).to_be_visible()
    expect(page.locator(".rd table").first).to_be_attached()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth")
