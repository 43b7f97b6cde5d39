"""Measures drift and live quality every night, and starts a retraining when one crosses its limit."""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

from demand.config import load_settings
from demand.trigger import watch

with DAG(
    dag_id="watch_demand",
    description=__doc__,
    schedule="30 2 * * *",
    start_date=datetime(2026, 7, 1, tzinfo=UTC),
    catchup=False,
    default_args={"owner": "demand-planning", "retries": 0},
    tags=["demand"],
) as dag:
    PythonOperator(task_id="watch", python_callable=watch, op_args=[load_settings()])
