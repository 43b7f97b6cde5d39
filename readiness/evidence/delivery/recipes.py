"""Where a command leads inside the project: a make target, a shell script, a script named in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.makefile import Target, parse_makefile, target_commands
from readiness.evidence.delivery.programs import invocation, make_targets
from readiness.evidence.files.bounded_toml import TomlRefused, load_toml
from readiness.evidence.files.project import Project

_SCRIPT_TABLES = (
    ("tool", "hatch", "envs", "default", "scripts"), ("tool", "taskipy", "tasks"), ("tool", "poe", "tasks"),
    ("tool", "pdm", "scripts"), ("scripts",),
)  # fmt: skip


@dataclass(frozen=True)
class Recipes:
    """Named command sequences of a project.

    Attributes
    ----------
    targets
        Rules of the Makefile or justfile in the root.
    scripts
        Named one-line scripts of pyproject.toml or Pipfile.
    files
        Commands of the shell scripts, by path.
    """

    targets: Mapping[str, Target] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[Command, ...]] = field(default_factory=dict)

    def resolved(self, command: Command) -> tuple[Command, ...]:
        """Return the commands that really run, on the line of the command that starts them.

        A command that leads nowhere inside the project is returned as it is. Failures swallowed by the caller are
        swallowed in every command it starts.
        """
        inner = tuple(self._inner(command))
        if not inner:
            return (command,)
        return tuple(
            replace(found, line=command.line, swallowed=found.swallowed or command.swallowed, piped=command.piped)
            for found in inner
        )

    def _inner(self, command: Command) -> Iterator[Command]:
        for target in make_targets(command):
            yield from target_commands(self.targets, target)
        program, arguments = invocation(command)
        if program in self.scripts and command.words[0] != program:
            yield from parse_commands(self.scripts[program])
        shell = program in ("bash", "sh", "zsh", "source", ".")
        path = next((word for word in arguments if not word.startswith("-")), "") if shell else command.words[0]
        yield from self.files.get(path.removeprefix("./"), ())


def recipes_of(project: Project) -> Recipes:
    """Return the recipes a project's commands may lead to; the root's Makefile wins over one deeper down."""
    targets: dict[str, Target] = {}
    for file in sorted(project.matching("Makefile", "GNUmakefile", "justfile", "*.mk"), key=_depth):
        for name, target in parse_makefile(project.text(file.path, 200_000) or "").items():
            targets.setdefault(name, target)
    files = {
        file.path: parse_commands(project.text(file.path, 100_000) or "")
        for file in sorted(project.matching("*.sh", "*.bash"), key=_depth)[:200]
    }
    scripts = {**_scripts(project.text("Pipfile") or ""), **_scripts(project.text("pyproject.toml") or "")}
    return Recipes(targets, scripts, files)


def _depth(file: object) -> tuple[int, str]:
    path = str(getattr(file, "path", ""))
    return path.count("/"), path


def _scripts(text: str) -> dict[str, str]:
    try:
        document = load_toml(text)
    except TomlRefused:
        return {}
    found: dict[str, str] = {}
    for keys in _SCRIPT_TABLES:
        table: object = document
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        for name, value in table.items() if isinstance(table, dict) else ():
            line = _line(value)
            if line:
                found.setdefault(str(name), line)
    return found


def _line(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("cmd") or value.get("shell") or ""
    if isinstance(value, list):
        value = "\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
