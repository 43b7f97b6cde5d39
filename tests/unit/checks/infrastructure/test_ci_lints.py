"""A linter that can fail a change."""

from checks.infrastructure.ci_lints import ci_lints


def test_good(pipelines_of):
    result = ci_lints(pipelines_of("      - run: uvx ruff check .\n"))
    assert result.holds is True
    assert result.evidence[0].location.line == 5


def test_bad(pipelines_of):
    assert ci_lints(pipelines_of("      - run: pytest\n")).holds is False


def test_silenced(pipelines_of):
    result = ci_lints(pipelines_of("      - run: flake8 || echo warning\n"))
    assert result.holds is False
    assert "does not fail the run" in result.reason
