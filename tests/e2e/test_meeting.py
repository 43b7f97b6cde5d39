"""A whole review in a real browser: one session writes, another watches, from set-up to the signed PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import PATIENCE
from tests.ui.assessments import assessment

pytestmark = pytest.mark.browser
STORED = assessment().id
LONG = 60_000


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait as long for what is expected as a busy machine may need."""
    expect.set_options(timeout=LONG)
    yield
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def watcher(browser: Browser) -> Iterator[Page]:
    """Yield a page of another person's browser."""
    other = browser.new_context(viewport={"width": 1280, "height": 900})
    other.set_default_timeout(20_000)
    yield other.new_page()
    other.close()


def choose(where: Page | Locator, label: str, option: str) -> None:
    """Choose an option of a select box."""
    page = where if isinstance(where, Page) else where.page
    box = where.get_by_label(label, exact=True).last
    box.evaluate("field => field.scrollIntoView({block: 'center'})")  # a list closes when the page scrolls
    page.wait_for_timeout(200)
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def settled(page: Page) -> None:
    """Wait until the page has drawn what was asked for."""
    expect(page.locator("[data-testid='stApp'][data-test-script-state='notRunning']")).to_be_visible(timeout=LONG)


def add_person(page: Page, name: str, function: str, office: str = "Member", *, wrote: bool = False) -> None:
    """Add somebody to the review."""
    form = page.locator("[data-testid='stForm']").filter(has=page.get_by_role("button", name="Save the person"))
    form.get_by_label("Name", exact=True).fill(name)
    choose(form, "Function", function)
    choose(form, "Office", office)
    if wrote:
        form.get_by_text("Wrote the model").click()
    form.get_by_role("button", name="Save the person").click()
    expect(page.get_by_role("rowheader", name=re.compile(name))).to_be_visible()
    settled(page)


def dialog(page: Page, button: str) -> Locator:
    """Open one of the item's dialogs."""
    page.get_by_role("button", name=re.compile(rf"^{button}")).click()
    found = page.get_by_role("dialog")
    expect(found).to_be_visible()
    settled(page)
    return found


def convened(page: Page, address: str) -> str:
    """Open a review of the stored assessment with four people, and return its address."""
    page.goto(f"{address}/meeting?a={STORED}")
    expect(page.get_by_role("button", name="Open the review")).to_be_visible(timeout=LONG)
    settled(page)
    page.get_by_label("Name", exact=True).fill("Ines Roth")
    choose(page, "Function", "Risk and ethics")
    page.get_by_role("button", name="Open the review").click()
    expect(page.get_by_role("button", name="Save the person")).to_be_visible(timeout=LONG)
    settled(page)
    add_person(page, "Ruth Keller", "Product", "Chair")
    add_person(page, "Tomas Berg", "Developer", wrote=True)
    add_person(page, "Amina Diallo", "Operations")
    return page.url.split("&step")[0]


