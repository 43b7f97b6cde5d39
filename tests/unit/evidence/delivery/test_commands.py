"""Shell text to simple commands."""

import pytest

from readiness.evidence.delivery.commands import parse_commands


def words(script):
    return [command.text for command in parse_commands(script)]


def test_separators_comments_and_quotes():
    assert words("set -e; ruff check . && pytest -q # pytest\n# make test\necho 'a; b' \"c && d\"") == [
        "set -e",
        "ruff check .",
        "pytest -q",
        "echo a; b c && d",
    ]


def test_lines_count_continuations_and_here_documents():
    commands = parse_commands(
        "pip install \\\n  -r requirements.txt\ncat <<EOF > run.sh\npytest\nEOF\nmake test\n", first_line=10
    )
    assert [(command.words[0], command.line) for command in commands] == [("pip", 10), ("cat", 12), ("make", 15)]


@pytest.mark.parametrize(
    ("script", "swallowed"),
    [
        ("pytest || true", True),
        ("pytest || :", True),
        ("pytest || echo failed", True),
        ("pytest || exit 0", True),
        ("pytest || { echo failed; }", True),
        ("if pytest; then echo ok; fi", True),
        ("pytest", False),
        ("pytest && echo done", False),
        ("pytest || exit 1", False),
        ("pytest || { echo failed; exit 1; }", False),
        ("pytest || (echo failed && exit 1)", False),
        ("pytest || echo failed && exit 1", False),
    ],
)
def test_failures_turned_into_success(script, swallowed):
    assert next(command for command in parse_commands(script) if "pytest" in command.words).swallowed is swallowed


def test_pipes_and_assignments():
    first, second = parse_commands("PYTHONPATH=. pytest tests | tee out.txt")
    assert first.words == ("pytest", "tests")
    assert first.piped
    assert not second.piped


@pytest.mark.parametrize("script", ["", "'", '"' * 999, "\x00\\", "((((", "<<EOF", "a" * 300_000, "$(" * 5_000])
def test_junk_gives_words_and_never_raises(script):
    assert isinstance(parse_commands(script), tuple)
