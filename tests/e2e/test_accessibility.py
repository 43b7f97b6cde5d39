"""Every page, light and dark, and the dialog of consent, looked at by axe-core: no serious finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from readiness.history.sources import Sources
from tests.e2e.conftest import ROOT
from tests.ui.assessments import assessment
from tests.ui.drawn import run_folder

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
STORED = assessment().id
FAILED = "20261120T194350-5f530fac"
PAGES = (
    "",
    f"scorecard?a={STORED}",
    f"scorecard?a={STORED}&shown=Radar&tier=Critical",
    f"criteria?a={STORED}&criterion=ethical-considerations&practice=ec-fairness-thresholds",
    f"plan?a={STORED}",
    "rules",
    "rules?part=data-quality",
    "rules?part=glossary",
    "rules?q=drift",
    f"run?run={FAILED}",
    "setup?setup=SOURCE",
    "scorecard",
)


@pytest.fixture(scope="session")
def source(home: Path) -> str:
    """Return the id of a chosen project; a failed run is there too."""
    event = {"stage": "data", "state": "failed", "detail": "", "done": 1, "total": 4, "seconds": 0.4}
    judged = {"criterion": "data-quality", "practice": "dq-cleaning-code", "status": "pass", "waiting": False}
    if not (home / "runs" / FAILED).exists():
        run_folder(home, event, judged, "readiness: it could not be read", identity=FAILED)
    return Sources(home).choose("folder", "churn", ROOT / "sample_projects" / "churn_notebook")


def graves(page: Page) -> list[str]:
    """Return axe's serious and critical findings, each with the first element."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{violation['id']}: {json.dumps(violation['nodes'][0]['target'])} {violation['nodes'][0]['html'][:120]}"
        for violation in found
        if violation["impact"] in GRAVE
    ]


def in_both_themes(page: Page) -> list[str]:
    """Return the grave findings of a page in light and in dark, which it follows without being loaded again."""
    found = []
    for scheme, ground in (("light", "rgb(253, 252, 250)"), ("dark", "rgb(23, 22, 20)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator(".stApp")).to_have_css("background-color", ground)
        found += [f"{scheme}: {grave}" for grave in graves(page)]
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page into which axe may be put."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("place", PAGES)
def test_a_page_has_no_serious_finding(page: Page, address: str, source: str, place: str) -> None:
    page.goto(f"{address}/{place.replace('SOURCE', source)}")
    page.locator(".rd h1").first.wait_for()
    if "setup" in place:
        page.get_by_role("button", name="Assess this project").wait_for()
    if "Radar" in place:
        page.locator(".st-key-radar .scatterlayer").wait_for()
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")

    assert in_both_themes(page) == []


def test_the_dialog_of_consent_has_no_serious_finding(page: Page, address: str, source: str) -> None:
    page.goto(f"{address}/setup?setup={source}")
    page.get_by_text("Load the model.").click()
    page.get_by_role("button", name="Assess this project").click()
    page.get_by_role("dialog").get_by_text("names of known libraries").wait_for()

    assert in_both_themes(page) == []
