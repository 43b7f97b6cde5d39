"""What a command does, seen through its wrappers."""

import pytest

from readiness.evidence.delivery.commands import parse_commands
from readiness.evidence.delivery.programs import (
    builds_image,
    installs_locked,
    invocation,
    lints,
    make_targets,
    runs_tests,
    scans,
)


def only(script):
    (command,) = parse_commands(script)
    return command


@pytest.mark.parametrize(
    ("script", "program", "arguments"),
    [
        ("poetry run python -m pytest -q", "pytest", ("-q",)),
        ("uv run --frozen --group dev pytest", "pytest", ()),
        ("conda run -n ml pytest tests", "pytest", ("tests",)),
        ("sudo timeout 60 .venv/bin/pytest", "pytest", ()),
        ("coverage run -m pytest", "pytest", ()),
        ("xvfb-run tox -e py311", "tox", ("-e", "py311")),
        ("env CI=1 make test", "make", ("test",)),
        ("bash -c 'pytest -x'", "pytest", ("-x",)),
    ],
)
def test_wrappers_are_taken_off(script, program, arguments):
    assert invocation(only(script)) == (program, arguments)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest", True),
        ("python -m unittest discover", True),
        ("python manage.py test", True),
        ("docker compose run api pytest", True),
        ("docker run image pytest -q", True),
        ("hatch test", True),
        ("pytest --collect-only", False),
        ("pytest --version", False),
        ("echo pytest", False),
        ("pip install pytest", False),
        ("make test", False),
        ("python train.py", False),
    ],
)
def test_runs_tests(script, expected):
    assert runs_tests(only(script)) is expected


def test_other_purposes():
    assert lints(only("uvx ruff check ."))
    assert not lints(only("pip install ruff"))
    assert scans(only("trivy image app:1"))
    assert not scans(only("trivy --version"))
    assert builds_image(only("docker buildx build -t a ."))
    assert not builds_image(only("docker run a"))
    assert make_targets(only("make -C api lint test V=1")) == ("api", "lint", "test")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("uv sync --frozen", True),
        ("uv sync", False),
        ("poetry install --no-root", True),
        ("pip install --require-hashes -r requirements.txt", True),
        ("pip install -r requirements.txt", False),
    ],
)
def test_installs_locked(script, expected):
    assert installs_locked(only(script)) is expected
