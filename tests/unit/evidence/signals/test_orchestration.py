"""Pipelines, and what starts a retraining."""

import pytest

TRAIN = "from sklearn.svm import SVC\n\n\ndef train():\n    SVC().fit([[1]], [1])\n\n\nif __name__ == '__main__':\n    train()\n"
DAG = "from datetime import datetime\n\nfrom airflow import DAG\nfrom airflow.operators.python import PythonOperator\n\nfrom train import train\n\nwith DAG('churn', start_date=datetime(2024, 1, 1), schedule={}) as dag:\n    PythonOperator(task_id='train', python_callable=train)\n"
OTHER = (
    DAG.replace("from train import train\n", "def report():\n    print('sales')\n")
    .replace("python_callable=train", "python_callable=report")
    .replace("task_id='train'", "task_id='report'")
)
PREFECT = "from prefect import flow\n\nfrom train import train\n\n\n@flow\ndef retrain():\n    train()\n\n\nif __name__ == '__main__':\n    retrain.serve(name='weekly'{})\n"
CELERY = "from celery import Celery\n\napp = Celery('a')\n\n\n@app.task\ndef predict_later(x):\n    return x\n"
ACTION = "on:\n  {}\njobs:\n  a:\n    steps:\n      - run: {}\n"
CRON = "    - cron: '0 0 * * 0'\n"
DRIFT = "import pandas as pd\nfrom scipy.stats import ks_2samp\n\nfrom train import train\n\n\ndef watch(reference, current):\n    drift_detected = ks_2samp(reference, current).pvalue < 0.05\n    if drift_detected:\n        {}\n\n\nif __name__ == '__main__':\n    watch([1], [2])\n"
RULE = 'resource "aws_cloudwatch_event_rule" "r" {{\n  schedule_expression = "rate(7 days)"\n  {}\n}}\nresource "aws_cloudwatch_event_target" "t" {{\n  arn = aws_lambda_function.train_model.arn\n}}\n'
SENSOR = (
    DAG.replace(
        "from airflow.operators.python import PythonOperator\n",
        "from airflow.operators.python import PythonOperator\nfrom airflow.providers.amazon.aws.sensors.s3 import S3KeySensor\n",
    ).format("None")
    + "    S3KeySensor(task_id='wait', bucket_key='new.csv')\n"
)

CASES = [
    ("workflow-orchestration", True, {"train.py": TRAIN, "dags/churn.py": DAG.format("None")}),
    ("workflow-orchestration", True, {"train.py": TRAIN, "flow.py": PREFECT.format("")}),
    ("workflow-orchestration", True, {"dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n", "train.py": TRAIN}),
    ("workflow-orchestration", True, {"flow.py": "from metaflow import FlowSpec, step\n\n\nclass Churn(FlowSpec):\n    @step\n    def start(self):\n        self.next(self.end)\n\n\nif __name__ == '__main__':\n    Churn()\n"}),
    ("workflow-orchestration", True, {"wf.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec: {}\n"}),
    ("workflow-orchestration", False, {"Makefile": "all: data train\n\ntrain:\n\tpython train.py\n", "train.py": TRAIN}),
    ("workflow-orchestration", False, {"worker.py": CELERY}),
    ("scheduled-retraining", True, {"train.py": TRAIN, "dags/churn.py": DAG.format("'@weekly'")}),
    ("scheduled-retraining", True, {"train.py": TRAIN, "flow.py": PREFECT.format(", cron='0 0 * * 0'")}),
    ("scheduled-retraining", True, {"train.py": TRAIN, ".github/workflows/t.yml": ACTION.format("schedule:\n" + CRON, "python train.py")}),
    ("scheduled-retraining", True, {"main.tf": RULE.format("")}),
    ("scheduled-retraining", False, {"train.py": TRAIN, "dags/churn.py": DAG.format("None")}),
    ("scheduled-retraining", False, {"main.tf": RULE.format("is_enabled = false")}),
    ("scheduled-retraining", False, {"train.py": TRAIN, "dags/report.py": OTHER.format("'@weekly'")}),
    ("scheduled-retraining", False, {"train.py": TRAIN, ".github/workflows/t.yml": ACTION.format("schedule:\n" + CRON, "pip-audit")}),
    ("triggered-retraining", True, {"train.py": TRAIN, "watch.py": DRIFT.format("train()")}),
    ("triggered-retraining", True, {"train.py": TRAIN, "dags/churn.py": SENSOR}),
    ("triggered-retraining", True, {"train.py": TRAIN, ".github/workflows/t.yml": ACTION.format("push:\n    paths: ['data/**']", "python train.py")}),
    ("triggered-retraining", False, {"train.py": TRAIN, ".github/workflows/t.yml": ACTION.format("push:\n    branches: [main]", "python train.py")}),
    ("triggered-retraining", False, {"train.py": TRAIN, "watch.py": DRIFT.format("print('drift')")}),
    ("triggered-retraining", False, {"net.py": "def load(pretrained):\n    if pretrained:\n        model.fit(1)\n\n\nif __name__ == '__main__':\n    load(True)\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_orchestration(agrees, signal, expected, files):
    agrees(signal, expected, files)
