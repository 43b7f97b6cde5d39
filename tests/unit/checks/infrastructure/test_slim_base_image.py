"""A reduced image by its name."""

from checks.infrastructure.slim_base_image import slim_base_image


def test_good(serving_of):
    assert slim_base_image(serving_of("FROM python:3.11-slim\nCMD x\n")).holds is True
    # a later stage that starts from a slim one
    assert slim_base_image(serving_of("FROM python:3.11-slim AS b\nFROM b\n")).holds is True


def test_bad(serving_of):
    result = slim_base_image(serving_of("FROM python:3.11-slim AS b\nFROM python:3.11\nCOPY --from=b /x /x\n"))
    assert result.holds is False
    assert result.findings[0].location.line == 2
