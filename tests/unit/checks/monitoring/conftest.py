"""A small service, written with the lines a test wants in its handler."""

from __future__ import annotations

import pytest

from readiness.evidence.code.log_calls import service_log
from readiness.evidence.code.log_format import log_format
from readiness.evidence.code.metric_updates import metric_updates

SERVICE = """import logging, joblib
from fastapi import FastAPI, HTTPException
{top}
app = FastAPI()
model = joblib.load("m.joblib")
logger = logging.getLogger(__name__)
@app.post("/predict")
def predict(x):
{body}
    return model.predict(x)
{bottom}
"""


@pytest.fixture
def service(code_of):
    """Return a function that writes the service and returns its facts: serving, log, form, metrics, reach."""

    def build(body="    pass", top="", bottom="", **files):
        source = SERVICE.format(top=top, body=body, bottom=bottom)
        code = code_of({"serve.py": source, **{name.replace("__", "."): text for name, text in files.items()}})
        log = service_log(code.serving, code.reach)
        return (
            code.serving,
            log,
            log_format(code.serving, code.reach),
            metric_updates(code.serving, code.reach),
            code.reach,
        )

    return build
