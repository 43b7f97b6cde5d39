"""The checks on the serving image: good, bad, edge and absent."""

import pytest

from checks.infrastructure.build_context_ignored import build_context_ignored
from checks.infrastructure.image_installs_lock import image_installs_lock
from checks.infrastructure.image_ships_model import image_ships_model
from checks.infrastructure.multi_stage_build import multi_stage_build
from checks.infrastructure.non_root_user import non_root_user
from checks.infrastructure.pinned_base_image import pinned_base_image
from checks.infrastructure.slim_base_image import slim_base_image
from readiness.domain.check import Outcome, Strength
from readiness.domain.evidence import Absent
from readiness.evidence.manifest import Manifest, ModelManifest
from readiness.evidence.requirement_lists import parse_pip_list
from readiness.evidence.requirements import Requirements

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


def lines(result):
    return [evidence.location.line for evidence in result.evidence]


def test_multi_stage_build(serving_of):
    good = multi_stage_build(serving_of(GOOD))
    assert (good.outcome, good.holds, good.strength, lines(good)) == (Outcome.MEASURED, True, Strength.E1, [5])
    bad = multi_stage_build(serving_of(PLAIN))
    assert bad.holds is False
    assert "Dockerfile" in bad.findings[0].fix
    # a second FROM that nothing is copied from is no multi-stage build; COPY --from an image is no stage
    edge = multi_stage_build(serving_of("FROM a:1 AS build\nRUN make\nFROM a:1\nCOPY --from=nginx:1 /x /x\nCMD x\n"))
    assert edge.holds is False
    assert "copies nothing" in edge.reason


@pytest.mark.parametrize(
    ("tail", "holds"),
    [
        ("USER app", True),
        ("USER 10001:0", True),
        ("USER root", False),
        ("USER 0:0", False),
        ("RUN useradd app", False),
        ("USER app\nUSER root", False),
        ("USER $WHO", None),
    ],
)
def test_non_root_user(serving_of, tail, holds):
    result = non_root_user(serving_of(f"FROM python:3.11\n{tail}\nCMD x\n"))
    assert result.holds is holds
    assert bool(result.findings) is (holds is False)


def test_non_root_user_from_an_earlier_stage_or_the_base(serving_of):
    inherited = non_root_user(serving_of("FROM a:1 AS base\nUSER app\nFROM base\nCMD x\n"))
    assert (inherited.holds, lines(inherited)) == (True, [2])
    # a USER in a stage that is only copied from does not count
    assert non_root_user(serving_of("FROM a:1 AS b\nUSER app\nFROM a:1\nCOPY --from=b /x /x\n")).holds is False
    assert non_root_user(serving_of("FROM gcr.io/distroless/python3:nonroot\nCMD x\n")).holds is True


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (GOOD, 1.0),
        (PLAIN, 0.0),
        ("FROM a:1 AS b\nFROM c:latest\n", 0.5),
        ("FROM a@sha256:00\n", 1.0),
        ("ARG TAG\nFROM a:${TAG}\n", 0.0),
        ("ARG TAG=1\nFROM a:${TAG}\nFROM scratch\n", 1.0),
        ("FROM a:1 AS b\nFROM b\n", 1.0),
    ],
)
def test_pinned_base_image(serving_of, text, share):
    result = pinned_base_image(serving_of(text))
    (measurement,) = result.measurements
    assert (measurement.name, measurement.value) == ("pinned_share", share)
    assert bool(result.findings) is (share < 1)


def test_slim_base_image(serving_of):
    assert slim_base_image(serving_of(GOOD)).holds is True
    bad = slim_base_image(serving_of("FROM python:3.11-slim AS b\nFROM python:3.11\nCOPY --from=b /x /x\n"))
    assert (bad.holds, bad.findings[0].location.line) == (False, 2)
    assert slim_base_image(serving_of("FROM python:3.11-slim AS b\nFROM b\n")).holds is True


def test_build_context_ignored(serving_of, containers_of):
    serving = serving_of(PLAIN, ".dockerignore")
    assert build_context_ignored(serving, containers_of(serving, ".git", ".env", "data")).holds is True
    open_context = build_context_ignored(serving, containers_of(serving, "data"))
    assert open_context.holds is False
    assert ".git and .env" in open_context.reason
    assert build_context_ignored(serving, containers_of(serving, "# nothing", "!x")).holds is False
    # with named sources only, what is let in does not reach the image
    named = serving_of(GOOD, ".dockerignore")
    assert build_context_ignored(named, containers_of(named, "data")).holds is True
    assert build_context_ignored(serving_of(GOOD), containers_of(serving_of(GOOD))).holds is False


def test_image_ships_model(serving_of, containers_of):
    manifest = Manifest(model=ModelManifest(path="models/model.joblib"))
    serving = serving_of(GOOD)
    good = image_ships_model(serving, containers_of(serving), manifest)
    assert (good.holds, lines(good)) == (True, [6])
    other = image_ships_model(serving, containers_of(serving), Manifest(model=ModelManifest(path="models/v2.joblib")))
    assert (other.holds, other.findings[0].location.path) == (False, "Dockerfile")
    whole = serving_of(PLAIN, ".dockerignore")
    ignored = image_ships_model(whole, containers_of(whole, "models"), manifest)
    assert (ignored.holds, ignored.findings[0].location.path) == (False, ".dockerignore")
    assert image_ships_model(serving, containers_of(serving), Manifest()).holds is None


def requirements(text):
    return Requirements(tuple(parse_pip_list(text, "requirements.txt")), (), ("requirements.txt",))


@pytest.mark.parametrize(
    ("run", "listed", "holds"),
    [
        ("pip install --require-hashes -r requirements.txt", "a\n", True),
        ("pip install --upgrade pip && pip install -r requirements.txt", "a==1\n", True),
        ("pip install -r requirements.txt", "a==1\nb>=2\n", False),
        ("pip install pandas", "a==1\n", False),
        ("pip install pandas==2.0 'numpy==1.26'", "", True),
        ("uv sync --frozen", "", True),
        ("uv sync", "", None),
        ("echo nothing", "", None),
    ],
)
def test_image_installs_lock(serving_of, run, listed, holds):
    assert image_installs_lock(serving_of(f"FROM a:1\nRUN {run}\nCMD x\n"), requirements(listed)).holds is holds


def test_image_installs_lock_looks_into_the_build_stage(serving_of):
    good = image_installs_lock(serving_of(GOOD), Absent("no file declares dependencies"))
    assert (good.holds, lines(good)) == (True, [3])
    aside = "FROM a:1 AS lint\nRUN pip install -r requirements.txt\nFROM a:1\nRUN pip install x==1\nCMD x\n"
    assert image_installs_lock(serving_of(aside), requirements("a\n")).holds is True
