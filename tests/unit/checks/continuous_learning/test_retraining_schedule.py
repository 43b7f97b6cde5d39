"""A schedule counts when it is on and leads to training."""

import pytest

from checks.continuous_learning.retraining_schedule import retraining_schedule
from readiness.domain.evidence import Absent
from readiness.evidence.code.entry_points import EntryPoints
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.pipeline_files import read_pipelines

TRAIN = """from sklearn.svm import SVC
import joblib
def train():
    joblib.dump(SVC().fit(1, 2), "m")
def other():
    pass
if __name__ == "__main__":
    train()
"""
DAG = """from airflow import DAG
from airflow.operators.python import PythonOperator
from datetime import datetime
import train
with DAG("retrain", {options}) as dag:
    PythonOperator(task_id="t", python_callable=train.{task})
"""
ON = "schedule='@daily', start_date=datetime(2026, 1, 1)"
WORKFLOW = "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {run}\n"
FLOW = "from prefect import flow\nimport train\n@flow\ndef go():\n    train.train()\n"
CRON_JOB = (
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: retrain}\n"
    "spec:\n  schedule: '0 3 * * *'\n  suspend: SUSPEND\n"
    "  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n"
    "            - {name: a, image: b, command: [python, train.py]}\n"
)


def result_of(code_of, files):
    code = code_of({"train.py": TRAIN, **files})
    sources = code.reach.sources
    entries = EntryPoints(code.reach.entries)
    found = schedules(code.project, sources, entries, read_pipelines(code.project))
    return found if isinstance(found, Absent) else retraining_schedule(found, code.training, code.reach)


@pytest.mark.parametrize(
    ("options", "task", "holds"),
    [
        (ON, "train", True),
        (ON, "other", False),
        ("schedule=None, start_date=datetime(2026, 1, 1)", "train", False),
        ("schedule='@daily'", "train", False),
        ("start_date=datetime(2026, 1, 1)", "train", False),
        (ON + ", is_paused_upon_creation=True", "train", False),
        ("schedule=settings.CRON, start_date=datetime(2026, 1, 1)", "train", None),
    ],
    ids=["good", "other task", "none", "no start", "no schedule", "paused", "edge-run time"],
)
def test_airflow(code_of, options, task, holds):
    result = result_of(code_of, {"dags/retrain.py": DAG.format(options=options, task=task)})
    assert result.holds is holds
    if holds:
        assert str(result.evidence[0].location) == "dags/retrain.py:5"
    if holds is False:
        assert result.findings[0].fix


@pytest.mark.parametrize(
    ("path", "text", "holds"),
    [
        (".github/workflows/r.yml", WORKFLOW.format(run="python train.py"), True),
        (".github/workflows/r.yml", WORKFLOW.format(run="echo train.py"), False),
        ("k8s/cron.yaml", CRON_JOB.replace("SUSPEND", "false"), True),
        ("k8s/cron.yaml", CRON_JOB.replace("SUSPEND", "true"), False),
        ("crontab", "# retrain\n0 3 * * * cd /app && python train.py\n", True),
        ("flow.py", FLOW + "go.serve(cron='0 3 * * *')\n", True),
        ("flow.py", FLOW, None),
    ],
)  # fmt: skip
def test_other_timers(code_of, path, text, holds):
    result = result_of(code_of, {path: text})
    if holds is None:
        assert isinstance(result, Absent)
    else:
        assert result.holds is holds


def test_absent_nothing_is_scheduled(code_of):
    assert isinstance(result_of(code_of, {}), Absent)
