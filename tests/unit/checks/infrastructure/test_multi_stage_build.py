"""A later stage has to take something from an earlier one."""

from checks.infrastructure.multi_stage_build import multi_stage_build
from readiness.domain.check import Outcome, Strength

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


def test_good(serving_of):
    result = multi_stage_build(serving_of(GOOD))
    assert (result.outcome, result.holds, result.strength) == (Outcome.MEASURED, True, Strength.E1)
    assert [evidence.location.line for evidence in result.evidence] == [5]


def test_bad(serving_of):
    result = multi_stage_build(serving_of(PLAIN))
    assert result.holds is False
    assert "Dockerfile" in result.findings[0].fix


def test_a_second_from_that_nothing_is_copied_from(serving_of):
    # COPY --from an image is no stage
    result = multi_stage_build(serving_of("FROM a:1 AS build\nRUN make\nFROM a:1\nCOPY --from=nginx:1 /x /x\nCMD x\n"))
    assert result.holds is False
    assert "copies nothing" in result.reason


def test_a_stage_that_starts_from_one_that_copies(serving_of):
    text = "FROM a:1 AS build\nFROM a:1 AS base\nCOPY --from=build /x /x\nFROM base\nCMD x\n"
    assert multi_stage_build(serving_of(text)).holds is True
