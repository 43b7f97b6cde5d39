# Daily retraining: collect, validate, retrain, evaluate against current, deploy if better
from datetime import datetime

from airflow import DAG
from airflow.operators.empty import EmptyOperator

with DAG("retrain", schedule=None, start_date=datetime(2026, 1, 1)) as dag:
    collect = EmptyOperator(task_id="collect_production_data")
    validate = EmptyOperator(task_id="validate_with_great_expectations")
    retrain = EmptyOperator(task_id="retrain_xgboost")
    evaluate = EmptyOperator(task_id="evaluate_against_current")
    deploy = EmptyOperator(task_id="deploy_if_better")
    collect >> validate >> retrain >> evaluate >> deploy
