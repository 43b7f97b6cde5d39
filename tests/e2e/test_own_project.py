"""Journeys with a project of one's own: folder, upload, set-up, consent, what is hostile, and two people at once."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from readiness.history.sources import Sources
from tests.e2e.conftest import ROOT
from tests.e2e.test_journeys import LONG, scorecard_opens, tab_to

pytestmark = pytest.mark.browser
HOSTILE = "<script>window.hacked=1</script>"
ROWS = "".join(f"{20 + i % 50},{'m' if i % 3 else 'f'},{i % 2}\n" for i in range(200))


def choose(page: Page, address: str, folder: Path) -> None:
    """Name a folder on the start page and go on to its set-up."""
    page.goto(address)
    page.get_by_role("textbox", name="Path of the project").fill(str(folder))
    page.get_by_role("textbox", name="Path of the project").press("Enter")
    page.get_by_role("button", name="Continue").click()


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a project whose name, column, file and manifest hold markup."""
    folder = tmp_path / "<img src=x onerror=hacked=1>"
    folder.mkdir()
    (folder / "train.csv").write_text(f"age,{HOSTILE},label\n{ROWS}")
    (folder / "train.py").write_text("import pandas as pd\nframe = pd.read_csv('train.csv')\ny = frame['label']\n")
    (folder / "README.md").write_text(f"# {HOSTILE}\n")
    return folder


def kept(page: Page, home: Path, answer: str, value: object) -> None:
    """Wait until the server has kept an answer: what was clicked a moment before a reload may not have reached it."""
    identity = page.url.partition("setup=")[2].partition("&")[0]
    for _ in range(100):
        if Sources(home).noted(identity).get(answer) == value:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{answer} was not kept")


def test_a_folder_is_set_up_and_assessed_with_the_answers(page: Page, address: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "loans").mkdir()
    (tmp_path / "loans" / "train.csv").write_text(f"age,sex,label\n{ROWS}")
    (tmp_path / "loans" / "train.py").write_text("print('trained')\n")
    choose(page, address, tmp_path / "loans")

    expect(page.get_by_text(re.compile("^Inferred: ")).first).to_be_visible()
    page.get_by_role("combobox", name=re.compile("Serving")).click()
    page.get_by_role("option", name="Batch").click()
    page.get_by_text("Yes", exact=True).click()
    expect(page.get_by_role("radio", name="Yes", exact=True)).to_be_checked()
    kept(page, home, "people.decisions", True)
    page.reload()
    expect(page.get_by_role("radio", name="Yes", exact=True)).to_be_checked()
    with page.expect_download() as download:
        page.get_by_role("button", name="readiness.yaml").click()
    download.value.save_as(tmp_path / "taken.yaml")
    page.get_by_role("button", name="Assess this project").click()
    scorecard_opens(page)

    expect(page.get_by_text(re.compile("batch, decides about people"))).to_be_visible()
    assert "serving: batch" in (tmp_path / "taken.yaml").read_text()
    assert sorted(file.name for file in (tmp_path / "loans").iterdir()) == ["train.csv", "train.py"]


def test_markup_of_a_hostile_project_stays_text(page: Page, address: str, hostile: Path) -> None:
    choose(page, address, hostile)
    page.get_by_role("combobox", name=re.compile("Sensitive columns")).click()
    page.get_by_role("option", name=HOSTILE).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Assess this project").click()
    scorecard_opens(page)

    identity = page.url.partition("a=")[2].partition("&")[0]
    for place in ("scorecard", "criteria", "plan", "evidence", "criteria?criterion=ethical-considerations"):
        page.goto(f"{address}/{place}{'&' if '?' in place else '?'}a={identity}")
        page.locator(".rd h1").first.wait_for()
        assert page.evaluate("typeof window.hacked") == "undefined"
        assert page.locator(".rd script, .rd img").count() == 0
    page.goto(f"{address}/criteria?a={identity}&practice=ec-affected-declared")
    expect(page.get_by_text(hostile.name).first).to_be_visible()


def test_two_people_do_not_see_each_others_runs(browser: Browser, address: str, tmp_path: Path) -> None:
    names = ("first", "second")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.py").write_text(f"print('{name}')\n")
    pages = [browser.new_context().new_page() for _ in names]
    for page, name in zip(pages, names, strict=True):
        page.set_default_timeout(20_000)
        choose(page, address, tmp_path / name)
    for page in pages:
        page.get_by_role("button", name="Assess this project").click()

    for page, name in zip(pages, names, strict=True):
        scorecard_opens(page)
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    assert pages[0].url != pages[1].url
    for page in pages:
        page.context.close()


def test_the_keyboard_alone_chooses_and_assesses(page: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print('trained')\n")
    page.goto(address)
    page.get_by_role("textbox", name="Path of the project").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith("Path of the project"):
            break
    page.keyboard.type(str(tmp_path))
    tab_to(page, "arrow_forward")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Assess this project").wait_for()
    tab_to(page, "play_arrow")
    page.keyboard.press("Enter")

    scorecard_opens(page)


@pytest.mark.parametrize("place", ["setup", "tour"])
def test_on_a_phone_the_set_up_never_scrolls_sideways(browser: Browser, address: str, place: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    if place == "setup":
        choose(page, address, ROOT / "sample_projects" / "churn_notebook")
        page.get_by_role("button", name="Assess this project").wait_for()
    else:
        page.goto(address)
        page.locator(".rd h1").first.wait_for()

    wide = page.evaluate(
        "[document.documentElement, document.querySelector('.stMain')].map(part => part.scrollWidth - part.clientWidth)"
    )

    context.close()
    assert wide == [0, 0]


def test_an_address_that_is_not_public_is_not_cloned(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Public git repository").click()
    page.get_by_role("textbox", name="Address of the repository").fill("https://127.0.0.1/ada/loans")
    page.get_by_role("textbox", name="Address of the repository").press("Enter")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("alert").filter(has_text="private network")).to_be_visible()


def test_consent_lists_what_the_model_would_import(page: Page, address: str) -> None:
    sample = ROOT / "sample_projects" / "churn_notebook"
    choose(page, address, sample)
    page.get_by_text("Load the model.").click()
    page.get_by_role("button", name="Assess this project").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("model.pkl")).to_be_visible()
    dialog.get_by_text(re.compile("names of known libraries")).click()
    expect(dialog.get_by_text("sklearn.", exact=False).first).to_be_visible()
    expect(dialog.get_by_role("button", name="Assess without the model")).to_be_visible()


def test_an_uploaded_zip_is_assessed(page: Page, address: str, tmp_path: Path) -> None:
    packed = tmp_path / "tiny.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tiny/train.py", "print('trained')\n")
    page.goto(address)
    page.get_by_text("Upload a .zip").click()
    page.locator("input[type=file]").set_input_files(packed)
    expect(page.get_by_text("tiny.zip")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Assess this project").click()

    scorecard_opens(page)


def test_a_project_that_cannot_be_read_says_why(page: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    choose(page, address, tmp_path / "empty")

    expect(page.get_by_role("alert").filter(has_text="empty")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("main").get_by_role("link", name="Choose another project")).to_be_visible()
