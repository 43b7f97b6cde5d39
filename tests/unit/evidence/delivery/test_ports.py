"""Ports that the image, compose file and manifests name."""

from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.containers import read_containers
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.delivery.ports import ports
from readiness.evidence.delivery.serving_image import find_serving_image

NONE = Absent("none")
APP = """\
import joblib
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m.joblib")
@app.post("/predict")
def predict(row: dict):
    return model.predict([list(row.values())])[0]
"""


def read(project_of, dockerfile, compose=""):
    files = {"main.py": APP, "Dockerfile": dockerfile, **({"docker-compose.yml": compose} if compose else {})}
    project = project_of(files)
    containers = read_containers(project)
    serving = find_serving_image(project, containers, python_sources(project, NONE), Manifest())
    return ports(project, serving, containers, read_kubernetes(project))


def test_command_expose_and_compose(project_of):
    docker = 'FROM python:3.11\nCOPY . .\nEXPOSE 8000/tcp\nCMD ["uvicorn", "main:app", "--port=9000"]\n'
    found = read(project_of, docker, 'services:\n  api:\n    build: .\n    ports: ["80:8000"]\n')
    assert (found.listens.numbers, found.listens.location.line) == (frozenset({"9000"}), 4)
    assert [(one.what, str(one.location), one.written) for one in found.named] == [
        ("EXPOSE", "Dockerfile:3", "8000"),
        ("service api", "docker-compose.yml:2", "8000"),
    ]


def test_default_of_the_server(project_of):
    found = read(project_of, 'FROM python:3.11\nEXPOSE 80\nCMD ["uvicorn", "main:app"]\n')
    assert found.listens.written == "8000"


def test_port_of_the_environment_and_of_a_base_image_is_not_known(project_of):
    docker = 'FROM python:3.11\nEXPOSE 80\nCMD ["sh", "-c", "uvicorn main:app --port $PORT"]\n'
    assert read(project_of, docker).listens is None
    assert read(project_of, "FROM tiangolo/uvicorn-gunicorn-fastapi:python3.9\nCOPY . .\nEXPOSE 80\n").listens is None
