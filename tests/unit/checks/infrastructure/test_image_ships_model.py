"""The shipped model's way into the image."""

import pytest

from checks.infrastructure.image_ships_model import image_ships_model
from readiness.evidence.declared.manifest import Manifest, ModelManifest

GOOD = """\
FROM python:3.11.9-slim AS build
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
FROM python:3.11.9-slim
COPY --from=build /opt/venv /opt/venv
COPY models/model.joblib models/
USER 10001
CMD ["python", "app.py"]
"""
PLAIN = "FROM python\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python app.py\n"
MANIFEST = Manifest(model=ModelManifest(path="models/model.joblib"))


def test_good(serving_of, containers_of):
    serving = serving_of(GOOD)
    result = image_ships_model(serving, containers_of(serving), MANIFEST)
    assert result.holds is True
    assert result.evidence[0].location.line == 6


@pytest.mark.parametrize("copied", ["models/other.joblib models/", "src src"])
def test_bad(serving_of, containers_of, copied):
    serving = serving_of(GOOD.replace("models/model.joblib models/", copied))
    result = image_ships_model(serving, containers_of(serving), MANIFEST)
    assert result.holds is False
    assert result.findings[0].location.path == "Dockerfile"


def test_kept_out_by_the_ignore_file(serving_of, containers_of):
    serving = serving_of(PLAIN, ".dockerignore")
    result = image_ships_model(serving, containers_of(serving, "models"), MANIFEST)
    assert result.holds is False
    assert result.findings[0].location.path == ".dockerignore"


def test_an_unknown_model(serving_of, containers_of):
    serving = serving_of(GOOD)
    assert image_ships_model(serving, containers_of(serving), Manifest()).holds is None
