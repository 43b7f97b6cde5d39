"""Limits on fairness that stop a release, and group metrics that are watched."""

from datetime import UTC, datetime

import pytest

from checks.fairness._gate_facts import fairness_gate
from checks.fairness.release_gate import release_gate
from readiness.domain.evidence import Absent
from readiness.evidence.code.call_graph import reachability
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

NOW = datetime(2026, 1, 2, tzinfo=UTC)
CI = "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {run}\n"
HEAD = "from fairlearn.metrics import demographic_parity_ratio\n"
ASSERTED = HEAD + "ratio = demographic_parity_ratio([1], [1], sensitive_features=['a'])\nassert ratio >= 0.8\n"
PRINTED = HEAD + "ratio = demographic_parity_ratio([1], [1], sensitive_features=['a'])\nprint(ratio)\n"
TEST = HEAD + (
    "def test_parity():\n    ratio = demographic_parity_ratio([1], [1], sensitive_features=['a'])\n"
    "    assert ratio >= 0.8\n"
)
PROMOTE = HEAD + (
    "import shutil\ndef promote():\n    if demographic_parity_ratio([1], [1], sensitive_features=['a']) < 0.8:\n"
    "        raise SystemExit(1)\n    shutil.copy('a', 'b')\nif __name__ == '__main__':\n    promote()\n"
)
TRAINS = "from sklearn.linear_model import LinearRegression\nLinearRegression().fit([[1]], [1])\n" + ASSERTED
ALERT = AlertRules((AlertRule("Gap", "selection_rate_ratio < 0.8", "alerts.yml", 4),))
NIGHTLY = {
    ".github/workflows/nightly.yml": "on:\n  schedule: [{cron: '0 1 * * *'}]\njobs:\n  a:\n    steps:\n"
    "      - run: python gate.py\n"
}
NONE = Absent("none")


def facts(project_of, files, alerts):
    project = project_of(files)
    sources, pipelines = python_sources(project, notebooks(project)), read_pipelines(project)
    entries = entry_points(project, sources, read_containers(project), pipelines)
    reach = reachability(sources, entries)
    return fairness_gate(project, reach, pipelines, schedules(project, sources, entries, pipelines), alerts)


def ci(run):
    return {".github/workflows/ci.yml": CI.format(run=run)}


@pytest.mark.parametrize(
    ("files", "alerts", "share"),
    [
        pytest.param({"gate.py": ASSERTED} | ci("python gate.py"), ALERT, 1.0, id="good"),
        pytest.param({"gate.py": ASSERTED} | ci("python gate.py") | NIGHTLY, NONE, 1.0, id="watched by a job"),
        pytest.param({"gate.py": TRAINS} | ci("python gate.py") | NIGHTLY, NONE, 0.5, id="retraining is no watch"),
        pytest.param({"tests/test_f.py": TEST} | ci("pytest"), NONE, 0.5, id="test in CI"),
        pytest.param({"promote.py": PROMOTE}, NONE, 0.5, id="promotion"),
        pytest.param({"gate.py": PRINTED} | ci("python gate.py"), NONE, 0.0, id="printed"),
        pytest.param({"gate.py": ASSERTED} | ci("python gate.py || true"), ALERT, 0.5, id="failure swallowed"),
    ],
)
def test_parts(project_of, files, alerts, share):
    result = release_gate(facts(project_of, files, alerts))
    assert result.measurements[0].value == share
    assert len(result.findings) == round(2 * (1 - share))


@pytest.mark.parametrize(
    "files",
    [
        {"explain.py": "from fairlearn.metrics import MetricFrame\nprint('fair')\n"} | ci("python explain.py"),
        {"tests/test_f.py": TEST} | ci("echo pytest"),
    ],
    ids=["import", "test that CI does not run"],
)
def test_absent(project_of, files):
    assert isinstance(facts(project_of, files, NONE), Absent)
