"""Share of base images with a fixed version."""

import pytest

from checks.infrastructure.pinned_base_image import pinned_base_image


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("FROM a@sha256:00\n", 1.0),
        ("FROM a:1.2\n", 1.0),
        ("ARG TAG=1\nFROM a:${TAG}\nFROM scratch\n", 1.0),
        # a stage that starts from another stage names no image
        ("FROM a:1 AS b\nFROM b\n", 1.0),
        ("FROM a:1 AS b\nFROM c:latest\n", 0.5),
        ("FROM python\n", 0.0),
        ("ARG TAG\nFROM a:${TAG}\n", 0.0),
    ],
)
def test_good_and_bad(serving_of, text, share):
    result = pinned_base_image(serving_of(text))
    (measurement,) = result.measurements
    assert (measurement.name, measurement.value) == ("pinned_share", share)
    assert bool(result.findings) is (share < 1)


def test_the_finding_names_the_line(serving_of):
    (finding,) = pinned_base_image(serving_of("FROM a:1 AS b\nFROM c:latest\n")).findings
    assert finding.location.line == 2
    assert "line 2 of Dockerfile" in finding.fix
