"""Compares the requests of the last two months with the training rows every night; fails when an input has moved."""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

from screening.config import load_settings
from screening.drift import fail_on_drift

with DAG(
    dag_id="monitor_drift",
    description=__doc__,
    schedule="30 2 * * *",
    start_date=datetime(2026, 7, 1, tzinfo=UTC),
    catchup=False,
    default_args={"owner": "people-analytics", "retries": 0},
    tags=["screening"],
) as dag:
    PythonOperator(task_id="fail_on_drift", python_callable=fail_on_drift, op_args=[load_settings()])
