"""Commands written down anywhere in the project: scripts, Makefiles, pipelines, containers, code
blocks of documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.makefile import parse_makefile
from readiness.evidence.delivery.pipelines import Workflow
from readiness.evidence.documents.documents import Documents
from readiness.evidence.signals.files import Files, under_tests
from readiness.evidence.signals.signal import place

DOCUMENT_COMMANDS = 400
_FENCE = re.compile(r"^\s*(```+|~~~+)\s*\{?\.?([\w+-]*)")
_SHELL_LANGUAGES = frozenset(
    {
        "",
        "bash",
        "sh",
        "shell",
        "console",
        "zsh",
        "shell-session",
        "terminal",
        "powershell",
        "cmd",
        "text",
        "txt",
        "commandline",
        "ps1",
        "bat",
    }
)
_PROMPT = re.compile(r"^\s*(?:\$|>|%|#|\(\w+\)\s*\$|PS>)\s+(?=\S)")


@dataclass(frozen=True)
class Written:
    """A command and where it is written.

    Attributes
    ----------
    kind
        script, make, pipeline or document.
    """

    path: str
    kind: str
    command: Command

    @property
    def text(self) -> str:
        """Return the command's words joined by blanks."""
        return self.command.text

    def at(self, why: str) -> Evidence:
        """Return its place as evidence."""
        return place(self.path, self.command.line, why)


def written_commands(files: Files, workflows: Iterable[Workflow], documents: Documents | None) -> Iterator[Written]:
    """Yield commands of scripts and Makefiles, then of pipelines, then of the code blocks of documents."""
    for path in files.ending(".sh", ".bash", ".ps1", ".bat", ".cmd")[:400]:
        yield from (Written(path, "script", command) for command in parse_commands(files.text(path)))
    for path in [*files.named("Makefile", "GNUmakefile", "justfile"), *files.ending(".mk")][:60]:
        for target in parse_makefile(files.text(path)).values():
            yield from (Written(path, "make", command) for command in target.commands)
    for path in files.named("Taskfile.yml", "Taskfile.yaml", "Procfile", "tasks.py", "noxfile.py"):
        yield from (Written(path, "script", command) for command in parse_commands(files.text(path)))
    for workflow in workflows:
        for _, step in workflow.active_steps():
            yield from (Written(workflow.path, "pipeline", command) for command in step.commands)
    for document in documents.documents if documents is not None else ():
        if not document.path.endswith(".ipynb") and not under_tests(document.path):
            for line, text in code_lines(files.text(document.path)):
                yield from (Written(document.path, "document", command) for command in parse_commands(text, line))


def code_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the shell blocks of a Markdown text with their first line: fenced, indented, or whole
    lines in backticks.
    """
    fence, language, start = "", "", 0
    block: list[str] = []
    for number, line in enumerate(text.split("\n")[:20_000], start=1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, language, block, start = mark.group(1)[:3], mark.group(2).lower(), [], number + 1
        elif mark and fence and line.strip().startswith(fence):
            if language in _SHELL_LANGUAGES and block:
                yield start, "\n".join(block)
            fence = ""
        elif fence:
            block.append(_PROMPT.sub("", line))
        elif line.startswith(("    ", "\t")) and line.strip():
            yield number, _PROMPT.sub("", line.strip())
        else:
            for found in re.findall(r"`([^`\n]{4,300})`", line):
                if " " in found:
                    yield number, _PROMPT.sub("", found)
