"""The provider: every verdict on any folder, the same each time, and nothing a hostile file can stop."""

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.signals.catalogue import DETECTORS
from readiness.evidence.signals.detected import signals, verdict
from readiness.evidence.signals.printed import plain
from readiness.evidence.signals.signal import Signal

NOTHING = Absent("not looked for", Absence.NOTHING_FOUND)
HOSTILE = {
    "deep.yaml": "a: " + "[" * 400 + "]" * 400,
    "bomb.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "services.yml": "services: [1, {2: 3}]\njobs: nope\n",
    ".github/workflows/ci.yml": "on: push\njobs: [1, 2]\n",
    "Dockerfile": "FROM\nCOPY --from=9 x y\n",
    "broken.py": "def f(:\n",
    "nested.py": "x = " + "(" * 300 + ")" * 300,
    "wide.py": "x = [" + "1," * 5_000 + "]\n",
    "book.ipynb": '{"cells": [1, {"cell_type": "code", "source": 3}]}',
    "dvc.yaml": "stages: [1]\n",
    "dvc.lock": "stages:\n  a: {outs: x}\n",
    "main.tf": 'resource "a" "b" {' + "{" * 900,
    "Chart.yaml": "name: a\n",
    "templates/a.yaml": "{{- if .Values.a.b.c }}\nkind: {{ toYaml .Values }}\n{{ end }}{{ end }}\n",
    "package.json": "[1]",
    "mise.toml": "tasks = 3\n",
    "README.md": "# " + "a" * 10_000 + "\n|" + "|" * 3_000,
    "prometheus.rules": "groups: 3\n",
    "requirements.txt": "\x01\x02===\n",
}


def test_hostile_files_stop_no_verdict(seen):
    look = seen(HOSTILE)
    for name, detector in DETECTORS:
        found = verdict(detector, look)
        assert "our detector failed" not in found.reason, f"{name}: {found.reason}"


def test_a_failing_detector_decides_nothing():
    def broken(_):
        raise LookupError("x")

    found = verdict(broken, None)
    assert found.present is None
    assert "LookupError" in found.reason


def test_without_any_fact_every_signal_has_a_verdict_and_a_reason(seen):
    look = seen({"notes.txt": "nothing here\n"})
    absent = [NOTHING] * 15
    found = signals(look.project, *absent)
    assert list(found.verdicts) == [name for name, _ in DETECTORS]
    assert not [name for name, one in found.verdicts.items() if one.present]
    assert all(one.reason for one in found.verdicts.values())
    assert found.inventory == ()


def test_printed_form_is_that_of_the_interface(seen):
    look = seen({"Dockerfile": "FROM python:3.11\nCOPY . .\n", "requirements.txt": "mlflow\n"})
    found = signals(
        look.project, NOTHING, look.sources, *[NOTHING] * 4, look.containers, NOTHING, look.requirements, *[NOTHING] * 6
    )
    printed = plain(found)
    assert printed["schema_version"] == 1
    assert printed["signals"]["dockerfile"] == {
        "present": True,
        "evidence": [{"path": "Dockerfile", "line": 1, "why": "builds an image from python:3.11"}],
        "reason": "builds an image from python:3.11",
    }
    assert printed["signals"]["compose"]["evidence"] == []
    tools = {tool["tool"]: tool for tool in printed["inventory"]}
    assert tools["MLflow"]["strength"] == "E0"
    assert tools["MLflow"]["evidence"] == [{"path": "requirements.txt", "line": 1, "why": "requires mlflow"}]
    assert printed["signals"]["experiment-tracking"]["present"] is False


def test_evidence_is_bounded_and_each_line_comes_once(verdict):
    files = {f"docker/{number}.Dockerfile": "FROM python:3.11\nCOPY . .\n" for number in range(9)}
    found = verdict("dockerfile", files)
    assert isinstance(found, Signal)
    assert len(found.evidence) == 5
    assert len({str(one.location) for one in found.evidence}) == 5
