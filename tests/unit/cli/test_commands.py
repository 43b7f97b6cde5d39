"""The command line: exit codes, one clear line for bad input, results and progress on their own streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness import api
from readiness.cli.commands import run
from readiness.cli.exits import Exit
from tests.unit.report.assessments import criterion, practice, small

SAMPLE = api.SAMPLES / "keyword_stuffed"


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))


def project(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
    return folder


def failed(arguments: list[str], code: Exit, capsys: pytest.CaptureFixture[str]) -> str:
    """Run, check the exit code and that there is exactly one line of the error, and return it."""
    assert run(arguments) == code
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("readiness: ")]
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    return lines[0]


def test_a_sample_gives_json_on_standard_output_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(SAMPLE), "--json", "-", "--progress", "json", "--no-history"]) == Exit.DONE
    out, err = capsys.readouterr()
    assert json.loads(out)["schema_version"] == 1
    events = [json.loads(line) for line in err.splitlines()]
    assert {"files", "checks", "score"} <= {event["stage"] for event in events if "stage" in event}
    assert {event["status"] for event in events if "practice" in event} >= {"fail", "unknown"}
    assert events[-1]["state"] == "finished"


def test_the_summary_names_the_score_and_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(SAMPLE), "--no-history"]) == Exit.DONE
    out = capsys.readouterr().out
    assert "proven" in out
    assert "Next:" in out


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        (["--min-score", "1"], Exit.DONE),
        (["--min-score", "9"], Exit.GATE_MISSED),
        (["--min", "DQ=9"], Exit.GATE_MISSED),
        (["--min", "data-quality=1"], Exit.DONE),
        (["--min-score", "9", "--basis", "machine"], Exit.GATE_MISSED),
    ],
)
def test_gates(gate: list[str], code: Exit) -> None:
    assert run(["assess", str(SAMPLE), "--no-history", "--only", "governance", *gate]) == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--min", "XX=3"], "there is no criterion 'XX'"),
        (["--min", "DQ=high"], "'high' is no number"),
        (["--min", "DQ"], "takes NAME=VALUE"),
        (["--basis", "gut"], "--basis is signed or machine"),
        (["--only", "data"], "there is no family 'data'"),
        (["--rubric", "/nowhere"], "cannot be read"),
        (["--colour"], "--colour"),
        (["--trust", "blind"], "blind"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in failed(["assess", str(SAMPLE), "--no-history", *arguments], Exit.USAGE, capsys)


def test_no_such_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert "does not exist" in failed(["assess", "/nowhere/at/all"], Exit.UNREADABLE, capsys)


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing to assess" in failed(["assess", str(project(tmp_path))], Exit.UNREADABLE, capsys)


def test_a_file_that_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path, note__txt="x")
    assert "not a folder" in failed(["assess", str(folder / "note.txt")], Exit.UNREADABLE, capsys)


def test_a_folder_that_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path, note__txt="milk, bread")
    assert "no part of a machine-learning project" in failed(["assess", str(folder)], Exit.UNREADABLE, capsys)


def test_a_broken_manifest_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path, readiness__yaml="version: 1\nname: [x\n", main__py="print(1)\n")
    assert "readiness.yaml:" in failed(["assess", str(folder)], Exit.USAGE, capsys)


@pytest.mark.parametrize(
    ("manifest", "table", "words"),
    [
        ("data: {train: gone.csv}", "a,y\n1,0\n", "gone.csv"),
        ("data: {train: data.csv, target: z}", "a,y\n1,0\n", "z"),
        ("data: {train: data.csv, target: y}", "a,y\n", "data.csv"),
        ("data: {train: data.csv, target: y}\nmodel: {path: gone.pkl}", "a,y\n1,0\n2,1\n", "gone.pkl"),
        ("colour: red\ndata: {train: data.csv}", "a,y\n1,0\n", "colour"),
    ],
)
def test_the_rest_is_still_assessed(tmp_path: Path, manifest: str, table: str, words: str, capsys) -> None:
    folder = project(tmp_path, readiness__yaml=f"version: 1\n{manifest}\n", data__csv=table, main__py="x = 1\n")
    assert run(["assess", str(folder), "--no-history", "--json", "-", "--progress", "none"]) == Exit.DONE
    out = capsys.readouterr().out
    assessment = json.loads(out)
    assert words in json.dumps([assessment["findings"], assessment["skipped"], assessment["criteria"]])
    assert assessment["errors"] == []


def test_init_proposes_and_saves_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path, train__csv="age,churn\n1,0\n2,1\n3,0\n")
    assert run(["init", str(folder)]) == Exit.DONE
    printed = capsys.readouterr().out
    assert printed.startswith("version: 1")
    assert "train.csv" in printed
    assert run(["init", str(folder), "--write"]) == Exit.DONE
    assert (folder / "readiness.yaml").read_text(encoding="utf-8").startswith("version: 1")
    capsys.readouterr()
    assert "exists" in failed(["init", str(folder), "--write"], Exit.USAGE, capsys)


def test_a_stored_assessment_is_rendered_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored, pdf = tmp_path / "a.json", tmp_path / "a.pdf"
    assert run(["assess", str(SAMPLE), "--no-history", "--json", str(stored)]) == Exit.DONE
    assert run(["report", str(stored), "--pdf", str(pdf)]) == Exit.DONE
    assert pdf.read_bytes().startswith(b"%PDF-")
    capsys.readouterr()
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    failed(["report", str(tmp_path / "b.json"), "--pdf", str(pdf)], Exit.UNREADABLE, capsys)
    failed(["report", str(stored)], Exit.USAGE, capsys)


def test_the_plan_reaches_its_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "a.json"
    assert run(["assess", str(SAMPLE), "--no-history", "--json", str(stored)]) == Exit.DONE
    capsys.readouterr()
    assert run(["plan", str(stored), "--target", "4"]) == Exit.DONE
    assert "Data Quality: 1.0 to 4" in capsys.readouterr().out
    assert run(["plan", str(stored), "--target", "11"]) == Exit.USAGE


def test_list_practices_as_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "practices", "--json"]) == Exit.DONE
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 108
    assert {"id", "criterion", "level", "evidence_kind", "checks"} <= set(rows[0])
    assert {row["evidence_kind"] for row in rows} == {"auto", "attest", "auto+attest"}
    assert run(["list", "colours"]) == Exit.USAGE


@pytest.mark.parametrize("name", ["ec-fairness-thresholds", "infrastructure.non_root_user"])
def test_explain_says_why_and_how(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", name]) == Exit.DONE
    out = capsys.readouterr().out
    assert "Why it matters" in out
    assert "How to fix" in out


def test_explain_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert "readiness list practices" in failed(["explain", "nothing"], Exit.USAGE, capsys)


def test_the_skeleton_of_a_check_passes_its_own_test(tmp_path: Path) -> None:
    from readiness.cli.skeleton import written

    check, test = written("governance", "readme_present", tmp_path)
    assert check == tmp_path / "checks" / "governance" / "readme_present.py"
    (tmp_path / "checks" / "__init__.py").touch()
    (tmp_path / "checks" / "governance" / "__init__.py").touch()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(api.SAMPLES.parent)])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(test)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "4 passed" in done.stdout, done.stdout + done.stderr


def test_help_is_quick_to_import() -> None:
    """No heavy module is loaded for the help (its time is measured in tests/benchmark)."""
    code = (
        "import sys; from readiness.cli.commands import run; run(['--help']); "
        "heavy = {'pandas', 'numpy', 'streamlit', 'ibis', 'yaml', 'checks'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "assess" in done.stdout


def test_a_plan_for_another_rubric_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "old.json"
    stored.write_bytes(api.as_json(small(criterion(practice()))))
    line = failed(["plan", str(stored), "--target", "4"], Exit.USAGE, capsys)
    assert line.endswith("was made under another rubric; assess the project again, then plan")
