"""Dockerfile text to stages with lines.

Parsed here rather than by `dockerfile-parse`, which reads the body of a here-document as instructions, ends a
continued instruction at a blank line and drops one that the file ends in, so its stages and lines are wrong there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.dockerfile import Copy, Dockerfile, Stage, image_reference

LINE_LIMIT = 5_000
STAGE_LIMIT = 100
_BREAK = "\\\n"

_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+(.*))?$", re.DOTALL)
_ESCAPE = re.compile(r"\s*#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"\s*#\s*[A-Za-z]+\s*=")
_HEREDOC = re.compile(r"<<-?(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\1(?=\s|$)")
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))")
_FLAG = re.compile(r"--([a-z-]+)(?:=(\S+))?(?:\s|\\\n)*")


@dataclass(frozen=True)
class Instruction:
    """One instruction.

    ``value`` has its continued lines joined by blanks; ``script`` keeps the line breaks for RUN; ``body`` is the text
    of its here-documents.
    """

    keyword: str
    value: str
    line: int
    script: str = ""
    body: str = ""
    body_line: int = 0


def parse_dockerfile(text: str, path: str = "Dockerfile") -> Dockerfile:
    """Return the stages of a Dockerfile; text that is none gives no stages.

    ARG and ENV defaults are filled into FROM, USER, COPY and EXPOSE. At most ``LINE_LIMIT`` lines are read.
    """
    arguments: dict[str, str] = {}
    variables: dict[str, str] = {}
    stages: list[Stage] = []
    for instruction in instructions(text):
        if instruction.keyword == "FROM":
            if len(stages) >= STAGE_LIMIT:
                break
            stages.append(_from(instruction, stages, arguments))
            variables = {}
        elif instruction.keyword == "ARG":
            (variables if stages else arguments).update(
                _declared(instruction.value, {**arguments, **variables}, arguments)
            )
        elif stages:
            if instruction.keyword == "ENV":
                variables.update(_pairs(instruction.value, variables))
                stages[-1] = replace(stages[-1], environment=dict(variables))
            stages[-1] = _applied(stages[-1], instruction, variables)
    return Dockerfile(path, tuple(stages))


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile in order, with the line each starts on."""
    lines = text.splitlines()[:LINE_LIMIT]
    escape = next((match.group(1) for match in map(_ESCAPE.match, _head(lines)) if match), "\\")
    position = 0
    while position < len(lines):
        start, parts, position = _continued(lines, position, escape)
        match = _INSTRUCTION.match(_BREAK.join(parts))
        if not match:
            continue
        keyword, script = match.group(1).upper(), (match.group(2) or "").strip()
        value = script.replace(_BREAK, " ")
        marks = _HEREDOC.findall(value) if keyword in ("RUN", "COPY", "ADD") else []
        body: list[str] = []
        body_line = position + 1
        for _, mark in marks:
            while position < len(lines) and lines[position].strip() != mark:
                body.append(lines[position])
                position += 1
            position += 1
        yield Instruction(keyword, value, start + 1, script, "\n".join(body), body_line)


def _continued(lines: list[str], position: int, escape: str) -> tuple[int, list[str], int]:
    """Return index of the first line, the lines of one instruction without their escapes, and the index after it."""
    start = position
    parts: list[str] = []
    while position < len(lines):
        line = lines[position].rstrip()
        position += 1
        if line.lstrip().startswith("#") or (parts and not line):
            # comments and blank lines do not end a continued instruction
            parts += [""] if parts else []
            continue
        start = start if parts else position - 1
        parts.append(line.removesuffix(escape))
        if not line.endswith(escape):
            break
    return start, parts, position


def _head(lines: list[str]) -> list[str]:
    head: list[str] = []
    for line in lines:
        if not _DIRECTIVE.match(line):
            break
        head.append(line)
    return head


