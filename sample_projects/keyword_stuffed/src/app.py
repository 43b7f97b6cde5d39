# Real-time API with request validation, authentication, structured logging, metrics and tracing
import logging

import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram

app = FastAPI()
logger = logging.getLogger(__name__)
PREDICTIONS = Counter("predictions_total", "Predictions")
LATENCY = Histogram("prediction_latency_seconds", "Latency")


@app.post("/predict")
def predict(payload: dict):
    try:
        return {"prediction": 1}
    except:
        pass
