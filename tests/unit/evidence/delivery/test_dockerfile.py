"""Dockerfiles to stages with lines."""

import pytest

from readiness.evidence.delivery.dockerfile import image_reference
from readiness.evidence.delivery.dockerfile_grammar import parse_dockerfile

TWO_STAGES = """\
# syntax=docker/dockerfile:1
ARG PY=3.11
FROM --platform=linux/amd64 python:${PY}-slim AS build
WORKDIR /src
RUN <<EOF
pip install build
FROM nowhere
EOF
COPY requirements.txt \\

  # a comment inside
  ./
RUN pip install -r requirements.txt && \\
    pip check

FROM python:${PY}-slim@sha256:aa
ENV PORT=8000
COPY --from=build --chown=app:app /src /app
COPY ["models/a b.joblib", "/app/models/"]
USER app
EXPOSE ${PORT}/tcp
HEALTHCHECK CMD curl -f localhost
ENTRYPOINT ["uvicorn", "app:app"]
CMD --port 8000"""


def test_two_stages():
    build, final = parse_dockerfile(TWO_STAGES).stages
    assert (build.name, build.base.text, build.line) == ("build", "python:3.11-slim", 3)
    assert [(copy.sources, copy.destination, copy.line) for copy in build.copies] == [(("requirements.txt",), "./", 9)]
    assert [(command.words[0], command.line) for command in build.runs] == [
        ("pip", 6), ("FROM", 7), ("pip", 13), ("pip", 14),
    ]  # fmt: skip
    assert (final.base.tag, final.base.digest, final.line) == ("3.11-slim", "sha256:aa", 16)
    assert [(copy.source_stage, copy.sources) for copy in final.copies] == [
        ("build", ("/src",)),
        ("", ("models/a b.joblib",)),
    ]
    assert (final.user, final.user_line, final.exposes, final.healthcheck_line) == ("app", 20, ("8000",), 22)
    assert (final.entrypoint, final.command) == (("uvicorn", "app:app"), ("--port", "8000"))


def test_a_stage_inherits_from_the_stage_it_starts_from():
    parsed = parse_dockerfile(
        'FROM python:3.11 AS base\nUSER app\nCMD ["a"]\nCOPY a /a\nFROM base AS final\nENTRYPOINT ["b"]\nCOPY b /b\n'
    )
    final = parsed.inherited(parsed.stages[1])
    assert (final.parent, final.user, final.user_line) == (0, "app", 2)
    # an ENTRYPOINT resets the CMD it inherits
    assert (final.entrypoint, final.command) == (("b",), ())
    assert [copy.line for copy in final.copies] == [4, 7]


def test_stage_references_by_name_and_number():
    parsed = parse_dockerfile("FROM a:1 AS One\nFROM b:1\nFROM c:1\n")
    assert parsed.stage_named("one", 2) is parsed.stages[0]
    assert parsed.stage_named("1", 2) is parsed.stages[1]
    assert parsed.stage_named("2", 2) is None
    assert parsed.stage_named("alpine", 2) is None


def test_escape_directive():
    parsed = parse_dockerfile("# escape=`\nFROM a:1\nCOPY c:\\x `\n  d\n")
    assert parsed.stages[0].copies[0].sources == ("c:\\x",)


@pytest.mark.parametrize(
    ("text", "repository", "tag", "pinned", "slim"),
    [
        ("python:3.11-slim", "python", "3.11-slim", True, True),
        ("python", "python", "", False, False),
        ("python:latest", "python", "latest", False, False),
        ("registry:5000/team/python", "registry:5000/team/python", "", False, False),
        ("registry:5000/team/python:2", "registry:5000/team/python", "2", True, False),
        ("python@sha256:ab", "python", "", True, False),
        ("python:${TAG}", "python", "${TAG}", False, False),
        ("${BASE}", "${BASE}", "", False, False),
        ("gcr.io/distroless/python3:nonroot", "gcr.io/distroless/python3", "nonroot", True, True),
    ],
)
def test_image_references(text, repository, tag, pinned, slim):
    reference = image_reference(text)
    assert (reference.repository, reference.tag, reference.pinned, reference.slim) == (repository, tag, pinned, slim)


def test_build_argument_defaults():
    parsed = parse_dockerfile("ARG A=1\nARG B\nFROM x:${A}\nFROM y:${B:-2}\nFROM z:${B}\n")
    assert [stage.base.text for stage in parsed.stages] == ["x:1", "y:2", "z:${B}"]


@pytest.mark.parametrize(
    "text", ["", "\x00\x01", "FROM", "RUN <<EOF\nno end", 'COPY ["', "hello world\n" * 100, "FROM a\\"]
)
def test_junk_never_raises(text):
    assert all(stage.base is not None for stage in parse_dockerfile(text).stages)
