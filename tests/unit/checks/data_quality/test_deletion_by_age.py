"""Deletion by age: rules that are on and jobs that a timer starts."""

import pytest

from checks.data_quality._deletion_facts import deletions
from checks.data_quality.deletion_by_age import deletion_by_age
from readiness.domain.evidence import Absent
from readiness.evidence.code.entry_points import entry_points
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.pipeline_files import read_pipelines

RULE = """resource "aws_s3_bucket_lifecycle_configuration" "rows" {{
  bucket = "rows"
  rule {{
    id     = "old"
    status = "{}"
    {} {{
      days = 365
    }}
  }}
}}
"""
JOB = """from datetime import datetime, timedelta
from pathlib import Path
def purge():
    cutoff = datetime.now() - timedelta(days=365)
    for path in Path("data").glob("*.parquet"):
        if datetime.fromtimestamp(path.stat().st_mtime) < cutoff:
            path.unlink()
"""
DAG = """from datetime import datetime
from airflow import DAG
from airflow.operators.python import PythonOperator
from purge import purge
with DAG("purge", schedule={}, start_date=datetime(2026, 1, 1)) as dag:
    PythonOperator(task_id="purge", python_callable=purge)
"""
CRON = """apiVersion: batch/v1
kind: CronJob
metadata:
  name: purge
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: purge
              command: ["sh", "-c", "find /data -mtime +365 -delete"]
"""


@pytest.fixture
def found(code_of):
    def read(files):
        code = code_of(files)
        sources = python_sources(code.project, notebooks(code.project))
        pipelines = read_pipelines(code.project)
        entries = (
            sources
            if isinstance(sources, Absent)
            else entry_points(code.project, sources, read_containers(code.project), pipelines)
        )
        timers = schedules(code.project, sources, entries, pipelines)
        return deletions(code.project, read_cloud_resources(code.project, sources), timers, code.reach)

    return read


def test_good_a_lifecycle_rule(found):
    result = deletion_by_age(found({"main.tf": RULE.format("Enabled", "expiration")}))
    assert result.holds is True
    assert "after 365 days" in result.reason
    assert result.evidence[0].location.path == "main.tf"


def test_good_a_scheduled_job(found):
    result = deletion_by_age(found({"purge.py": JOB, "dag.py": DAG.format('"@daily"')}))
    assert result.holds is True
    assert str(result.evidence[0].location) == "purge.py:3"


def test_good_a_cron_job(found):
    result = deletion_by_age(found({"cron.yaml": CRON}))
    assert result.holds is True
    assert str(result.evidence[0].location) == "cron.yaml:13"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"main.tf": RULE.format("Disabled", "expiration")}, id="a rule that is off"),
        pytest.param({"purge.py": JOB + 'if __name__ == "__main__":\n    purge()\n'}, id="a job that nothing starts"),
        pytest.param({"purge.py": JOB, "dag.py": DAG.format("None")}, id="a schedule that is None"),
    ],
)
def test_bad(found, files):
    result = deletion_by_age(found(files))
    assert result.holds is False
    assert "does not run by itself" in result.reason


def test_edge_moving_to_cheaper_storage_deletes_nothing(found):
    assert isinstance(found({"main.tf": RULE.format("Enabled", "transition")}), Absent)


def test_absent_a_policy_alone(found):
    assert isinstance(found({"docs/retention.md": "# Retention\n\nData is deleted after 365 days."}), Absent)
