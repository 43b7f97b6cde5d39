"""Where a command leads inside the project."""

import pytest

from readiness.evidence.delivery.commands import parse_commands
from readiness.evidence.delivery.recipes import recipes_of

FILES = {
    "Makefile": "test:\n\tpytest -q\n",
    "scripts/ci.sh": "ruff check .\npytest tests\n",
    "pyproject.toml": '[tool.hatch.envs.default.scripts]\ncheck = "pytest -x"\n'
    '[tool.poe.tasks.lint]\ncmd = "ruff check"\n',
    "deep/Makefile": "test:\n\techo other\n",
}


@pytest.mark.parametrize(
    ("command", "texts"),
    [
        ("make test", ["pytest -q"]),
        ("bash scripts/ci.sh", ["ruff check .", "pytest tests"]),
        ("./scripts/ci.sh", ["ruff check .", "pytest tests"]),
        ("hatch run check", ["pytest -x"]),
        ("poetry run lint", ["ruff check"]),
        ("make absent", ["make absent"]),
        ("pytest", ["pytest"]),
    ],
)
def test_one_level(project_of, command, texts):
    (parsed,) = parse_commands(command, first_line=7)
    found = recipes_of(project_of(FILES)).resolved(parsed)
    assert [inner.text for inner in found] == texts
    assert {inner.line for inner in found} == {7}


def test_a_swallowed_caller_swallows_what_it_starts(project_of):
    parsed = parse_commands("make test || true")[0]
    assert [inner.swallowed for inner in recipes_of(project_of(FILES)).resolved(parsed)] == [True]
