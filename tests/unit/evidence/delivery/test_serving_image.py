"""Which image serves is decided by what its command reaches."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.serving_image import find_serving_image

API = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m.joblib')\n"
EMPTY = "from fastapi import FastAPI\nimport joblib\napp = FastAPI()\n"
SPLIT = {
    "src/api.py": "from src.scoring import score\napp = 1\n",
    "src/scoring.py": "def score(m, x):\n    return m.predict(x)\n",
}


def found(project_of, files, model=None):
    project = project_of(files)
    containers = read_containers(project)
    sources = python_sources(project, Absent("none"))
    return find_serving_image(project, containers, sources, Manifest(model=ModelManifest(path=model)))


@pytest.mark.parametrize(
    ("command", "files", "module"),
    [
        ('CMD ["uvicorn", "app:app"]', {"app.py": API}, "app.py"),
        ("CMD exec gunicorn -k uvicorn.workers.UvicornWorker app:app", {"app.py": API}, "app.py"),
        ("CMD uvicorn src.api:app", SPLIT, "src/api.py"),
        ("CMD python -m app", {"app.py": API}, "app.py"),
        (
            'ENTRYPOINT ["python"]\nCMD ["/app/batch/score.py"]',
            {"batch/score.py": API, "score.py": "x = 1"},
            "batch/score.py",
        ),
        ('CMD ["sh", "-c", "python -m alembic upgrade && uvicorn app:app"]', {"app.py": API}, "app.py"),
        ("ENTRYPOINT ./start.sh", {"start.sh": "exec uvicorn app:app\n", "app.py": API}, "app.py"),
        ("ENV FLASK_APP=app.py\nCMD flask run", {"app.py": API}, "app.py"),
        ("CMD mlflow models serve -m models/x", {"a.py": ""}, None),
        ("FROM tiangolo/uvicorn-gunicorn:python3.11", {"app/main.py": API, "main.py": ""}, "app/main.py"),
        ("CMD Rscript serve.R", {"serve.R": "predict(m, x)"}, "serve.R"),
    ],
)
def test_commands_that_serve(project_of, command, files, module):
    serving = found(project_of, {"Dockerfile": f"FROM a:1\nCOPY . .\n{command}\n", **files})
    assert serving.path == "Dockerfile"
    assert serving.module == module


@pytest.mark.parametrize(
    ("command", "files", "reason"),
    [
        ("", {"app.py": API}, "starts nothing"),
        ('CMD ["echo", "model"]', {"app.py": API}, "starts nothing that loads"),
        ("CMD uvicorn app:app", {"app.py": EMPTY}, "starts nothing that loads"),
        ("CMD uvicorn gone:app", {"app.py": API}, "gone:app, which is not in the project"),
        ("CMD python app.py", {"app.py": "def predict():\n    return 1\n\npredict()\n"}, "starts nothing that loads"),
        ("CMD uvicorn app:app", {"app.py": "def f(:"}, "not in the project"),
    ],
)
def test_commands_that_do_not(project_of, command, files, reason):
    absent = found(project_of, {"Dockerfile": f"FROM a:1\nCOPY . .\n{command}\n", **files})
    assert isinstance(absent, Absent)
    assert reason in absent.reason


def test_the_image_with_the_shipped_model_comes_first(project_of):
    files = {
        "a/Dockerfile": "FROM a:1\nCOPY a.py .\nCMD python a.py\n",
        "a/a.py": API,
        "b/Dockerfile": "FROM a:1\nCOPY b.py m.joblib ./\nCMD python b.py\n",
        "b/b.py": API,
        "b/m.joblib": "x",
    }
    assert found(project_of, files, "b/m.joblib").path == "b/Dockerfile"


def test_only_compose(project_of):
    assert "no Dockerfile" in found(project_of, {"compose.yml": "services: {a: {image: x}}"}).reason
