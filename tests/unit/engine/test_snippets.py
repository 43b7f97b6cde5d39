"""Snippets: the right lines, cut, masked, and never rows of a table."""

from __future__ import annotations

import pytest

from readiness.domain.check import Strength, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.engine.run import CheckRun
from readiness.engine.snippets import MASK, located, with_snippets

FILES = {
    "a.py": "\n".join(f"line {number}" for number in range(1, 11)),
    "wide.py": "x" * 500,
    "odd.py": "a\x00b\x1b[31m",
    "rows.csv": "name\nAda",
}


def shown(path: str, line: int | None, secrets: frozenset[tuple[str, int]] = frozenset()) -> Location:
    return located(Location(path, line), FILES.get, secrets)


@pytest.mark.parametrize(
    ("line", "first", "text"),
    [
        (1, 1, "line 1\nline 2\nline 3\nline 4"),
        (5, 3, "line 3\nline 4\nline 5\nline 6\nline 7\nline 8"),
        (10, 8, "line 8\nline 9\nline 10"),
    ],
)
def test_lines_around_the_place(line: int, first: int, text: str) -> None:
    found = shown("a.py", line)
    assert (found.snippet_line, found.snippet) == (first, text)


@pytest.mark.parametrize(("path", "line"), [("a.py", None), ("a.py", 11), ("a.py", 0), ("gone.py", 1), ("rows.csv", 2)])
def test_no_snippet(path: str, line: int | None) -> None:
    assert shown(path, line).snippet == ""


def test_a_secret_is_masked_wherever_its_line_appears() -> None:
    found = shown("a.py", 5, frozenset({("a.py", 6)}))
    assert found.snippet.splitlines()[3] == MASK
    assert "line 6" not in found.snippet


def test_long_and_odd_lines_are_cut() -> None:
    assert len(shown("wide.py", 1).snippet) == 160
    assert "\x00" not in shown("odd.py", 1).snippet
    assert "\x1b" not in shown("odd.py", 1).snippet


def test_findings_and_evidence_both_get_theirs_and_keep_their_own() -> None:
    finding = Finding(Severity.LOW, "here", Location("a.py", 2, "mine", 2))
    result = measured(
        holds=True, findings=[finding], evidence=[Evidence(Location("a.py", 1), "why")], strength=Strength.E1
    )
    (run,) = with_snippets([CheckRun("x.y", result, 0.0)], FILES.get, frozenset())
    assert run.result.evidence[0].location.snippet.startswith("line 1")
    assert run.result.findings[0].location is not None
    assert run.result.findings[0].location.snippet == "mine"
