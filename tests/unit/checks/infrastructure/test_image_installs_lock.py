"""What the image installs is fixed."""

import pytest

from checks.infrastructure.image_installs_lock import image_installs_lock
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.requirement_lists import parse_pip_list
from readiness.evidence.delivery.requirements import Requirements

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
def test_good_and_bad(serving_of, run, listed, holds):
    assert image_installs_lock(serving_of(f"FROM a:1\nRUN {run}\nCMD x\n"), requirements(listed)).holds is holds


def test_the_build_stage_counts_and_others_do_not(serving_of):
    good = image_installs_lock(serving_of(GOOD), Absent("no file declares dependencies"))
    assert good.holds is True
    assert good.evidence[0].location.line == 3
    aside = "FROM a:1 AS lint\nRUN pip install -r requirements.txt\nFROM a:1\nRUN pip install x==1\nCMD x\n"
    assert image_installs_lock(serving_of(aside), requirements("a\n")).holds is True
