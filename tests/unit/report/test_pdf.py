"""The PDF as a reader and a reader's software find it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from readiness.domain.assessment import Assessment
from readiness.report import pdf as module
from readiness.report.decision_view import DecisionView, OtherSnapshot
from readiness.report.json import as_json
from readiness.report.pdf import PdfNotSet, pdf
from readiness.report.view import report_view
from tests.unit.report.assessments import assessed, biased, finding, hostile, project, rubric

ROOT = Path(__file__).parents[3]


def made(assessment: Assessment) -> bytes:
    return pdf(report_view(assessment), assessment)


@pytest.fixture(scope="module")
def report() -> PdfReader:
    return PdfReader(io.BytesIO(made(biased())))


@pytest.fixture(scope="module")
def text(report: PdfReader) -> str:
    return words_of(report)


def words_of(reader: PdfReader) -> str:
    """Return the text of all pages without spaces, header, footer and watermark: lines break words."""
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    kept = [line for line in lines if not re.match(r"^(Readiness report, |snapshot |DRAFT|page \d)", line)]
    return re.sub(r"\s", "", "".join(kept))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text.replace("`", ""))


def structure(reader: PdfReader) -> Iterator[dict[str, Any]]:
    stack = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        node = stack.pop().get_object()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                stack.append(node["/K"])


def test_it_is_tagged_titled_and_in_english(report: PdfReader) -> None:
    root = report.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert report.metadata is not None
    assert report.metadata.title == "Readiness report: resume_screening"
    assert report.metadata.creation_date is not None
    assert report.metadata.creation_date.isoformat() == "2026-11-20T16:42:00+00:00"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_every_figure_has_an_alternative_text(report: PdfReader) -> None:
    figures = [node for node in structure(report) if node["/S"] == "/Figure"]
    texts = [node.get("/Alt", "") for node in figures]
    assert len(texts) == 13
    assert all(texts)
    assert "Ethics: proven 1.6, at most 2.1 of 10, capped at 3" in texts
    assert any(
        text.startswith("Demographic parity ratio by sex, test data, your limit 0.8: men 1.000") for text in texts
    )


def test_bookmarks_name_every_chapter_and_practice(report: PdfReader) -> None:
    def titles(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield entry.title

    found = list(titles(report.outline))
    assert {
        "Not ready at tier standard",
        "The plan",
        "What we do not know",
        "Data quality",
        "Ethics",
        "Appendix",
    } <= set(found)
    assert {practice.title for _, practice in rubric().practices()} <= set(found)


def test_every_practice_stands_in_the_text_with_what_it_says(text: str) -> None:
    missing = [
        wording
        for criterion in report_view(biased()).criteria
        for practice in criterion.practices
        for wording in (practice.title, practice.id, practice.statement, practice.reason)
        if squeezed(wording) not in text
    ]
    assert missing == []


def test_what_the_reader_must_not_miss_stands_in_the_text(text: str) -> None:
    whole = biased()
    view = report_view(whole)
    assert view.alert is not None
    must = [
        view.verdict_text,
        view.score_words,
        view.reason,
        view.alert.lead,
        view.alert.text,
        view.shortfall,
        view.next_text,
        view.known_text,
        *(f"{row.name}" for row in view.rows),
        *(step.title for step in view.steps[:3]),
        *(fix for step in view.steps[:40] for _, _, fix, _ in step.actions),
        *(cap.text for cap in view.caps),
        *(group.label for group in view.unknown_groups),
        *(cell for guard in view.guards for cell in guard),
        *(cell for guess in view.guesses for cell in guess),
        *(cell for problem in view.problems for cell in problem),
        *(cell for row in view.appendix for cell in row),
        *(related.framework for related in view.related),
        "The serving image runs as root.",
        "docker/Dockerfile:4",
        'CMD ["uvicorn", "service:app"]',
        "tests/test_data.py:12",
        "Ruth Keller (product owner), 2026-10-01, stated, not verified",
        "Ines Roth (risk), 2025-06-01: expired on 2025-12-01",
        "Related, not proof of conformity.",
        "38 rows, 50 needed",
        "0.610 0.530 to 0.700",
        whole.rubric.digest,
        whole.id,
    ]
    assert [wording for wording in must if squeezed(wording) not in text] == []


def test_every_page_has_its_number_and_the_snapshot(report: PdfReader) -> None:
    count = len(report.pages)
    for number, page in enumerate(report.pages, 1):
        text = page.extract_text()
        assert f"page {number} of {count}" in text
        assert "snapshot 7b30d20" in text
        assert "draft, not signed" in text


def test_cover_and_summary_take_one_page_each(report: PdfReader) -> None:
    assert "Contents" in report.pages[0].extract_text()
    summary = report.pages[1].extract_text()
    assert "Summary, 20 Nov 2026" in summary
    assert "Risk and ethics" in summary
    assert report.pages[2].extract_text().splitlines().count("What holds the score") == 1


def test_the_same_assessment_gives_the_same_bytes_in_another_folder_home_and_process(tmp_path: Path) -> None:
    whole = biased()
    here = made(whole)
    assert made(biased()) == here
    stored = tmp_path / "a.json"
    stored.write_bytes(as_json(whole))
    script = (
        "import sys, hashlib, readiness.report.json as j; from readiness.report.pdf import pdf;"
        "from readiness.report.view import report_view; a = j.read(open(sys.argv[1], 'rb').read());"
        "print(hashlib.sha256(pdf(report_view(a), a)).hexdigest())"
    )
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(stored)], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert str(ROOT).encode() not in here


def test_a_hostile_project_is_text_and_stops_nothing() -> None:
    reader = PdfReader(io.BytesIO(made(hostile())))
    text = words_of(reader)
    for wording in ("<script>alert(1)</script>", "#set page(width: 1pt)", "[U+65E5][U+672C]", "[U+202E]", "[U+D800]"):
        assert squeezed(wording) in text
    assert "\u202e" not in text
    assert len(reader.pages) < 60
    links = [a for page in reader.pages for a in page.get("/Annots", []) if "/URI" in str(a.get_object().get("/A", ""))]
    assert links == []


def test_text_that_even_listed_glyphs_cannot_show_falls_back_to_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = module.Glyphs(frozenset(range(0x20, 0x3100)))
    monkeypatch.setattr(module.Glyphs, "bundled", classmethod(lambda cls: everything))
    reader = PdfReader(io.BytesIO(made(assessed(project=project(name="データ é")))))
    assert "[U+30C7][U+30FC][U+30BF][U+00E9]" in squeezed(reader.pages[0].extract_text())


def test_a_broken_template_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "report.typ").write_text("#nonsense")
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    with pytest.raises(PdfNotSet, match="nonsense"):
        made(assessed())


def test_a_decision_with_every_signature_ends_the_draft() -> None:
    whole = assessed()
    decision = DecisionView(
        snapshot=whole.id,
        decision="go with conditions",
        signed_on="24 Nov 2026",
        valid_until="24 Feb 2027",
        signatures=(
            ("Developer", "Tomas Berg", "signed", "23 Nov 2026"),
            ("Product", "Ruth Keller", "dissents", "24 Nov 2026"),
        ),
        conditions=(("Add `USER 1000` to docker/Dockerfile", "Amina Diallo", "1 Dec 2026"),),
        minutes=(("Dissent", (("Ruth Keller", "The drift job is not tried."),)),),
    )
    reader = PdfReader(io.BytesIO(pdf(report_view(whole), whole, decision)))
    cover, summary = (squeezed(reader.pages[place].extract_text()) for place in (0, 1))
    assert squeezed("Decision go with conditions; signed 24 Nov 2026") in cover
    assert squeezed("Conditions 1") in cover
    assert squeezed("Valid until 24 Feb 2027") in cover
    assert (
        squeezed("Decided: go with conditions. Valid until 24 Feb 2027. Each signer confirms the snapshot 7b30d20")
        in summary
    )
    assert squeezed("Product Ruth Keller dissents 24 Nov 2026") in summary
    text = words_of(reader)
    assert squeezed("Add USER 1000 to docker/Dockerfile Amina Diallo 1 Dec 2026") in text
    assert squeezed("The drift job is not tried.") in text
    pages = [page.extract_text() for page in reader.pages]
    assert not any("DRAFT" in page or "not signed" in page.splitlines()[0] for page in pages)


def test_a_decision_with_a_missing_signature_stays_a_draft_and_one_on_another_snapshot_is_refused() -> None:
    whole = assessed()
    open_one = DecisionView(whole.id, "go", signatures=(("Developer", "", "not signed", "no date"),))
    page = PdfReader(io.BytesIO(pdf(report_view(whole), whole, open_one))).pages[0].extract_text()
    assert "DRAFT" in page
    assert "go; draft, not signed" in page
    with pytest.raises(OtherSnapshot):
        pdf(report_view(whole), whole, DecisionView("another", "go"))


@pytest.mark.parametrize("status", ["pass", "fail", "unknown", "waiting", "waived", "partial"])
def test_a_project_where_everything_stands_alike(status: str) -> None:
    same = {practice.id: status for _, practice in rubric().practices()}
    reader = PdfReader(io.BytesIO(made(assessed(same, advice=(), errors=(), skipped=()))))
    assert "Appendix" in reader.pages[0].extract_text()
    assert "page 2 of" in reader.pages[1].extract_text()
    assert "What holds the score" in reader.pages[2].extract_text()


def test_hundreds_of_findings_are_cut_and_counted() -> None:
    many = tuple(finding(message=f"Finding {number}", check="a.b") for number in range(700))
    text = words_of(PdfReader(io.BytesIO(made(replace(assessed(), findings=many)))))
    assert squeezed("… and 640 more, see the JSON") in text
