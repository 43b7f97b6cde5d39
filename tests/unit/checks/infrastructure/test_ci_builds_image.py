"""The image is built on every change."""

import pytest

from checks.infrastructure.ci_builds_image import ci_builds_image

DOCKERFILE = "FROM python:3.11\nCMD x\n"


@pytest.mark.parametrize(
    "step", ["      - run: docker build -t app .\n", "      - uses: docker/build-push-action@v6\n"]
)
def test_good(pipelines_of, serving_of, containers_of, step):
    containers = containers_of(serving_of(DOCKERFILE))
    assert ci_builds_image(pipelines_of(step), containers).holds is True


@pytest.mark.parametrize(
    "step",
    [
        "      - run: pytest\n",
        "      - run: docker build . || true\n",
        "      - uses: docker/build-push-action@v6\n        continue-on-error: true\n",
    ],
)
def test_bad(pipelines_of, serving_of, containers_of, step):
    result = ci_builds_image(pipelines_of(step), containers_of(serving_of(DOCKERFILE)))
    assert result.holds is False
    assert "Dockerfile" in result.findings[0].fix


def test_only_on_a_tag(pipelines_of, serving_of, containers_of):
    pipelines = pipelines_of("      - run: docker build .\n", on="release")
    assert ci_builds_image(pipelines, containers_of(serving_of(DOCKERFILE))).holds is False
