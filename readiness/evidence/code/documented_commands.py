"""Commands that a project's documents tell people to type, and where they lead in its Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.entry_points import EntryPoints, Node, started_by
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.recipes import Recipes, recipes_of
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, mapping, texts
from readiness.evidence.files.project import Project

DOCUMENTS = ("README*", "docs/**/*.md", "docs/**/*.rst", "CONTRIBUTING*", "*.md")
FENCE = re.compile(r"^\s*(```|~~~)")
INLINE = re.compile(r"`([^`\n]{3,300})`")
PROMPT = re.compile(r"^\s*(?:\$|>|%|#\s)?\s*")
MAX_LINES = 5_000
MAX_DOCUMENTS = 200


@dataclass(frozen=True)
class Documented:
    """A command written in a document, and the definitions it starts."""

    location: Location
    command: str
    starts: tuple[Node, ...]


@dataclass(frozen=True)
class DocumentedCommands(Fact):
    """Commands of the documents that lead into the project's Python, in the order of the documents."""

    commands: tuple[Documented, ...]


@provides("code")
def documented_commands(project: Project, sources: PythonSources, entries: EntryPoints) -> DocumentedCommands | Absent:
    """Return the documented commands; absent when no document gives one that starts the project's code."""
    recipes = recipes_of(project)
    consoles = {
        entry.started[0].command: entry.starts for entry in entries.entries if entry.title.startswith("command ")
    }
    found: list[Documented] = []
    for file in list(project.matching(*DOCUMENTS))[:MAX_DOCUMENTS]:
        for number, text in _written(project.text(file.path) or ""):
            for command in parse_commands(text):
                if command.words[0].endswith(".py") and not command.words[0].startswith("./"):
                    continue  # a file that is only mentioned
                starts = tuple(_starts(command, project, sources, recipes, consoles))
                if starts:
                    found.append(Documented(Location(file.path, number), " ".join(command.words)[:200], starts))
    return DocumentedCommands(tuple(found)) if found else Absent("no document gives a command that starts the code")


def _written(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines of code blocks and inline code, with their line numbers."""
    inside = False
    for number, line in enumerate(text.split("\n")[:MAX_LINES], 1):
        if FENCE.match(line):
            inside = not inside
        elif inside or line.startswith(("    ", "\t")):
            yield number, PROMPT.sub("", line[:500])
        else:
            yield from ((number, code) for code in INLINE.findall(line[:2_000]))


def _starts(
    command: Command,
    project: Project,
    sources: PythonSources,
    recipes: Recipes,
    consoles: dict[str, tuple[Node, ...]],
) -> Iterator[Node]:
    for inner in (*recipes.resolved(command), *_stages(command, project)):
        if inner.words and inner.words[0] in consoles:
            yield from consoles[inner.words[0]]
        yield from started_by(inner, sources)


def _stages(command: Command, project: Project) -> Iterator[Command]:
    """Yield the commands of a DVC pipeline or an MLproject where the document says to run it."""
    wanted = {"dvc repro": "dvc.yaml", "mlflow run": "MLproject"}.get(" ".join(command.words[:2]))
    if wanted is None or wanted not in project:
        return
    try:
        content = mapping(load_document(project.text(wanted) or ""))
    except YamlRefused:
        return
    for section, key in (("stages", "cmd"), ("entry_points", "command")):
        for part in mapping(content.get(section)).values():
            for text in texts(mapping(part).get(key)):
                yield from parse_commands(text)
