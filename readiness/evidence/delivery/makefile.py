"""Makefiles as targets with their recipe commands, resolved one level through prerequisites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.evidence.delivery.commands import Command, parse_commands

_RULE = re.compile(r"^([A-Za-z0-9_./%-][A-Za-z0-9_./% -]*?)\s*::?(?![=:])\s*([^#;\n]*)")
_VARIABLE = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?::|\?|::)?=\s*(.*)$")
_REFERENCE = re.compile(r"\$[({]([A-Za-z_][A-Za-z0-9_]*)[)}]")


@dataclass(frozen=True)
class Target:
    """One rule of a Makefile or justfile: its prerequisites and recipe."""

    name: str
    line: int
    prerequisites: tuple[str, ...]
    commands: tuple[Command, ...]


def parse_makefile(text: str) -> dict[str, Target]:
    """Return the rules by target name; variables with a literal value are filled in, functions are left alone.

    A recipe line that starts with ``-`` has its failure swallowed, as make itself does.
    """
    variables: dict[str, str] = {}
    rules: list[tuple[tuple[str, ...], int, tuple[str, ...], list[Command]]] = []
    for number, line in _logical(text):
        if rules and line[:1] in ("\t", " ") and line.strip():
            rules[-1][3].extend(_recipe(line, number, variables))
        elif assigned := _VARIABLE.match(line):
            variables[assigned.group(1)] = _filled(assigned.group(2).strip(), variables)
        elif rule := _RULE.match(line):
            rules.append((tuple(rule.group(1).split()), number, tuple(_filled(rule.group(2), variables).split()), []))
    return {name: Target(name, line, needs, tuple(done)) for names, line, needs, done in rules for name in names}


def target_commands(targets: Mapping[str, Target], name: str) -> tuple[Command, ...]:
    """Return the recipe of a target after those of its direct prerequisites; empty when it is not there."""
    target = targets.get(name)
    if target is None:
        return ()
    before = (targets[need].commands for need in target.prerequisites if need in targets and need != name)
    return (*(command for commands in before for command in commands), *target.commands)


def _logical(text: str) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    continued = False
    for number, line in enumerate(text.splitlines(), start=1):
        if continued:
            start, before = lines[-1]
            lines[-1] = (start, f"{before[:-1]} {line.strip()}")
        else:
            lines.append((number, line.rstrip()))
        continued = line.rstrip().endswith("\\") and len(lines[-1][1]) < 20_000
    return lines


def _recipe(line: str, number: int, variables: Mapping[str, str]) -> tuple[Command, ...]:
    body = line.strip()
    marks = body[: len(body) - len(body.lstrip("@-+"))]
    commands = parse_commands(_filled(body.lstrip("@-+ "), variables), number)
    if "-" not in marks:
        return commands
    return tuple(Command(command.words, command.line, True, command.piped) for command in commands)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: variables.get(match.group(1), match.group())[:500], text)
