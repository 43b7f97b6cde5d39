"""`readiness signals`: JSON on standard output, for a folder that needs no manifest."""

import json

from readiness.cli.commands import run


def test_signals_are_printed_as_json(tmp_path, capsys):
    (tmp_path / "Dockerfile").write_text("FROM python:3.11\nCOPY . .\n", encoding="utf-8")
    assert run(["signals", str(tmp_path)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["schema_version"] == 1
    assert printed["signals"]["dockerfile"]["present"] is True
    assert len(printed["signals"]) == 68
    assert [tool["tool"] for tool in printed["inventory"]] == ["Docker"]


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path, capsys):
    assert run(["signals", str(tmp_path / "gone")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_signal_is_listed_and_explained(capsys):
    assert run(["list", "signals"]) == 0
    assert "docker-non-root" in capsys.readouterr().out
    assert run(["explain", "docker-non-root"]) == 0
    assert "other than root" in capsys.readouterr().out
