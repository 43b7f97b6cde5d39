"""Commands behind the names of task runners that keep them in TOML, YAML or JSON: mise, Task, npm scripts, Pixi."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.files.bounded_yaml import mapping
from readiness.evidence.signals.files import Files

DEPTH = 4
_RUNNERS = (
    ("mise", "run"),
    ("mise", "r"),
    ("task",),
    ("npm", "run"),
    ("yarn", "run"),
    ("yarn",),
    ("pnpm", "run"),
    ("pixi", "run"),
)


def tasks_of(files: Files) -> dict[str, list[str]]:
    """Return the commands of every named task of the project, with those a task depends on written as runner calls."""
    found: dict[str, list[str]] = {}
    for path in files.named("mise.toml", ".mise.toml", "pixi.toml"):
        found.update(_toml_tasks(files.text(path)))
    for path in files.named("Taskfile.yml", "Taskfile.yaml"):
        for root in files.yaml(path)[:1]:
            for name, task in mapping(mapping(root).get("tasks")).items():
                held = mapping(task).get("cmds")
                lines = [_line(item) for item in held] if isinstance(held, list) else []
                found[name] = [line for line in lines if line]
    for path in files.named("package.json"):
        content = files.json(path)
        scripts = content.get("scripts") if isinstance(content, dict) else None
        for name, line in scripts.items() if isinstance(scripts, dict) else ():
            found.setdefault(str(name), [str(line)])
    return found


def _toml_tasks(text: str) -> Iterator[tuple[str, list[str]]]:
    try:
        tasks = tomllib.loads(text).get("tasks", {})
    except (ValueError, RecursionError):
        return
    for name, task in tasks.items() if isinstance(tasks, dict) else ():
        run: Any = task.get("run", task.get("cmd", [])) if isinstance(task, dict) else task
        parts = [run] if isinstance(run, str) else run if isinstance(run, list) else []
        lines = [line for line in parts if isinstance(line, str)]
        depends = task.get("depends", task.get("depends-on", [])) if isinstance(task, dict) else []
        before = [depends] if isinstance(depends, str) else depends if isinstance(depends, list) else []
        lines += [f"mise run {one}" for one in before if isinstance(one, str)]
        yield str(name), lines


def _line(item: object) -> str:
    if isinstance(item, str):
        return item
    entry = mapping(item)
    return str(entry.get("cmd") or (f"task {entry['task']}" if "task" in entry else ""))


def behind(command: Command, tasks: dict[str, list[str]], depth: int = 0) -> Iterator[Command]:
    """Yield a command, and the commands of the task it names, on its own line."""
    yield command
    for runner in _RUNNERS:
        if command.words[: len(runner)] != runner or depth >= DEPTH:
            continue
        for word in command.words[len(runner) :]:
            for line in tasks.get(word, ()):
                for inner in parse_commands(line):
                    yield from behind(Command(inner.words, command.line, inner.swallowed), tasks, depth + 1)
