"""Files made at the click: none is lost while other viewers' pages are drawn anew."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from readiness import api
from readiness.history.runs import Runs
from tests.ui.assessments import assessment

pytestmark = pytest.mark.browser
LONG = 60_000
STORED = assessment().id


@pytest.fixture
def others(browser: Browser, address: str) -> Iterator[list[Page]]:
    """Yield pages of two other viewers."""
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for opened in pages:
        opened.goto(f"{address}/rules")
        expect(opened.get_by_role("heading", name="Rules", exact=True)).to_be_visible(timeout=LONG)
    yield pages
    for context in contexts:
        context.close()


def test_the_pdf_arrives_while_others_change_their_pages(
    page: Page, others: list[Page], address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}/scorecard?a={STORED}")
    button = page.get_by_role("button", name="PDF report")
    expect(button).to_be_visible(timeout=LONG)
    made: list[str] = []
    page.route(re.compile(r"/media/"), lambda route: (made.append(route.request.url), route.abort())[1])
    button.click()
    while not made:
        page.wait_for_timeout(100)

    for opened, name in itertools.product(others, ("History", "Rules")):
        opened.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
        expect(opened.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=LONG)

    page.unroute_all()
    with page.expect_download(timeout=LONG) as download:
        button.click()
    download.value.save_as(tmp_path / "report.pdf")
    assert download.value.url == made[0]
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_the_suite_is_prepared_and_taken(page: Page, address: str, home: Path, tmp_path: Path) -> None:
    project = tmp_path / "loans"
    project.mkdir()
    rows = "".join(f"{20 + i % 50},{'ab'[i % 2]},{i % 2}\n" for i in range(400))
    (project / "train.csv").write_text(f"age,kind,label\n{rows}")
    kept = Runs(home).keep(api.as_json(assessment("loans")), project)
    page.goto(f"{address}/evidence?a={STORED}&segment=data")
    page.get_by_role("button", name="Prepare the suite").click()
    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name="Download the suite").click(timeout=LONG)
    download.value.save_as(tmp_path / "suite.json")
    shutil.rmtree(home / "runs" / kept)

    assert download.value.suggested_filename == "expectations-loans.json"
    assert json.loads((tmp_path / "suite.json").read_text())["expectations"]
