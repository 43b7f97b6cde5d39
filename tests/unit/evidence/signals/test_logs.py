"""Logs and traces."""

import pytest

TRAIN = "from sklearn.svm import SVC\n\n\ndef train():\n    {}\n    SVC().fit([[1]], [1])\n\n\nif __name__ == '__main__':\n    {}\n    train()\n"
STD = "import logging\n\nlogger = logging.getLogger(__name__)\n"
API = "from fastapi import FastAPI\n{}\napp = FastAPI()\n{}\n"

CASES = [
    ("logging", True, {"train.py": STD + TRAIN.format("logger.info('start')", "logging.basicConfig(level=logging.INFO)")}),
    ("logging", True, {"train.py": "from loguru import logger\n" + TRAIN.format("logger.info('start')", "pass")}),
    ("logging", True, {"flow.py": "from prefect import flow, get_run_logger\nfrom sklearn.svm import SVC\n\n\n@flow\ndef run():\n    logger = get_run_logger()\n    logger.info('start')\n    SVC().fit([[1]], [1])\n\n\nif __name__ == '__main__':\n    run()\n"}),
    ("logging", False, {"train.py": TRAIN.format("print('start')", "pass")}),
    ("logging", False, {"train.py": STD + TRAIN.format("logger.info('start')", "pass")}),
    ("logging", False, {"tool.py": STD + "\n\nif __name__ == '__main__':\n    logging.basicConfig()\n    logger.info('x')\n", "train.py": TRAIN.format("print(1)", "pass")}),
    ("structured-logging", True, {"log.py": "import logging\nfrom pythonjsonlogger import jsonlogger\n\nhandler = logging.StreamHandler()\nhandler.setFormatter(jsonlogger.JsonFormatter())\nprint(handler)\n"}),
    ("structured-logging", True, {"log.py": "import structlog\n\nlog = structlog.get_logger()\nlog.info('start', rows=3)\n"}),
    ("structured-logging", True, {"log.py": "import sys\nfrom loguru import logger\n\nlogger.add(sys.stdout, serialize=True)\nlogger.info('x')\n"}),
    ("structured-logging", False, {"requirements.txt": "python-json-logger\n", "log.py": STD + "logging.basicConfig(format='%(message)s')\nlogger.info('x')\n"}),
    ("structured-logging", False, {"log.py": STD + "import json\nlogging.basicConfig()\nlogger.info(json.dumps({'f1': 1}, indent=2))\n"}),
    ("log-aggregation", True, {"log.py": "import logging\nimport watchtower\n\nlogging.getLogger().addHandler(watchtower.CloudWatchLogHandler())\nprint(1)\n"}),
    ("log-aggregation", True, {"docker-compose.yml": "services:\n  promtail:\n    image: grafana/promtail:2.9\n"}),
    ("log-aggregation", True, {"docker-compose.yml": "services:\n  api:\n    build: .\n    logging: {driver: awslogs}\n"}),
    ("log-aggregation", False, {"log.py": STD + "logging.basicConfig(filename='app.log')\nlogger.info('x')\n"}),
    ("log-aggregation", False, {"docker-compose.yml": "services:\n  api:\n    build: .\n    logging: {driver: json-file}\n"}),
    ("tracing", True, {"app.py": API.format("from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor", "FastAPIInstrumentor.instrument_app(app)")}),
    ("tracing", True, {"Dockerfile": "FROM python:3.11\nCOPY . .\nCMD [\"ddtrace-run\", \"uvicorn\", \"app:app\"]\n"}),
    ("tracing", False, {"app.py": API.format("from opentelemetry import trace", "")}),
    ("tracing", False, {"trace.py": "import newrelic.agent\n\n\ndef start():\n    newrelic.agent.initialize('newrelic.ini')\n", "app.py": API.format("import uvicorn", "uvicorn.run(app)")}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_logs(agrees, signal, expected, files):
    agrees(signal, expected, files)
