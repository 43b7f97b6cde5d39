"""The rubric folder: loads whole, and every mistake is refused with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checks import catalogue
from readiness import rubrics
from readiness.domain.check import Check, CheckText, Effort
from readiness.domain.measure import Measure, Unit
from readiness.rubrics import RubricInvalid, load

TEXT = CheckText("", "", "", "", "", "")
CHECKS = {
    "data.shares": Check(
        "data.shares", "", Effort.SMALL, False, (Measure("missing_share", Unit.SHARE),), (), TEXT, lambda: None
    ),
    "data.fact": Check("data.fact", "", Effort.SMALL, True, (), (), TEXT, lambda: None),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rubric whose practices name no check."""
    copy = tmp_path / "rubrics"
    shutil.copytree(rubrics.DEFAULT, copy)
    for path in copy.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(without_checks(text), encoding="utf-8")
    return copy


def without_checks(text: str) -> str:
    lines, inside = [], False
    for line in text.splitlines():
        if line.startswith("    checks:"):
            lines.append("    checks: []")
            inside = True
        elif not inside or not line.startswith("      "):
            inside = False
            lines.append(line)
    return "\n".join(lines) + "\n"


def edit(folder: Path, old: str, new: str, name: str = "data_quality.yaml") -> int:
    """Replace the first occurrence and return its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def with_line(folder: Path, line: str) -> int:
    return edit(folder, "    checks: []", f"    checks:\n      - {line}") + 1


def test_the_shipped_rubric_loads_without_checks(folder: Path) -> None:
    rubric = load({}, folder)
    assert sum(1 for _ in rubric.practices()) == 108
    assert len(rubric.digest) == 64
    assert "ML Test Score: Data1" in rubric.related("dq-schema-suite")


def test_the_digest_changes_with_the_content(folder: Path) -> None:
    before = load({}, folder).digest
    edit(folder, "weight: 3", "weight: 2")
    assert load({}, folder).digest != before


def test_lines_are_read(folder: Path) -> None:
    with_line(folder, '{check: data.shares, measure: missing_share, pass: "<= limits.missing", dataset: train}')
    line = load(CHECKS, folder).criteria[0].practices[0].lines[0]
    assert (line.check, line.measure, str(line.passes), line.dataset) == (
        "data.shares", "missing_share", "<= limits.missing", "train",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{check: data.other, pass: true}", "there is no check 'data.other'"),
        ("{check: data.shares, pass: true}", "states no fact"),
        ('{check: data.shares, measure: rows, pass: ">= 1"}', "data.shares measures missing_share"),
        ('{check: data.shares, measure: missing_share, pass: ">= 90"}', "90 lies outside share"),
        ('{check: data.shares, measure: missing_share, pass: "about 0.1"}', "is no threshold"),
        ('{check: data.shares, measure: missing_share, pass: "<= limits.typo"}', "there is no limit 'typo'"),
        ("{check: data.fact, pass: true, wieght: 3}", "unknown field `wieght`"),
        ("{check: data.fact, pass: true, dataset: life}", "Invalid enum value 'life'"),
        ("{check: data.fact, pass: true, when: people.decides == false}", "cannot read the condition"),
    ],
)
def test_a_wrong_line_is_refused_with_file_and_line(folder: Path, line: str, message: str) -> None:
    number = with_line(folder, line)
    with pytest.raises(RubricInvalid) as refused:
        load(CHECKS, folder)
    assert message in str(refused.value)
    assert str(refused.value).startswith(f"{folder / 'data_quality.yaml'}:{number}:")


@pytest.mark.parametrize(
    ("old", "new", "name", "message"),
    [
        ("weight: 3", "wieght: 3", "data_quality.yaml", "wieght"),
        ("weight: 3", "weight: heavy", "data_quality.yaml", "Expected `float`"),
        ("level: beginner", "level: novice", "data_quality.yaml", "novice"),
        ("code: DQ", "code: XX", "data_quality.yaml", "no target for XX"),
        ("id: dq-basic-profile", "id: dq-cleaning-code", "data_quality.yaml", "stands here twice"),
        ("dq-schema-suite]", "dq-nothing]", "crosswalks/ml_test_score.yaml", "there is no practice 'dq-nothing'"),
        ("id: data-quality", "id: [data-quality", "data_quality.yaml", "expected"),
    ],
)
def test_a_wrong_file_is_refused(folder: Path, old: str, new: str, name: str, message: str) -> None:
    edit(folder, old, new, name)
    with pytest.raises(RubricInvalid, match=r"\.yaml:\d+: ") as refused:
        load(CHECKS, folder)
    assert message in str(refused.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "model_validation.yaml").unlink()
    with pytest.raises(RubricInvalid, match=r"model_validation\.yaml: cannot be read: No such file"):
        load(CHECKS, folder)


def test_a_cap_on_an_advanced_practice_is_refused(folder: Path) -> None:
    path = folder / "data_quality.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("level: advanced")
    path.write_text(text[:at] + text[at:].replace("cap: null", "cap: 3", 1), encoding="utf-8")
    with pytest.raises(RubricInvalid, match="advanced practice carries no cap"):
        load(CHECKS, folder)


def test_the_glossary_alone_is_the_one_of_the_whole_rubric() -> None:
    assert rubrics.glossary() == load(catalogue().checks).glossary
