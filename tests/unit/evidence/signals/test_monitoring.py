"""Monitoring in operation."""

import json

import pytest

APP = "import joblib\nfrom fastapi import FastAPI\n{}\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n{}\n\n\n@app.post('/predict')\ndef predict(x: float):\n    {}\n    return float(model.predict([[x]])[0])\n"
BOARD = json.dumps(
    {
        "title": "Service",
        "panels": [{"title": "Requests", "type": "graph", "targets": [{"expr": "rate(requests_total[5m])"}]}],
    },
    indent=1,
)
RULES = "groups:\n  - name: a\n    rules:\n      - alert: SlowPredictions\n        expr: latency_seconds > 1\n        for: 5m\n"
EVIDENTLY = "import pandas as pd\nfrom evidently.report import Report\nfrom evidently.metric_preset import DataDriftPreset\n\n{}\nreport = Report(metrics=[DataDriftPreset()])\nreport.run(reference_data={}, current_data={})\nreport.save_html('a.html')\n"
PSI = "import numpy as np\n\n\ndef population_stability_index(reference, current):\n    return float(np.sum((current - reference) * np.log(current / reference)))\n\n\nif __name__ == '__main__':\n    print(population_stability_index(np.ones(3), np.ones(3)))\n"
ALERT = "import requests\n\n\ndef notify_slack(text):\n    requests.post('https://hooks.slack.com/x', json={'text': text})\n\n\ndef watch(drift_share):\n    if drift_share > 0.3:\n        notify_slack('drift')\n\n\nif __name__ == '__main__':\n    watch(0.5)\n"


def notebook(*cells):
    held = [
        {"cell_type": "code", "source": [line + "\n" for line in cell.split("\n")], "outputs": []} for cell in cells
    ]
    return json.dumps({"cells": held, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


CASES = [
    ("metrics-instrumentation", True, {"app.py": APP.format("from prometheus_client import Counter", "SEEN = Counter('seen', 'x')", "SEEN.inc()")}),
    ("metrics-instrumentation", True, {"app.py": APP.format("from prometheus_fastapi_instrumentator import Instrumentator", "Instrumentator().instrument(app).expose(app)", "pass")}),
    ("metrics-instrumentation", True, {"app.py": APP.format("import boto3", "cw = boto3.client('cloudwatch')", "cw.put_metric_data(Namespace='a', MetricData=[])")}),
    ("metrics-instrumentation", False, {"app.py": APP.format("from prometheus_client import Counter", "", "pass")}),
    ("metrics-instrumentation", False, {"app.py": APP.format("from prometheus_client import Counter", "SEEN = Counter('seen', 'x')", "pass")}),
    ("dashboards", True, {"grafana/service.json": BOARD}),
    ("dashboards", True, {"main.tf": 'resource "aws_cloudwatch_dashboard" "d" {\n  dashboard_body = "{}"\n}\n'}),
    ("dashboards", False, {"app.py": "import streamlit as st\n\nst.write('predict')\nst.button('go')\n"}),
    ("dashboards", False, {"reports/drift.html": "<html>drift</html>", "a.py": "x = 1\n"}),
    ("alert-rules", True, {"prometheus/alerts.yml": RULES}),
    ("alert-rules", True, {"template.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::CloudWatch::Alarm\n    Properties: {Threshold: 1}\n"}),
    ("alert-rules", True, {"watch.py": ALERT}),
    ("alert-rules", False, {"prometheus.yml": "scrape_configs:\n  - job_name: api\n"}),
    ("alert-rules", False, {"dag.py": "from airflow import DAG\nfrom airflow.operators.email import EmailOperator\n\nwith DAG('a') as dag:\n    EmailOperator(task_id='done', to='a@b.c')\n"}),
    ("alert-rules", False, {"watch.py": ALERT.replace("    watch(0.5)\n", "    print('nothing')\n")}),
    ("drift-monitoring", True, {"monitor.py": EVIDENTLY.format("", "pd.read_csv('reference.csv')", "pd.read_csv('current.csv')")}),
    ("drift-monitoring", True, {"monitor.py": PSI}),
    ("drift-monitoring", True, {"monitor.py": "import nannyml\n\ncalc = nannyml.UnivariateDriftCalculator(column_names=['a'])\ncalc.fit(None).calculate(None).plot()\n"}),
    ("drift-monitoring", False, {"evidently/README.md": "# Evidently\n\nDrift monitoring with Evidently.\n", "a.py": "x = 1\n"}),
    ("drift-monitoring", False, {"drift.ipynb": notebook(EVIDENTLY.format("", "pd.read_csv('a.csv')", "pd.read_csv('b.csv')"))}),
    ("drift-monitoring", False, {"split.py": EVIDENTLY.format("from sklearn.model_selection import train_test_split\ntrain, test = train_test_split(pd.read_csv('a.csv'))", "train", "test")}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_monitoring(agrees, signal, expected, files):
    agrees(signal, expected, files)
