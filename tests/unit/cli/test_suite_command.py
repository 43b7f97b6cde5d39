"""`readiness suite`: Great Expectations JSON for a folder, and one clear line where there is nothing to infer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.cli.commands import run
from readiness.cli.exits import Exit

MANIFEST = "version: 1\ndata: {train: train.csv, target: label}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    folder.mkdir()
    rows = "".join(f"{20 + i % 50},{'ab'[i % 2]},{i % 2}\n" for i in range(400))
    (folder / "train.csv").write_text("age,kind,label\n" + rows)
    (folder / "readiness.yaml").write_text(MANIFEST)
    return folder


def test_the_suite_is_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suite", str(project)]) == Exit.DONE
    printed = json.loads(capsys.readouterr().out)
    assert ("expect_column_values_to_be_in_set", "kind") in {
        (rule["type"], rule["kwargs"].get("column")) for rule in printed["expectations"]
    }


def test_the_suite_is_written_where_it_is_wanted_and_the_project_stays(project: Path, tmp_path: Path) -> None:
    assert run(["suite", str(project), "-o", str(tmp_path / "suite.json")]) == Exit.DONE
    assert json.loads((tmp_path / "suite.json").read_text())["expectations"]
    assert sorted(file.name for file in project.iterdir()) == ["readiness.yaml", "train.csv"]


def test_a_project_without_a_table_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "train.py").write_text("print(1)\n")
    assert run(["suite", str(tmp_path)]) == Exit.UNREADABLE
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "no suite can be inferred" in said.err
    assert "data.train" in said.err


def test_a_folder_that_is_not_there_and_a_place_that_cannot_be_written(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["suite", str(tmp_path / "gone")]) == Exit.UNREADABLE
    assert run(["suite", str(project), "-o", str(tmp_path / "gone" / "suite.json")]) == Exit.USAGE
    assert capsys.readouterr().err.count("\n") == 2
