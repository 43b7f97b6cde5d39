"""A small project whose parts agree with each other; texts by path, the model's digest filled in."""

from __future__ import annotations

import hashlib

MODEL = b"not a real model: only its name and digest matter here"
DIGEST = hashlib.sha256(MODEL).hexdigest()
SERVICE = """\
import time

import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram, make_asgi_app
from pydantic import BaseModel, Field

REQUESTS = Counter("credit_predictions_total", "Predictions")
SECONDS = Histogram("credit_prediction_seconds", "Seconds a prediction takes")
app = FastAPI()
app.mount("/metrics", make_asgi_app())
model = joblib.load("models/model.joblib")


class Applicant(BaseModel):
    age: int = Field(ge=18, le=100)
    income: float = Field(ge=0, le=1000000)
    debt: float = Field(ge=0, le=1000000)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/v1/predict")
def predict(applicant: Applicant):
    start = time.monotonic()
    score = model.predict_proba([[applicant.age, applicant.income, applicant.debt]])[0][1]
    REQUESTS.inc()
    SECONDS.observe(time.monotonic() - start)
    return {"score": float(score)}
"""
TRAIN = """\
import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train():
    rows = pd.read_csv("data/train.csv")
    model = LogisticRegression().fit(rows[["age", "income", "debt"]], rows["repaid"])
    joblib.dump(model, "models/model.joblib")


if __name__ == "__main__":
    train()
"""
FILES = {
    "readiness.yaml": """\
version: 1
name: credit
task: binary-classification
serving: online
platform: kubernetes
data:
  train: data/train.csv
  target: repaid
model:
  path: models/model.joblib
""",
    "data/train.csv": "age,income,debt,repaid\n" + "".join(f"{20 + i},{1000 + i},{i},{i % 2}\n" for i in range(20)),
    "models/model.json": f"""\
{{
  "version": "1.4.0",
  "created_at": "2026-01-01",
  "inputs": ["age", "income", "debt"],
  "sha256": "{DIGEST}"
}}
""",
    "expectations/rows.json": """\
{
  "name": "rows",
  "expectations": [
    {"type": "expect_column_values_to_be_between", "kwargs": {"column": "age", "min_value": 18, "max_value": 100}},
    {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "income"}},
    {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "debt"}}
  ]
}
""",
    "service.py": SERVICE,
    "train.py": TRAIN,
    "tests/test_service.py": """\
from service import health


def test_health():
    assert health()["status"] == "ok"
""",
    "requirements.in": "fastapi>=0.110\njoblib>=1.3\n",
    "requirements.txt": "fastapi==0.115.0\njoblib==1.4.2\n",
    "Dockerfile": """\
FROM python:3.11.9-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY service.py .
COPY models/model.joblib models/
EXPOSE 8000
CMD ["uvicorn", "service:app", "--host", "0.0.0.0", "--port", "8000"]
""",
    "docker-compose.yml": """\
services:
  api:
    build: .
    ports: ["80:8000"]
""",
    "k8s/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: credit}
spec:
  replicas: 2
  selector: {matchLabels: {app: credit}}
  template:
    metadata: {labels: {app: credit, version: stable}}
    spec:
      containers:
        - name: api
          image: registry/credit:1.4.0
          ports: [{name: http, containerPort: 8000}]
          resources:
            requests: {cpu: 250m, memory: 256Mi}
            limits: {memory: 512Mi}
          livenessProbe:
            httpGet: {path: /health, port: http}
          readinessProbe:
            httpGet: {path: /health, port: http}
""",
    "k8s/service.yaml": """\
apiVersion: v1
kind: Service
metadata: {name: credit}
spec:
  selector: {app: credit}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: credit}
spec:
  tls: [{hosts: [credit.example.org], secretName: credit}]
  rules:
    - http:
        paths:
          - path: /
            backend: {service: {name: credit, port: {number: 80}}}
""",
    "k8s/hpa.yaml": """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: credit}
spec:
  scaleTargetRef: {kind: Deployment, name: credit}
  minReplicas: 2
  maxReplicas: 6
  metrics:
    - {type: Resource, resource: {name: cpu, target: {averageUtilization: 70}}}
""",
    "k8s/routes.yaml": """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: credit}
spec:
  http:
    - route:
        - destination: {host: credit, subset: stable}
          weight: 90
        - destination: {host: credit, subset: candidate}
          weight: 10
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: credit}
spec:
  host: credit
  subsets:
    - {name: stable, labels: {version: stable}}
    - {name: candidate, labels: {version: stable}}
""",
    "monitoring/alerts.yml": """\
groups:
  - name: credit
    rules:
      - alert: CreditSlow
        expr: histogram_quantile(0.95, rate(credit_prediction_seconds_bucket[5m])) > 0.2
        for: 5m
        labels: {severity: page}
""",
    "monitoring/prometheus.yml": """\
scrape_configs:
  - job_name: credit
    static_configs:
      - targets: ["credit.default.svc:80"]
""",
    "monitoring/dashboard.json": """\
{
  "title": "Credit",
  "panels": [
    {"type": "timeseries", "title": "Predictions", "targets": [{"expr": "rate(credit_predictions_total[5m])"}]},
    {"type": "timeseries", "title": "Seconds", "targets": [{"expr": "rate(credit_prediction_seconds_sum[5m])"}]},
    {"type": "timeseries", "title": "Latency", "targets": [{"expr": "rate(credit_prediction_seconds_bucket[5m])"}]},
    {"type": "timeseries", "title": "Up", "targets": [{"expr": "up"}]},
    {"type": "timeseries", "title": "CPU", "targets": [{"expr": "rate(process_cpu_seconds_total[5m])"}]}
  ]
}
""",
    "load/locustfile.py": """\
from locust import HttpUser, task


class Caller(HttpUser):
    @task
    def predict(self):
        self.client.post("/v1/predict", json={"age": 30, "income": 1000, "debt": 10})
""",
    ".github/workflows/ci.yml": """\
name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ruff check .
      - run: pytest
""",
    "docs/audits/2025-12-01_fairness_audit.md": f"""\
# Fairness audit of the credit model

Date: 2025-12-01

The audited model is {DIGEST}.

| Group | Selection rate |
|---|---|
| women | 0.41 |
| men | 0.43 |
""",
    "docs/data_governance.md": """\
# Data governance policy

## Owner

The risk data team owns these tables and answers for their quality.

## Retention

Rows are kept for five years after the loan ends and then deleted by the nightly job.

## Access

Only the risk data team and the training job may read them.
""",
}
# the same service asking a registry, for the part that needs one
REGISTRY = {
    "train.py": """\
import mlflow
from sklearn.linear_model import LogisticRegression


def train(rows, labels):
    model = LogisticRegression().fit(rows, labels)
    mlflow.sklearn.log_model(model, "model", registered_model_name="credit")


if __name__ == "__main__":
    train([[1], [2]], [0, 1])
""",
    "service.py": """\
import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/credit@champion")


@app.post("/v1/predict")
def predict(row: dict):
    return {"score": float(model.predict([row])[0])}
""",
}
