"""What stays out of the build context."""

from checks.infrastructure.build_context_ignored import build_context_ignored

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


def test_good(serving_of, containers_of):
    serving = serving_of(PLAIN, ".dockerignore")
    assert build_context_ignored(serving, containers_of(serving, ".git", ".env", "data")).holds is True
    # with named sources only, what is let in does not reach the image
    named = serving_of(GOOD, ".dockerignore")
    assert build_context_ignored(named, containers_of(named, "data")).holds is True


def test_bad(serving_of, containers_of):
    serving = serving_of(PLAIN, ".dockerignore")
    result = build_context_ignored(serving, containers_of(serving, "data"))
    assert result.holds is False
    assert ".git and .env" in result.reason


def test_without_a_pattern_or_a_file(serving_of, containers_of):
    serving = serving_of(PLAIN, ".dockerignore")
    assert build_context_ignored(serving, containers_of(serving, "# nothing", "!x")).holds is False
    none = serving_of(GOOD)
    assert build_context_ignored(none, containers_of(none)).holds is False
