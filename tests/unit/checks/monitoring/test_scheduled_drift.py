"""Drift jobs that a timer starts, with reference and limit."""

import pytest

from checks.monitoring._drift_facts import ColumnDrift, InputDrift
from checks.monitoring.scheduled_drift import scheduled_drift
from readiness.domain.check import Strength
from readiness.domain.evidence import Absent
from readiness.evidence.code.drift_jobs import DriftJobs, drift_jobs
from readiness.evidence.code.entry_points import EntryPoints
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.pipeline_files import read_pipelines

DRIFT = """import numpy as np, pandas as pd
def psi(reference, recent):
    before, after = np.histogram(reference)[0], np.histogram(recent)[0]
    return float(np.sum((after - before) * np.log(after / before)))
def check(limit=0.2):
    reference, recent = pd.read_parquet("train.parquet"), pd.read_parquet("production.parquet")
    value = psi(reference["a"], recent["a"])
    if value > limit:
        raise RuntimeError("drift")
"""
DAG = """from datetime import datetime
from airflow import DAG
from airflow.operators.python import PythonOperator
from drift import check
with DAG("d", schedule={schedule!r}, start_date=datetime(2026, 1, 1)) as dag:
    PythonOperator(task_id="drift", python_callable=check)
"""
EVIDENTLY = """import pandas as pd
from evidently.report import Report
from evidently.metric_preset import DataDriftPreset
def main():
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=pd.read_csv("reference.csv"), current_data=pd.read_csv("current.csv"))
    if report.as_dict()["metrics"][0]["result"]["dataset_drift"]:
        raise SystemExit(1)
if __name__ == "__main__":
    main()
"""
COMPARED = InputDrift("train", "production", "t.csv", "p.csv", 90, 90, (ColumnDrift("a", 0.0, 0.1, 1.0, 10),))
NONE = Absent("no table")


@pytest.fixture
def jobs_of(code_of):
    def build(files):
        code = code_of(files)
        if isinstance(code.reach, Absent):
            return code.reach
        timers = schedules(
            code.project, code.reach.sources, EntryPoints(code.reach.entries), read_pipelines(code.project)
        )
        return drift_jobs(code.project, code.reach, timers)

    return build


def test_good(jobs_of):
    result = scheduled_drift(jobs_of({"drift.py": DRIFT, "dag.py": DAG.format(schedule="@daily")}), COMPARED)
    assert result.measurements[0].value == 4
    assert result.strength is Strength.E2
    places = [str(item.location) for item in result.evidence]
    assert places == ["drift.py:2", "drift.py:2", "drift.py:8", "dag.py:5"]


def test_tables_that_cannot_be_compared_leave_it_declared(jobs_of):
    result = scheduled_drift(jobs_of({"drift.py": DRIFT, "dag.py": DAG.format(schedule="@daily")}), NONE)
    assert (result.measurements[0].value, result.strength) == (4, Strength.E1)


CRON = (
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: d}\nspec:\n  schedule: '0 2 * * *'\n  jobTemplate:\n"
    "    spec: {template: {spec: {containers: [{name: d, command: [python, watch.py]}]}}}\n"
)


@pytest.mark.parametrize(
    ("files", "parts", "lacking"),
    [
        ({"watch.py": EVIDENTLY, "cron.yaml": CRON}, 4, ""),
        ({"watch.py": EVIDENTLY}, 3, "a timer"),
        ({"drift.py": DRIFT, "dag.py": DAG.format(schedule=None)}, 3, "a timer (dag.py:5"),
        (
            {"drift.py": DRIFT.partition("    if value")[0], "dag.py": DAG.format(schedule="@daily")}, 3, "a limit",
        ),
        (
            {"drift.py": DRIFT.replace("recent", "b").replace("reference", "a").replace("production", "x"),
             "dag.py": DAG.format(schedule="@daily")}, 3, "a stored reference",
        ),
    ],
)  # fmt: skip
def test_parts(jobs_of, files, parts, lacking):
    result = scheduled_drift(jobs_of(files), COMPARED)
    assert result.measurements[0].value == parts
    assert lacking in "".join(finding.message for finding in result.findings)
    assert bool(result.findings) == bool(lacking)


@pytest.mark.parametrize(
    "files",
    [
        {"drift.py": "import evidently, whylogs\nprint('drift')\n"},
        {"drift.py": "def detect_drift(reference, current):\n    return False\nprint(detect_drift(1, 2))\n"},
        {"drift.py": DRIFT, "main.py": "print(1)\n"},
        {"a.ipynb": '{"cells": [{"cell_type": "code", "source": ["from scipy.stats import ks_2samp\\n'
                    'ks_2samp(train, production)"]}], "nbformat": 4, "metadata": {}}'},
    ],
)  # fmt: skip
def test_absent(jobs_of, files):
    assert not isinstance(jobs_of(files), DriftJobs)