def test_a_review_from_set_up_to_the_signed_pdf(page: Page, watcher: Page, address: str, tmp_path: Path) -> None:
    review = convened(page, address)
    expect(page.get_by_text("quorum 3 of 3")).to_be_visible()
    expect(page.get_by_role("table", name="Six criteria on a scale of 1 to 10")).to_be_visible()

    watcher.goto(review)
    expect(watcher.get_by_text("You watch. Ines Roth writes")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Begin with the first item").click()
    statement = "Differences between groups stay within the limits"
    expect(page.locator(".rd-mcard .st")).to_contain_text(statement)
    expect(watcher.locator(".rd-mcard .st")).to_contain_text(statement)
    expect(watcher.get_by_role("button", name="Next item")).to_have_count(0)
    expect(page.get_by_text("Ines Roth writes, 1 watches")).to_be_visible()

    record_on_the_item(page, watcher)
    what_if_writes_nothing(page)

    page.reload()
    expect(page.get_by_role("button", name="Next item")).to_be_visible(timeout=LONG)
    decide_and_sign(page, watcher, review)
    take_away(page, tmp_path)
    expect(watcher.get_by_role("button", name="Signed PDF")).to_be_visible(timeout=LONG)


def record_on_the_item(page: Page, watcher: Page) -> None:
    """Attest, dispute, waive, add an action and a risk; the other session sees each."""
    side = watcher.locator(".rd-mside")
    form = dialog(page, "Attest")
    expect(form.get_by_text("stated, not verified")).to_be_visible()
    form.get_by_label("Evidence", exact=True).fill("docs/decision.md")
    form.get_by_label("Caveats", exact=True).fill("for one release")
    form.get_by_role("button", name="Sign").click()
    expect(side.get_by_text("Evidence: docs/decision.md. Caveats: for one release.")).to_be_visible()

    form = dialog(page, "Dispute")
    form.get_by_role("button", name="Record the dispute").click()
    expect(form.get_by_role("alert")).to_contain_text("Write what is disputed")
    form.get_by_label("What is disputed, and why", exact=True).fill("The groups are small.")
    form.get_by_role("button", name="Record the dispute").click()
    expect(side.get_by_text("The groups are small.")).to_be_visible()

    form = dialog(page, "Waive")
    form.get_by_label("Why the gap is accepted", exact=True).fill("The vendor needs until January.")
    form.get_by_label("Compensating control meanwhile", exact=True).fill("A second look by a person.")
    form.get_by_label("Approved by").click()
    page.get_by_role("option", name="Ruth Keller, Product").click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Waive the gap").click()
    expect(form.get_by_role("alert")).to_contain_text("two people must approve")
    form.get_by_label("Approved by").click()
    page.get_by_role("option", name="Amina Diallo, Operations").click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Waive the gap").click()
    expect(side.get_by_text("Approved by Ruth Keller and Amina Diallo.")).to_be_visible()

    form = dialog(page, "Action")
    form.get_by_label("What is to be done", exact=True).fill("Mitigate and measure again")
    choose(form, "Owner", "Tomas Berg, Developer")
    form.get_by_label("Closes when", exact=True).fill("the low end is 0.80 or more")
    form.get_by_role("button", name="Add the action").click()
    expect(side.get_by_text("Mitigate and measure again. Tomas Berg")).to_be_visible()

    form = dialog(page, "Risk")
    form.get_by_label("Cause", exact=True).fill("Biased ranking")
    form.get_by_label("What would happen", exact=True).fill("Women are not invited")
    form.get_by_role("button", name="Add the risk").click()
    expect(side.get_by_text("Biased ranking: Women are not invited.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def what_if_writes_nothing(page: Page) -> None:
    """Suppose a pass: the lanes show it, and the record does not grow."""
    settled(page)
    page.get_by_text("What if this passes").click()
    expect(page.get_by_text("The rule would then recommend")).to_be_visible()
    expect(page.get_by_text("Ethics then")).to_be_visible()


def decide_and_sign(page: Page, watcher: Page, review: str) -> None:
    """Be refused a conditional go while a gap has no owner, take the gaps on, decide otherwise than the rule, sign."""
    page.goto(f"{review}&step=decide")
    expect(page.get_by_role("button", name="Record the decision")).to_be_visible(timeout=LONG)
    settled(page)
    decision(page)
    expect(page.get_by_role("alert")).to_contain_text("Nobody has taken on")
    page.get_by_text("Take gaps on as conditions").click()
    page.get_by_role("button", name="Take them on").click()
    expect(page.get_by_text("Every gap has an owner with a date, or a waiver.")).to_be_visible()
    settled(page)
    decision(page)
    expect(watcher.get_by_text("Why otherwise")).to_be_visible()
    for name in ("Ruth Keller", "Tomas Berg", "Amina Diallo"):
        settled(page)
        choose(page, "Who signs", name)
        page.get_by_text("I read the decision").click()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_role("row", name=re.compile(f"signed {name}"))).to_be_visible()
        expect(watcher.get_by_role("row", name=re.compile(f"signed {name}"))).to_be_visible()
    expect(page.get_by_text("all who have to have signed")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("button", name="Signed PDF")).to_be_visible(timeout=LONG)


def decision(page: Page) -> None:
    """Fill in a conditional go and record it."""
    page.locator("[data-testid='stRadio']").get_by_text("Go with conditions").click()
    page.get_by_label("Why otherwise than the rule recommends", exact=True).fill(
        "The pilot is small and watched daily."
    )
    page.get_by_label("What it covers (scope)", exact=True).fill("pilot in one country")
    page.get_by_role("button", name="Record the decision").click()


def take_away(page: Page, folder: Path) -> None:
    """Load the signed PDF and the other files, and read them."""
    settled(page)
    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name="Signed PDF").click()
    download.value.save_as(folder / "signed.pdf")
    reader = PdfReader(io.BytesIO((folder / "signed.pdf").read_bytes()))
    said = re.sub(r"\s+", "", "".join(page_.extract_text() for page_ in reader.pages))
    for words in (
        "go with conditions; signed", "Ruth Keller", "stated, not verified", "Mitigate and measure again",
        "The vendor needs until January.", "Biased ranking", "The groups are small.", "for one release",
        "The pilot is small and watched daily.", "Measured alone", "The record", "This is the project's first review",
        "When to review again", f"of{len(reader.pages)}",
    ):  # fmt: skip
        assert re.sub(r"\s", "", words) in said, words
    assert "DRAFT" not in said
    for button, begins in (("Calendar", "BEGIN:VCALENDAR"), ("Minutes", "# "), ("Actions, CSV", "\ufeff")):
        with page.expect_download(timeout=LONG) as download:
            page.get_by_role("button", name=button, exact=True).click()
        download.value.save_as(folder / button)
        assert (folder / button).read_bytes().decode("utf-8").startswith(begins)


def test_the_pen_is_taken_over_and_the_first_writer_watches(page: Page, watcher: Page, address: str) -> None:
    review = convened(page, address)
    watcher.goto(review)
    watcher.get_by_role("button", name="Take over the pen").click()
    choose(watcher, "Who writes from now on", "Ruth Keller")
    watcher.get_by_role("button", name="Take over", exact=True).click()

    expect(watcher.get_by_role("button", name="Begin with the first item")).to_be_visible()
    expect(page.get_by_text("The review went on in another window.")).to_be_visible()
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("You watch. Ruth Keller writes")).to_be_visible()
