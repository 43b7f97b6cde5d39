"""Retrains the demand model every Monday and whenever watch_demand asks for it; a gate decides what is promoted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.python import PythonOperator, ShortCircuitOperator
from airflow.sdk import DAG

from demand.config import load_settings
from demand.retrain import (
    candidate_is_better,
    collect_production_data,
    promote_candidate,
    train_candidate,
    validate_collected_data,
)

SETTINGS = load_settings()

with DAG(
    dag_id="retrain_demand",
    description=__doc__,
    schedule="0 3 * * 1",
    start_date=datetime(2026, 7, 6, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "demand-planning", "retries": 1, "retry_delay": timedelta(minutes=10)},
    tags=["demand"],
) as dag:
    collect = PythonOperator(
        task_id="collect_production_data", python_callable=collect_production_data, op_args=[SETTINGS]
    )
    validate = PythonOperator(
        task_id="validate_collected_data", python_callable=validate_collected_data, op_args=[SETTINGS]
    )
    train = PythonOperator(task_id="train_candidate", python_callable=train_candidate, op_args=[SETTINGS])
    gate = ShortCircuitOperator(
        task_id="evaluate_against_current", python_callable=candidate_is_better, op_args=[SETTINGS]
    )
    promote = PythonOperator(task_id="promote_candidate", python_callable=promote_candidate, op_args=[SETTINGS])

    collect >> validate >> train >> gate >> promote
