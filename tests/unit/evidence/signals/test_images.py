"""Images and compose files, by what they build and start."""

import pytest

API = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return float(model.predict([[x]])[0])\n"
SERVES = 'CMD ["uvicorn", "app:app"]\n'

CASES = [
    ("dockerfile", True, {"Dockerfile": "FROM python:3.11\nCOPY . .\n"}),
    ("dockerfile", True, {"docker/train.Dockerfile": "FROM r-base:4.3\nRUN Rscript -e 'x'\n"}),
    ("dockerfile", True, {"ops/serving": "FROM python:3.11\nCOPY . .\n",
                          "compose.yaml": "services:\n  api:\n    build: {context: ops, dockerfile: serving}\n"}),
    ("dockerfile", False, {"Dockerfile": "", "a.py": "x = 1\n"}),
    ("dockerfile", False, {"Dockerfile": "FROM python:3.11\n"}),
    ("dockerfile", False, {"vendor/tool/Dockerfile": "FROM python:3.11\nCOPY . .\n", "a.py": "x = 1\n"}),
    ("docker-multi-stage", True, {"Dockerfile": "FROM python:3.11 AS build\nRUN pip wheel x\nFROM python:3.11\nCOPY --from=build /w /w\n"}),
    ("docker-multi-stage", True, {"Dockerfile": "FROM python:3.11\nRUN make\nFROM python:3.11-slim\nCOPY --from=0 /w /w\n"}),
    ("docker-multi-stage", False, {"Dockerfile": "FROM python:3.11 AS build\nRUN make\nFROM python:3.11\nCOPY . .\n"}),
    ("docker-multi-stage", False, {"Dockerfile": "FROM python:3.11\nCOPY --from=ghcr.io/astral-sh/uv:0.4 /uv /bin/uv\n"}),
    ("docker-non-root", True, {"app.py": API, "Dockerfile": "FROM python:3.11\nCOPY . .\nUSER 1000\n" + SERVES}),
    ("docker-non-root", True, {"app.py": API, "Dockerfile": "FROM python:3.11\nCOPY . .\nUSER app:app\n" + SERVES}),
    ("docker-non-root", False, {"app.py": API, "Dockerfile": "FROM python:3.11\nRUN useradd app\nCOPY . .\n" + SERVES}),
    ("docker-non-root", False, {"app.py": API, "Dockerfile": "FROM python:3.11\nUSER app\nUSER root\n" + SERVES}),
    ("docker-non-root", False, {"app.py": API, "Dockerfile": "FROM python:3.11\nCOPY . .\n" + SERVES,
                                "README.md": "# Service\nThe image runs as a non-root USER app.\n"}),
    ("docker-base-pinned", True, {"Dockerfile": "FROM python:3.11-slim\nCOPY . .\n"}),
    ("docker-base-pinned", True, {"Dockerfile": f"FROM python@sha256:{'a' * 64}\nCOPY . .\nFROM scratch\nCOPY --from=0 / /\n"}),
    ("docker-base-pinned", False, {"Dockerfile": "FROM conda/miniconda3\nCOPY . .\n"}),
    ("docker-base-pinned", False, {"Dockerfile": "FROM python:3.11\nCOPY . .\n", "gpu/Dockerfile": "FROM nvidia/cuda:latest\nCOPY . .\n"}),
    ("compose", True, {"docker-compose.yml": "services:\n  api:\n    build: .\n"}),
    ("compose", True, {"ops/compose.yaml": "services:\n  mlflow:\n    image: ghcr.io/mlflow/mlflow:v2\n"}),
    ("compose", False, {"tests/docker-compose.yml": "services:\n  aws:\n    image: localstack/localstack\n", "a.py": "x = 1\n"}),
    ("compose", False, {"docker-compose.yml": "services:\n  api:\n    image: wiremock/wiremock\n"}),
    ("compose", False, {".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    services:\n      db: {image: postgres}\n    steps: []\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_images_and_compose_files(agrees, signal, expected, files):
    agrees(signal, expected, files)
