"""Facts of this family made from small texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readiness.evidence.delivery.containers import Containers, Image
from readiness.evidence.delivery.dockerfile_grammar import parse_dockerfile
from readiness.evidence.delivery.github_actions import parse_github_workflow
from readiness.evidence.delivery.pipelines import Pipelines
from readiness.evidence.delivery.serving_image import ServingImage
from readiness.evidence.files.bounded_yaml import load_document


@pytest.fixture
def serving_of() -> Callable[..., ServingImage]:
    """Return a function from the text of a Dockerfile to the image that serves."""

    def made(text: str, ignore_file: str | None = None) -> ServingImage:
        image = Image(parse_dockerfile(text, "Dockerfile"), "", "the Dockerfile's own folder", ignore_file)
        final = image.final
        return ServingImage(image, final.command, final.command_line or 1, "app.py", "it starts app.py")

    return made


@pytest.fixture
def containers_of() -> Callable[..., Containers]:
    """Return a function from a serving image and ignore patterns to the project's containers."""

    def made(serving: ServingImage, *patterns: str) -> Containers:
        return Containers((serving.image,), (), {serving.image.ignore_file or "": patterns})

    return made


@pytest.fixture
def pipelines_of() -> Callable[..., Pipelines]:
    """Return a function from the steps of one GitHub job to the project's pipelines."""

    def made(steps: str, on: str = "push") -> Pipelines:
        text = f"on: {on}\njobs:\n  a:\n    steps:\n{steps}"
        workflow = parse_github_workflow(load_document(text), "ci.yml", lambda command: (command,), lambda _: None)
        assert workflow is not None
        return Pipelines((workflow,))

    return made
