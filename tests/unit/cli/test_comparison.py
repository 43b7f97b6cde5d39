"""`compare A.json B.json`: notes first, every score with its parts, every changed practice."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.cli.commands import run
from readiness.cli.comparison import comparison_text
from readiness.cli.exits import Exit
from readiness.domain.assessment import Interval
from readiness.domain.comparison import Cause, ChangeKind, Comparison, Part, PracticeChange, ScoreChange
from readiness.report.json import as_json
from tests.unit.report.assessments import assessed

OLD, NEW = Interval(2.59, 4.0), Interval(3.0, 4.0)
PARTS = (Part(Cause.PROJECT, 0.41, 0.0, ("dq-a", "dq-b")), Part(Cause.WAIVER, 0.0, 0.0, ("dq-c",)))
SCORE = ScoreChange("data-quality", "Data Quality", OLD, Interval(2.6, 4.2), NEW, PARTS)
STILL = ScoreChange("overall", "Overall", OLD, OLD, OLD, ())
CHANGE = PracticeChange(
    "dq-a", "A", "data-quality", ChangeKind.NEW, Cause.RUBRIC, "the newer rubric asks for it", "", "pass", None, None
)


def comparison(same_rubric: bool) -> Comparison:
    return Comparison("a" * 64, "b" * 64, "then", "now", same_rubric, ("The rubrics differ.",), STILL, (SCORE,),
                      (CHANGE,))  # fmt: skip


def test_the_text_says_how_far_and_why() -> None:
    assert comparison_text(comparison(same_rubric=False)).splitlines() == [
        "aaaaaaaaaaaa of then against bbbbbbbbbbbb of now",
        "Note: The rubrics differ.",
        "",
        "Overall: 2.5 to 4.0 (2.5 to 4.0 under the newer rubric), now 2.5 to 4.0, unchanged",
        "",
        "Data Quality: 2.5 to 4.0 (2.6 to 4.2 under the newer rubric), now 3.0 to 4.0",
        "  project      proven +0.41, possible 0  dq-a, dq-b",
        "  waiver       proven 0, possible 0  dq-c",
        "",
        "Practices:",
        "  new       dq-a: not there to pass; rubric: the newer rubric asks for it",
    ]
    assert "under the newer rubric)" not in comparison_text(comparison(same_rubric=True))


def test_the_command_reads_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    practice = assessed().criteria[0].practices[2].id
    for name, statuses in (("a", {}), ("b", {practice: "pass"})):
        (tmp_path / f"{name}.json").write_bytes(as_json(assessed(statuses)))
    assert run(["compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == Exit.DONE
    assert f"improved  {practice}: fail to pass" in capsys.readouterr().out


@pytest.mark.parametrize(("content", "code"), [(None, Exit.USAGE), (b"{}", Exit.UNREADABLE)])
def test_a_file_that_is_no_assessment_is_one_line(tmp_path: Path, content: bytes | None, code: Exit, capsys) -> None:
    if content is not None:
        (tmp_path / "a.json").write_bytes(content)
    assert run(["compare", str(tmp_path / "a.json"), str(tmp_path / "a.json")]) == code
    assert len(capsys.readouterr().err.splitlines()) == 1