def _from(instruction: Instruction, stages: list[Stage], arguments: Mapping[str, str]) -> Stage:
    _, rest = _flags(instruction.value)
    words = rest.split()
    name = words[2] if len(words) >= 3 and words[1].lower() == "as" else ""
    written = _filled(words[0], arguments) if words else ""
    earlier = {stage.name.lower(): stage.index for stage in stages if stage.name}
    return Stage(len(stages), name, image_reference(written), instruction.line, earlier.get(written.lower()))


def _applied(stage: Stage, instruction: Instruction, variables: Mapping[str, str]) -> Stage:
    keyword, line = instruction.keyword, instruction.line
    value = _filled(instruction.value, variables)
    if keyword == "USER":
        return replace(stage, user=value.strip("\"'"), user_line=line)
    if keyword == "WORKDIR":
        return replace(stage, workdir=value if value.startswith("/") else f"{stage.workdir}/{value}".lstrip("/"))
    if keyword in ("COPY", "ADD"):
        copied = _copy(value, line)
        return replace(stage, copies=(*stage.copies, copied)) if copied else stage
    if keyword == "EXPOSE":
        return replace(stage, exposes=(*stage.exposes, *(port.split("/")[0] for port in value.split())))
    if keyword == "CMD":
        return replace(stage, command=_words(instruction.value), command_line=line)
    if keyword == "ENTRYPOINT":
        return replace(stage, entrypoint=_words(instruction.value), entrypoint_line=line, command=())
    if keyword == "HEALTHCHECK":
        return replace(stage, healthcheck_line=None if value.upper() == "NONE" else line)
    if keyword == "RUN":
        return replace(stage, runs=(*stage.runs, *_run(instruction)))
    return stage


def _copy(value: str, line: int) -> Copy | None:
    flags, rest = _flags(value)
    words = list(_words(rest)) if rest.startswith("[") else rest.split()
    if len(words) < 2:
        return None
    inline = any(word.startswith("<<") for word in words)
    sources = tuple(word for word in words[:-1] if not word.startswith("<<"))
    return Copy(sources, words[-1], line, flags.get("from", ""), inline)


def _run(instruction: Instruction) -> tuple[Command, ...]:
    _, rest = _flags(instruction.script)
    if rest.startswith("["):
        words = _words(rest.replace(_BREAK, " "))
        return (Command(words, instruction.line),) if words else ()
    before = instruction.script.removesuffix(rest).count("\n")
    commands = parse_commands(_HEREDOC.sub("", rest), instruction.line + before)
    return (*commands, *parse_commands(instruction.body, instruction.body_line)) if instruction.body else commands


def _flags(value: str) -> tuple[dict[str, str], str]:
    flags: dict[str, str] = {}
    rest = value.lstrip()
    while match := _FLAG.match(rest):
        flags[match.group(1)] = (match.group(2) or "").strip("\"'")
        rest = rest[match.end() :]
    return flags, rest


def _words(value: str) -> tuple[str, ...]:
    if value.startswith("["):
        try:
            words = json.loads(value)
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return tuple(words)
    return tuple(word for command in parse_commands(value) for word in command.words)


def _declared(value: str, known: Mapping[str, str], outer: Mapping[str, str]) -> dict[str, str]:
    declared: dict[str, str] = {}
    for word in value.split():
        name, equals, default = word.partition("=")
        if equals:
            declared[name] = _filled(default.strip("\"'"), known)
        elif name in outer:
            declared[name] = outer[name]
    return declared


def _pairs(value: str, known: Mapping[str, str]) -> dict[str, str]:
    if "=" not in value.split(" ", 1)[0]:
        name, _, rest = value.partition(" ")
        return {name: _filled(rest.strip(), known)}
    return {
        name: _filled(text.strip("\"'"), known)
        for name, equals, text in (word.partition("=") for word in value.split())
        if equals
    }


def _filled(text: str, known: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(4)
        operator, default = match.group(2) or "", match.group(3) or ""
        if operator.endswith("+"):
            return default if known.get(name) else ""
        if operator.endswith("-") and not known.get(name):
            return default
        return known.get(name, match.group())[:500]

    return _VARIABLE.sub(value, text)
