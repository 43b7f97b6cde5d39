"""Makefiles to targets and recipes."""

from readiness.evidence.delivery.makefile import parse_makefile, target_commands

MAKEFILE = """\
PY ?= python
TEST = $(PY) -m pytest
.PHONY: test all
all: lint test

lint:
\truff check .
test: build
\t@$(TEST) \\
\t  -q
\t-$(TEST) slow
build:
\tdocker build .
"""


def test_targets_with_variables_lines_and_ignored_failures():
    targets = parse_makefile(MAKEFILE)
    commands = targets["test"].commands
    assert [(command.text, command.line, command.swallowed) for command in commands] == [
        ("python -m pytest -q", 9, False),
        ("python -m pytest slow", 11, True),
    ]


def test_direct_prerequisites_come_first():
    targets = parse_makefile(MAKEFILE)
    assert [command.words[0] for command in target_commands(targets, "test")] == ["docker", "python", "python"]
    # one level: all -> test, but not test -> build
    assert [command.words[0] for command in target_commands(targets, "all")] == ["ruff", "python", "python"]
    assert target_commands(targets, "absent") == ()


def test_junk_is_no_target():
    assert parse_makefile("\t\x00:::\n= =\n%%%\n") == {}
